/* Before an interview the checklist, after it the letters. */

import {button, h, icon} from "../dom.js";
import {fields, keepFields, languageOf} from "../remembered.js";
import {t, tag} from "../words.js";
import {ask, languages, linkButton, loaded, page} from "./parts.js";

const TICKS = "ticked";
const WAYS = {"stories add": ["nav_stories", "#/stories"], practice: ["nav_ready", "#/"],
  doctor: ["microphone_check", "#/"]};

export function prepare(app) {
  const content = h("div", {class: "content"});
  let language = languageOf(app);

  function filled({opening, closing, groups}) {
    const ticked = fields(TICKS);
    const lang = tag(language);
    const item = (one) => {
      if (one.knows) return seen(one);
      const box = h("input", {type: "checkbox", onchange: () => {
        if (box.checked) ticked[one.text] = true; else delete ticked[one.text];
        keepFields(TICKS, ticked);
      }});
      box.checked = one.text in ticked;
      return h("li", {class: "tick"}, h("label", {class: "check"}, box, h("span", {lang}, one.text)), way(one));
    };
    const again = button(t("ticks_clear"), () => { keepFields(TICKS, {}); show(); app.announce(t("ticks_cleared")); },
      {kind: "link"});
    return [h("p", {class: "lead", lang}, opening),
      h("div", {class: "lists"}, groups.map((group) => h("section", {class: "card group"}, h("h2", {lang}, group.title),
        h("ul", {class: "ticks"}, group.items.map(item))))),
      h("p", {lang}, closing), again];
  }

  /* What the program sees for itself is not to be ticked by hand. */
  function seen(one) {
    return h("li", {class: `tick seen ${one.done ? "there" : ""}`},
      h("span", {class: "check"}, h("span", {class: "mark-of"}, one.done && icon("check")),
        h("span", {}, h("span", {lang: tag(language)}, one.text),
          h("span", {class: "hidden"}, ` (${t(one.done ? "tick_done" : "tick_open")})`),
          one.evidence && h("span", {class: "note-of"}, one.evidence))), way(one));
  }

  function way(one) {
    const [name, href] = WAYS[one.command] ?? [];
    return name && h("a", {href}, t(name));
  }

  const show = () => loaded(content, () => ask(`/api/checklist?language=${language}`), filled);
  show();
  return {
    title: t("prepare_title"),
    node: page("prepare", t("prepare_title"), {note: t("prepare_note")},
      languages(app, (code) => { language = code; show(); }),
      h("div", {class: "waiting"}, h("p", {}, h("b", {}, t("after_title")), h("small", {class: "quiet"}, t("after_note"))),
        linkButton(t("letter_write"), "#/letter", {kind: "soft"})),
      content),
  };
}
