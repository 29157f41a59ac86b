/* A pack of one's own: chosen or dropped, checked, each fault with its line. */

import {button, h, icon} from "../dom.js";
import {many, t} from "../words.js";
import {ask, done, dropped} from "./parts.js";

const MOST_BYTES = 240_000;

/** A place for the file; `good` is called with the name of what was kept. */
export function ownPack(app, good) {
  const told = h("div", {class: "checked", role: "status"});
  const place = h("div", {class: "drop"}, h("p", {class: "note-of"}, t("pack_note")));
  let name = "";

  async function take(text, file) {
    name = file;
    told.replaceChildren();
    if (text === null) { say(t("pack_large")); return; }
    let found = null;
    if (!await done(app, async () => { found = await ask("/api/pack", {name, text}); })) return;
    if (!found.faults.length) {
      told.replaceChildren(h("p", {class: "fine"}, icon("check"), h("span", {}, many("pack_good",
        found.pack.questions, {title: found.pack.title}))), button(t("pack_use"), () => good(found.pack.name), {kind: "primary"}));
      return;
    }
    say(many("pack_faults", found.faults.length, {name}));
    told.append(h("ol", {class: "faults"}, found.faults.map(({line, text: fault}) => h("li", {},
      h("b", {}, line ? t("line", {line}) : name), h("span", {}, bare(fault, line))))));
  }

  function say(text) {
    told.replaceChildren(h("p", {class: "note"}, icon("warn"), h("span", {}, text)));
  }

  /* The message without the place that stands beside it. */
  function bare(fault, line) {
    const start = line ? `${name}:${line}: ` : `${name}: `;
    return fault.startsWith(start) ? fault.slice(start.length) : fault;
  }

  const choose = dropped(place, ".toml", MOST_BYTES, take);
  place.append(button(t("choose_file"), choose, {picture: "file"}), told);
  return place;
}
