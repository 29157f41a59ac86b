/* A part of an exercise, as every screen of it begins: what to do, and what is read. */

import {h} from "../dom.js";
import {t, tag} from "../words.js";

/** Where in the exercise one is. */
export const placeOf = ({part, count}) => t("part_of", {number: part.number + 1, count});

/* The passage in pieces, so that a mark can go through it. */
function banded(text, ends, lang) {
  const pieces = [];
  let from = 0;
  for (const end of ends) {
    pieces.push(h("span", {}, text.slice(from, end)));
    from = end;
  }
  const node = h("p", {class: "passage", lang}, pieces, text.slice(from));
  let drawn = 0;
  return {node, to(count) {
    for (; drawn < Math.min(count, pieces.length); drawn += 1) {
      pieces[drawn - 1]?.removeAttribute("class");
      pieces[drawn].className = "lit";
    }
  }};
}

/** Its header; `follow` moves the mark to where one should be after so many seconds of reading. */
export function part(app, size) {
  const {part: {instruction, setting, text, quoted, band}, language, drill} = app.sitting;
  const lang = tag(language);
  const mark = band && banded(text, band.ends, lang);
  return Object.assign(h("header", {class: `asked part ${size}`},
    h("p", {class: "eyebrow"}, `${drill.title} · ${placeOf(app.sitting)}`),
    setting && h("p", {class: "quiet", lang}, setting),
    quoted && h("p", {class: "passage closed", lang}, h("q", {}, text)),
    h("h1", {}, instruction),
    !quoted && text && (mark ? mark.node : h("p", {class: "passage", lang}, text))),
  {follow: (seconds) => mark?.to(Math.floor(seconds * band.units_per_s) + 1)});
}
