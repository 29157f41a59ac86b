/* A saved answer in a list. */

import {h, icon} from "../dom.js";
import {clock, many, t, tag} from "../words.js";

export function paceOf(value, unit) {
  return value ? `${Math.round(value)} ${unit ?? ""}`.trim() : "";
}

export function counts({positive, to_avoid: avoid}) {
  return [positive ? many("praised", positive) : "", avoid ? many("avoided", avoid) : ""];
}

/** A line that leads to an answer. */
export function row(id, question, language, parts, when) {
  return h("a", {class: "answer-link", href: `#/history/${encodeURIComponent(id)}`},
    h("span", {class: "what"}, h("b", {lang: language && tag(language)}, question || t("no_question")),
      h("small", {}, [when, ...parts].filter(Boolean).join(" · "))), icon("arrow"));
}

/** The same, of a row of the server's; `titled` with when it was, where the question stands above. */
export function rowOf(one, when = one.when, titled = false) {
  return row(one.id, titled ? when : one.question, titled ? null : one.language,
    [one.follows ? t("follow_up") : one.take > 1 ? t("take_number", {number: one.take}) : "",
      clock(one.length_s), paceOf(one.pace, one.unit), ...counts(one)],
    titled ? "" : when);
}
