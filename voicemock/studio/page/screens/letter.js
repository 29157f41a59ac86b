/* After an interview: the thank-you letter, the reminders, and when to send them. */

import {button, choice, h} from "../dom.js";
import {fields, keepFields, languageOf} from "../remembered.js";
import {t, tag} from "../words.js";
import {ask, done, field, hand, languages, page} from "./parts.js";

const FORM = "letter";
const REST_MS = 300;           // behind the last letter typed, until it is written
const MOST = 200;
const KINDS = ["thanks", "reminder-1", "reminder-2"];

const words = {"thanks": "kind_thanks", "reminder-1": "kind_reminder_1", "reminder-2": "kind_reminder_2"};

function today() {
  const now = new Date();
  return [now.getFullYear(), now.getMonth() + 1, now.getDate()].map((one) => String(one).padStart(2, "0")).join("-");
}

export function letter(app) {
  const kept = fields(FORM);
  let language = languageOf(app), kind = "thanks", timer = 0, asked = 0;
  const form = {
    name: field(t("your_name"), "name", {maxlength: MOST, autocomplete: "name"}),
    company: field(t("the_company"), "company", {maxlength: MOST}),
    interviewer: field(t("interviewer"), "interviewer", {maxlength: MOST, note: t("interviewer_note")}),
    role: field(t("the_role"), "role", {maxlength: MOST}),
    topics: field(t("topics"), "topics", {maxlength: 1000, note: t("topics_note")}),
    date: field(t("the_day"), "date", {type: "date"}),
    time: field(t("the_time"), "time", {type: "time", note: t("the_time_note")}),
  };
  for (const [name, {input}] of Object.entries(form)) {
    input.value = kept[name] ?? (name === "date" ? today() : "");
    input.addEventListener("input", () => { keep(); clearTimeout(timer); timer = setTimeout(write, REST_MS); });
  }
  const text = h("pre", {class: "letter", tabindex: 0, role: "region", "aria-label": t("the_letter")});
  const told = h("p", {class: "quiet", role: "status"});
  const days = h("div", {class: "letter-days"});
  const copy = button(t("copy"), async () => {
    await navigator.clipboard.writeText(text.textContent);
    app.announce(t("copied"));
    copy.querySelector("span").textContent = t("copied");
  }, {kind: "primary", picture: "copy"});
  const save = button(t("save_file"), () => hand("letter.txt", text.textContent, "text/plain"), {picture: "down"});
  const ways = h("div", {class: "actions"}, copy, save);

  const values = () => Object.fromEntries(Object.entries(form).map(([name, {input}]) => [name, input.value]));
  const keep = () => keepFields(FORM, values());
  const body = () => ({...values(), language, kind, zone: Intl.DateTimeFormat().resolvedOptions().timeZone});

  async function write() {
    const number = ++asked;
    const ready = form.name.input.value.trim() && form.company.input.value.trim();
    ways.hidden = text.hidden = !ready;
    told.textContent = ready ? "" : t("letter_needs");
    days.replaceChildren();
    if (!ready) return;
    copy.querySelector("span").textContent = t("copy");
    let found;
    try {
      found = await ask("/api/letter", body());
    } catch (error) {
      if (error.status === undefined) throw error;
      if (number === asked) told.textContent = error.message || t("gone_text");
      return;
    }
    if (number !== asked) return;
    text.lang = tag(language);
    text.textContent = found.text;
    days.replaceChildren(...entries(found.entries));
  }

  function entries(list) {
    if (!list.length) return [h("p", {class: "quiet small"}, t("time_for_calendar"))];
    return [h("h2", {}, t("when_to_send")), h("ul", {class: "sends"}, list.map((one) =>
      h("li", {class: one.past ? "quiet" : undefined}, h("time", {}, one.when), h("span", {}, t(words[one.kind])),
        one.past && h("small", {}, t("is_past"))))),
    button(t("calendar"), calendar, {kind: "soft", picture: "down"})];
  }

  function calendar() {
    return done(app, async () => {
      const answer = await fetch("/api/letter/calendar", {method: "POST",
        headers: {"Content-Type": "application/json"}, body: JSON.stringify(body())});
      if (!answer.ok) await ask("/api/letter/calendar", body());
      hand("interview.ics", await answer.blob(), "text/calendar");
      app.announce(t("calendar_saved"));
    });
  }

  write();
  return {
    title: t("letter_title"),
    close: () => clearTimeout(timer),
    node: page("letter-page", t("letter_title"), {note: t("letter_note"), back: ["#/prepare", t("prepare_title")]},
      h("div", {class: "two"},
        h("form", {class: "card form", onsubmit: (event) => event.preventDefault()},
          languages(app, (code) => { language = code; write(); }),
          choice(t("which_letter"), KINDS.map((one) => [one, t(words[one])]),
            {value: kind, changed: (value) => { kind = value; write(); }}),
          Object.values(form)),
        h("section", {class: "written", "aria-label": t("the_letter")}, told, text, ways, days))),
  };
}
