/* A part of an exercise, as every screen of it begins: what to do, and what is read. */

import {h} from "../dom.js";
import {t, tag} from "../words.js";

export const placeOf = ({part, count}) => t("part_of", {number: part.number + 1, count});

function banded(text, ends, lang) {
  let from = 0;
  const pieces = [];
  const node = h("p", {class: "passage", lang}, ends.map((end) => {
    const start = from + text.slice(from).search(/\S/);
    const before = text.slice(from, start);
    from = end;
    pieces.push(h("span", {}, text.slice(start, end)));
    return [before, pieces.at(-1)];
  }), text.slice(ends.at(-1)));
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
