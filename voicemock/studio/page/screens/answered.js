/* A saved answer, whole; and answers beside each other. */

import {button, h} from "../dom.js";
import {clock, many, t, tag} from "../words.js";
import {confirmed} from "./notices.js";
import {ask, done, linkButton, loaded, newTab, page} from "./parts.js";
import {rowOf} from "./rows.js";
import {begun} from "./starting.js";

const LONG = 60;               // characters: what is longer is set smaller
const BESIDE = 4;              // takes that are compared at first

const BACK = () => ["#/history", t("history_title")];

/** When an answer was given, by its id. */
const whenOf = (id) => `${id.slice(0, 10)} ${id.slice(11, 16).replace("-", ":")}`;

export function answered(app, id) {
  const address = `/answers/${encodeURIComponent(id)}`;
  const heading = h("h1", {}, t("an_answer"));

  async function forget(ids, title, text) {
    if (!await confirmed(title, text, t("delete"), t("cancel"))) return;
    if (await done(app, () => ask("/api/forget", {ids}))) app.go("#/history");
  }

  async function again(question, language, press) {
    press.disabled = true;
    if (!await begun(app, {what: "question", question, language, aloud: true})) press.disabled = false;
  }

  function filled({question, summary, same_question: same}) {
    const own = same.find((one) => one.id === id);
    const {language} = own ?? {};
    const others = same.filter((one) => one.id !== id && !one.follows);
    const name = question?.text ?? t("no_question");
    heading.textContent = name;
    heading.dir = "auto";
    heading.classList.toggle("long", name.length > LONG);
    if (language) heading.lang = tag(language);
    document.title = `${name} · voicemock`;
    const all = same.map((one) => one.id);
    const compared = [id, ...others.map((one) => one.id)].slice(0, BESIDE);
    const press = question && own && !own.follows
      && button(t("practise_this"), () => again(question.id, language, press), {kind: "primary", picture: "mic"});
    return [
      h("p", {class: "quiet"}, [whenOf(id), clock(summary.length_s)].join(" · ")),
      summary.next && h("div", {class: "next-thing"}, h("p", {class: "eyebrow"}, t("next_thing")),
        h("p", {class: "todo long"}, summary.next.text),
        summary.next.advice && h("p", {class: "advice"}, summary.next.advice)),
      h("div", {class: "actions"}, press,
        others.length > 0 && linkButton(t("compare_takes"), `#/compare/${compared.join(",")}`),
        newTab(t("open_page"), address, {kind: "quiet"})),
      h("iframe", {class: "picture tall", title: t("picture"), src: address}),
      others.length > 0 && h("section", {class: "group"}, h("h2", {}, t("other_takes")),
        h("ul", {class: "answers"}, others.map((one) => h("li", {}, rowOf(one, one.when, true))))),
      h("div", {class: "actions"},
        button(t("delete_answer"), () => forget([id], t("forget_title"),
          t("forget_one", {question: name, when: whenOf(id)})), {kind: "quiet", picture: "trash"}),
        all.length > 1 && button(many("delete_question", all.length), () => forget(all,
          t("forget_question_title"), many("forget_question", all.length, {question: name})), {kind: "quiet"})),
    ];
  }

  const node = page("answered", "", {back: BACK()},
    loaded(h("div", {class: "content"}), () => ask(`/api/history/${encodeURIComponent(id)}`), filled));
  node.querySelector("h1").replaceWith(heading);
  return {title: t("an_answer"), node};
}

/* One sounds at a time. */
function alone({target}) {
  for (const other of document.querySelectorAll(".sounds audio")) if (other !== target) other.pause();
}

export function compare(app, ids) {
  function filled({answers, rows, language}) {
    const one = answers.every(({question}) => question === answers[0].question) && answers[0].question;
    const head = answers.map((answer) => h("th", {scope: "col"},
      h("a", {href: `#/history/${encodeURIComponent(answer.id)}`}, answer.when.split(" ").map((part) => h("span", {class: "line"}, part))),
      !one && h("span", {class: "note-of", lang: tag(language)}, answer.question)));
    return [
      one && h("p", {class: "lead", lang: tag(language), dir: "auto"}, one),
      h("section", {class: "takes"}, h("h2", {}, t("figures")),
        h("div", {class: "scroll", tabindex: 0, role: "region", "aria-label": t("figures")},
          h("table", {}, h("thead", {}, h("tr", {}, h("td", {}), head, h("th", {scope: "col"}, t("change")))),
            h("tbody", {}, rows.map((row) => h("tr", {}, h("th", {scope: "row"}, row.name),
              row.values.map((value) => h("td", {}, value)),
              h("td", {class: row.judgement || undefined}, row.change,
                row.judgement && h("span", {class: "hidden"}, ` ${t(`change_${row.judgement}`)}`)))))))),
      h("p", {class: "quiet small"}, t("compare_note")),
      h("section", {class: "group"}, h("h2", {}, t("hear_them")), h("ul", {class: "sounds"}, answers.map((answer) =>
        h("li", {}, h("span", {}, answer.when, " · ", clock(answer.length_s)),
          h("audio", {controls: true, preload: "metadata", onplay: alone, "aria-label": `${t("hear")}: ${answer.when}`,
            src: `/answers/${encodeURIComponent(answer.id)}/sound`}))))),
    ];
  }
  const query = ids.split(",").map(encodeURIComponent).join(",");
  return {
    title: t("compare_title"),
    node: page("compare", t("compare_title"), {back: BACK()},
      loaded(h("div", {class: "content"}), () => ask(`/api/compare?ids=${query}`), filled)),
  };
}
