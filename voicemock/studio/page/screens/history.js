/* The answers so far: filtered, opened, compared, deleted. */

import {button, choice, h} from "../dom.js";
import {many, t} from "../words.js";
import {confirmed} from "./notices.js";
import {ask, done, empty, linkButton, loaded, newTab, page} from "./parts.js";
import {rowOf} from "./rows.js";

const ALL = 5000;
const AT_ONCE = 40;
const COMPARED = 6;            // columns that can be told apart

export function history(app) {
  const chosen = new Set();
  const filter = {text: "", language: "", category: ""};
  const list = h("div", {class: "days"});
  const count = h("p", {class: "quiet small", role: "status"});
  const bar = h("div", {class: "actions bar", role: "group", "aria-label": t("chosen"), hidden: true});
  let rows = [], shown = AT_ONCE;

  const fits = (one) => (!filter.language || one.language === filter.language)
    && (!filter.category || one.category === filter.category)
    && filter.text.toLocaleLowerCase().split(/\s+/).every((word) =>
      one.question.toLocaleLowerCase().includes(word));

  function draw() {
    const found = rows.filter(fits);
    const days = new Map();
    for (const one of found.slice(0, shown)) {
      const [day, time] = one.when.split(" ");
      if (!days.has(day)) days.set(day, []);
      days.get(day).push(item(one, time));
    }
    list.replaceChildren(...[...days].map(([day, items]) =>
      h("section", {}, h("h2", {}, h("time", {datetime: day}, day)), h("ul", {class: "answers"}, items))));
    if (found.length > shown) {
      list.append(button(t("show_more"), () => { shown += AT_ONCE; draw(); }, {kind: "quiet"}));
    }
    if (!found.length) list.append(h("p", {class: "quiet"}, t("none_fits")));
    count.textContent = many("history_count", found.length);
    drawBar();
  }

  function item(one, time) {
    const box = h("input", {type: "checkbox", "aria-label": `${t("choose")}: ${one.question} ${one.when}`,
      onchange: () => { if (box.checked) chosen.add(one.id); else chosen.delete(one.id); drawBar(); }});
    box.checked = chosen.has(one.id);
    return h("li", {class: "chooses"}, h("label", {class: "choose"}, box), rowOf(one, time));
  }

  function drawBar() {
    bar.hidden = !chosen.size;
    if (!chosen.size) return;
    const ids = [...chosen];
    const compare = linkButton(t("compare"), `#/compare/${ids.map(encodeURIComponent).join(",")}`,
      {kind: "primary"});
    const can = ids.length > 1 && ids.length <= COMPARED;
    bar.replaceChildren(h("p", {class: "small", role: "status"}, many("chosen_count", ids.length),
      !can && h("span", {class: "note-of"}, t("compare_hint", {most: COMPARED}))),
    can && compare, button(t("delete"), forget, {kind: "quiet", picture: "trash"}));
  }

  async function forget() {
    const ids = [...chosen];
    const first = rows.find((one) => one.id === ids[0]);
    const text = ids.length === 1 ? t("forget_one", {question: first.question, when: first.when})
      : many("forget_some", ids.length);
    if (!await confirmed(t("forget_title"), text, t("delete"), t("cancel"))) return;
    if (!await done(app, () => ask("/api/forget", {ids}))) return;
    chosen.clear();
    rows = rows.filter((one) => !ids.includes(one.id));
    app.announce(many("forgotten", ids.length));
    if (rows.length) { draw(); app.focus(); } else app.go("#/history");
  }

  function filled(found) {
    rows = found;
    if (!rows.length) {
      return empty(t("history_empty"), linkButton(t("nav_ready"), "#/", {kind: "primary large"}));
    }
    const search = h("input", {type: "search", class: "search", "aria-label": t("search_questions"),
      placeholder: t("search_questions"),
      oninput: () => { filter.text = search.value.trim(); shown = AT_ONCE; draw(); }});
    const of = (name, label, options) => options.length > 1 && choice(label,
      [["", label], ...options], {bare: true, changed: (value) => { filter[name] = value; shown = AT_ONCE; draw(); }});
    const there = (name) => [...new Set(rows.map((one) => one[name]))].filter(Boolean);
    const named = Object.fromEntries(app.start.languages.map(({code, name}) => [code, name]));
    draw();
    return [
      h("div", {class: "filters"}, search,
        of("language", t("all_languages"), there("language").map((code) => [code, named[code] ?? code])),
        of("category", t("all_topics"), there("category").map((name) => [name, name]))),
      h("div", {class: "beside"}, count, newTab(t("progress"), "/progress", {kind: "soft small"})),
      list, bar,
    ];
  }

  return {
    title: t("history_title"),
    node: page("history-page", t("history_title"), {note: t("history_note")},
      loaded(h("div", {class: "content"}), () => ask(`/api/history?limit=${ALL}`), filled)),
  };
}
