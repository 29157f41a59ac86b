/* Afterwards: this sitting, what came before, how to go on. */

import {ask} from "../connection.js";
import {button, h, icon} from "../dom.js";
import {clock, many, t} from "../words.js";
import {counts, paceOf, row, rowOf} from "./rows.js";

const EARLIER = 5;             // answers of before that are shown
const WORDS_NAMED = 8;         // of those not said yet

function ofSitting(answers, language) {
  const takes = new Map();
  return h("ul", {class: "answers"}, answers.map(({id, summary}) => {
    const take = (takes.get(summary.question) ?? 0) + 1;
    takes.set(summary.question, take);
    return h("li", {}, row(id, summary.question, language,
      [take > 1 ? t("take_number", {number: take}) : "", summary.length_s === undefined ? "" : clock(summary.length_s),
        paceOf(summary.pace?.value, summary.pace?.unit), ...counts(summary)]));
  }));
}

/* What got better over time, what is worth practising, and words of the job that were said. */
function lessons(past, language) {
  if (!past) return null;
  const comma = language === "zh" ? "、" : ", ";
  const {improved = [], advice = [], said = [], not_said: missing = []} = past;
  return [
    improved.length > 0 && h("section", {class: "good-things"}, h("h2", {}, t("improved")),
      h("ul", {}, improved.map(({name, before, now}) => h("li", {}, icon("check"),
        h("span", {}, t("from_to", {name, before, now})))))),
    advice.length > 0 && h("section", {class: "lessons"}, h("h2", {}, t("worth")),
      h("ul", {}, advice.map((one) => h("li", {}, h("b", {}, one.title), h("p", {}, one.advice))))),
    said.length + missing.length > 0 && h("section", {class: "lessons"}, h("h2", {}, t("job_words")),
      said.length > 0 && h("p", {}, t("words_said", {words: said.join(comma)})),
      missing.length > 0 && h("p", {}, t("words_missing",
        {words: missing.slice(0, WORDS_NAMED).join(comma)}))),
  ];
}

async function earlier(place, without) {
  const found = await ask(`/api/history?limit=${EARLIER + without.size}`).catch(() => []);
  const rows = found.filter((one) => !without.has(one.id));
  if (!rows.length) return;
  place.append(h("h2", {}, t("history")), h("ul", {class: "answers"}, rows.map((one) =>
    h("li", {}, rowOf(one)))), h("a", {href: "#/history"}, t("all_answers")));
}

export function over(app) {
  const {over: event, language} = app.sitting;
  const {answers} = event;
  const history = h("section", {class: "history"});
  earlier(history, new Set(answers.map((one) => one.id)));
  const again = () => app.go("#/");
  const told = [...app.sitting.notes];
  if (event.failed) told.push(t("one_failed"));
  if (event.left) told.push(many("left_over", event.left));
  return {
    title: t("over_title"),
    says: t("over_title"),
    keys: {Enter: again},
    node: h("section", {class: "over"},
      h("header", {class: "asked"}, h("h1", {}, t(answers.length ? "over_title" : "over_early")),
        h("p", {class: "quiet"}, answers.length ? many("over_kept", answers.length) : t("over_none"))),
      told.map((text) => h("p", {class: "note"}, icon("warn"), h("span", {}, text))),
      answers.length > 0 && h("h2", {}, t("this_practice")),
      answers.length > 0 && ofSitting(answers, language),
      lessons(event.debrief, language),
      h("div", {class: "actions"},
        button(t("practise_again"), again, {kind: "primary large"}),
        h("a", {class: "button", href: "/progress", target: "_blank", rel: "noopener"},
          h("span", {}, t("progress")), h("span", {class: "hidden"}, ` ${t("new_tab")}`))),
      history, h("p", {class: "quiet small"}, t("may_close"))),
  };
}
