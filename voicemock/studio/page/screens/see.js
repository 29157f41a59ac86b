/* What was found: the one thing to do next, what was good, the picture, the rest on demand. */

import {button, choice, disclosure, h, icon} from "../dom.js";
import {clock, t, tag} from "../words.js";
import {film} from "./film.js";
import {notes as notesOf} from "./listen.js";
import {trouble} from "./notices.js";
import {Edits, strikeButton, struckOnes, transcript, undoBar} from "./transcript.js";

const LONG = 70;               // characters: what is longer is set smaller
const BEFORE_S = 0.5;          // a moment is heard from a little before it, to a little after

/** The answer's own page in a frame; `hear` plays a stretch of it. */
function picture(one, alone) {
  const address = `/answers/${encodeURIComponent(one.id)}`;
  const frame = h("iframe", {class: "picture", title: t("picture"), src: address,
    loading: alone ? "eager" : "lazy"});
  let loaded = false, wanted = null;
  const hear = (from, to) => {
    // the count makes the same moment another address, so that it sounds again
    wanted = `#t=${Math.max(0, from).toFixed(2)}${to === undefined ? "" : `,${to.toFixed(2)}`}&${++heard}`;
    if (loaded) frame.contentWindow.location.replace(address + wanted);
  };
  frame.addEventListener("load", () => {
    loaded = true;
    if (wanted) frame.contentWindow.location.replace(address + wanted);
  }, {once: true});
  const whole = h("a", {href: address, target: "_blank", rel: "noopener"},
    t("open_page"), h("span", {class: "hidden"}, ` ${t("new_tab")}`));
  return {frame, hear, moment: (from, to) => hear(from - BEFORE_S, to + BEFORE_S), whole};
}

let heard = 0;

/* The one thing, then what was good; what is wrong with the microphone is no advice, and says so. */
function next(summary, shown) {
  const {next: todo, fault, good = []} = summary;
  const title = fault ? `fault_${fault}` : todo ? "next_thing" : "nothing_next_title";
  return h("div", {class: `next-thing ${fault ? "fault" : ""}`},
    h("p", {class: "eyebrow"}, fault && icon(fault === "microphone" ? "mic" : "warn"), t(title)),
    h("p", {class: `todo ${todo?.text.length > LONG ? "long" : ""}`}, todo?.text ?? t("nothing_next")),
    todo?.advice && h("p", {class: "advice"}, todo.advice),
    todo && todo.start_s !== null && todo.start_s !== undefined
      && button(t("hear_place"), () => shown.hear(todo.start_s - BEFORE_S, todo.start_s + 8),
        {kind: "soft", picture: "play"}),
    good.length > 0 && h("div", {class: "was-good"}, icon("check"), h("p", {},
      h("span", {class: "hidden"}, `${t("good")}: `), good.join(summary.language === "zh" ? "" : " "))));
}

function microphone(summary) {
  if (!summary.microphone?.length) return null;
  return h("div", {class: "mic-fault"}, h("h2", {}, icon("mic"), t("microphone")),
    summary.microphone.map((text) => h("p", {}, text)));
}

/* Every count plays: the moments of its kind in turn. */
function chip(label, value, moments, shown, {tone = "", under = ""} = {}) {
  const inside = [h("span", {class: "value"}, value), h("span", {class: "name"}, label),
    under && h("span", {class: "under"}, under)];
  if (!moments.length) return h("li", {class: `chip ${tone}`}, inside);
  let at = -1;
  const place = h("span", {class: "under turn"}, icon("play"), h("span", {}, t("hear")));
  const press = () => {
    at = (at + 1) % moments.length;
    shown.moment(moments[at].start_s, moments[at].end_s);
    place.lastChild.textContent = moments.length > 1
      ? t("of_moments", {number: at + 1, count: moments.length}) : t("hear_again");
  };
  return h("li", {class: `chip ${tone}`},
    h("button", {type: "button", onclick: press}, inside, place));
}

function chips(summary, shown) {
  const of = (...kinds) => (summary.moments ?? []).filter((one) => kinds.includes(one.kind));
  const {pace, pauses} = summary;
  const list = [];
  if (pace && pace.value !== null) {
    list.push(chip(pace.unit, Math.round(pace.value), of("rush"), shown, {
      tone: pace.verdict === "good" ? "good" : pace.verdict ? "mind" : "",
      under: [pace.verdict && t(`pace_${pace.verdict}`),
        pace.target && t("aim", {low: Math.round(pace.target[0]), high: Math.round(pace.target[1])})]
        .filter(Boolean).join(" · "),
    }));
  }
  const count = (name, value, kinds, tone) => {
    if (value === null || value === undefined) return;
    list.push(chip(t(name), value, of(...kinds), shown, {tone: value ? tone : ""}));
  };
  count("count_positive", summary.positive, ["positive"], "good");
  count("count_to_avoid", summary.to_avoid, ["negative"], "mind");
  count("count_fillers", summary.fillers, ["filler"], "");
  count("count_pauses", pauses?.long, ["pause", "long", "very_long", "long_pause"], "");
  return list.length > 0 && h("ul", {class: "chips", "aria-label": t("counts")}, list);
}

function steps(summary, shown, edits) {
  if (!summary.steps?.length) return null;
  return disclosure(t("steps"), h("ul", {class: "steps"}, summary.steps.map((one) => {
    const {state} = one;
    return h("li", {class: {found: "there", unsure: "perhaps"}[state] ?? "missing"},
      icon({found: "check", unsure: "one"}[state] ?? "warn"), h("span", {}, h("b", {}, one.name), " ",
        h("small", {}, t({found: "step_found", unsure: "step_unsure"}[state] ?? "step_missing"),
          one.heard && ` “${one.heard}”`),
        one.add && state !== "unsure" && h("small", {class: "add", lang: tag(summary.language)}, one.add)),
      strikeButton(edits, one.strikes?.[0], one.name),
      one.start_s !== null && one.start_s !== undefined
        && button(t("hear"), () => shown.hear(one.start_s - BEFORE_S, one.start_s + 6),
        {kind: "soft small", picture: "play", "aria-label": `${t("hear")}: ${one.name}`}));
  })));
}

/* What a language model says: its words, and that they are its. */
function coach({coach: said, language}) {
  if (!said) return null;
  return h("section", {class: "card coach"}, h("h2", {}, said.title, " ", h("small", {class: "quiet"}, `(${said.model})`)),
    h("p", {class: "quiet"}, said.note),
    h("ul", {}, said.lines.map((one) => h("li", {}, one.name, " ",
      one.text && h("q", {lang: tag(language), dir: "auto"}, one.text)))));
}

function measures(summary) {
  if (!summary.measures?.length) return null;
  return disclosure(t("all_numbers"), h("dl", {class: "measures"}, summary.measures.map((one) =>
    h("div", {}, h("dt", {}, one.name), h("dd", {class: one.judgement || undefined}, one.value),
      (one.remarks ?? []).map((text) => h("dd", {class: "quiet"}, text))))));
}

function moments(summary, shown, edits) {
  if (!summary.moments?.length && !summary.struck?.length) return null;
  return disclosure(t("moments"), h("ol", {class: "moments"}, summary.moments.map((one) =>
    h("li", {}, h("button", {type: "button", onclick: () => shown.moment(one.start_s, one.end_s)},
      icon("play"), h("span", {class: "at"}, clock(one.start_s)),
      h("span", {}, one.label, one.quote && one.quote !== one.label
        && h("small", {class: "quiet", lang: tag(summary.language)}, ` “${one.quote}”`))),
    strikeButton(edits, one.strike, one.label)))), struckOnes(edits), undoBar(edits));
}

/* One answer, whole; drawn anew when something in it is put right. */
function found(app, one, alone) {
  const article = h("article", {class: "found"});
  const pictures = film(app, one);
  let said = null;
  const coached = h("div", {});
  const coaching = () => { coached.replaceChildren(...[coach(one.summary)].filter(Boolean)); };
  const edits = new Edits(one, (answer, text) => { app.corrected(answer); draw(text); },
    (text) => trouble(app, t("failed_title"), text, [[t("close"), () => {}]]));

  function draw(text) {
    const {summary} = one;
    const open = new Set([...article.querySelectorAll("details[open] > summary")].map((each) => each.textContent));
    const at = said?.where?.() ?? -1;
    const inside = article.contains(document.activeElement);
    const shown = picture(one, alone);
    pictures.follow(shown);
    said = summary.transcript ? transcript(edits, shown.hear, at) : null;
    const told = h("p", {class: "note-of"}, text ?? "");
    const above = [summary.next?.text, ...summary.microphone ?? []];
    const notes = (summary.notes ?? []).filter((each) => !above.includes(each));
    const rest = [steps(summary, shown, edits), moments(summary, shown, edits), measures(summary),
      said && disclosure(t("transcript"), said, told),
      notes.length > 0 && disclosure(t("notes"), h("ul", {}, notes.map((each) => h("li", {}, each))))];
    article.replaceChildren(...[
      !alone && h("h2", {class: "of", lang: tag(summary.language)}, summary.question),
      next(summary, shown), microphone(summary), chips(summary, shown),
      h("section", {class: "picture-of", "aria-label": t("picture")},
        h("div", {class: "bar"}, h("h2", {}, t("picture")), shown.whole), shown.frame),
      pictures.node, coached,
      h("div", {class: "rest"}, rest.filter(Boolean)),
    ].filter(Boolean));
    coaching();
    for (const each of article.querySelectorAll("details > summary")) {
      each.parentNode.open = open.has(each.textContent);
    }
    if (text) app.announce(text);
    if (inside) focusBack(article, said, at >= 0 && open.has(t("transcript")) && text !== t("struck"));
  }

  article.addEventListener("keydown", (event) => {
    if (!(event.ctrlKey || event.metaKey) || event.key !== "z" || event.target.matches("input")) return;
    event.preventDefault();
    if (one.summary.edits) edits.undo();
  });
  article.addEventListener("corrected", () => draw());
  article.addEventListener("coached", () => { coaching(); app.announce(one.summary.coach?.title ?? ""); });
  article.dataset.answer = one.id;
  draw();
  return article;
}

/* What was pressed is gone: the focus goes to the word, or to what opens the list. */
function focusBack(article, said, word) {
  if (word && said?.focusWord) { said.focusWord(); return; }
  const summaries = [...article.querySelectorAll("details[open] > summary")];
  (summaries.find((each) => each.textContent === t("moments")) ?? summaries[0])?.focus();
}

/* What changed from take to take, from the server's comparison or from the summaries. */
function compared({takes, rows}) {
  if (rows) return rows.map((one) => [one.name, one.values, one.change, one.judgement]);
  return [
    ["take_length", (one) => clock(one.length_s)],
    ["take_pace", (one) => one.pace?.value ? `${Math.round(one.pace.value)} ${one.pace.unit}` : null],
    ["count_positive", (one) => one.positive],
    ["count_to_avoid", (one) => one.to_avoid],
    ["count_fillers", (one) => one.fillers],
    ["count_pauses", (one) => one.pauses?.long],
  ].map(([name, value]) => [t(name), takes.map(({summary}) => value(summary) ?? "–")])
    .filter(([, values]) => values.some((value) => value !== "–"));
}

/* Takes of a question beside each other, the latest last. */
function beside(sitting) {
  const {takes} = sitting;
  if (takes.length < 2) return null;
  const rows = compared(sitting);
  const changes = rows.some(([, , change]) => change);
  return h("section", {class: "takes"}, h("h2", {}, t("takes")),
    h("div", {class: "scroll", tabindex: 0, role: "region", "aria-label": t("takes")},
      h("table", {}, h("thead", {}, h("tr", {}, h("td", {}),
        takes.map((_, at) => h("th", {scope: "col"}, t("take_number", {number: at + 1}))),
        changes && h("th", {scope: "col"}, t("change")))),
      h("tbody", {}, rows.map(([name, values, change, judgement]) =>
        h("tr", {}, h("th", {scope: "row"}, name), values.map((value) => h("td", {}, value)),
          changes && h("td", {class: judgement || undefined}, change)))))));
}

export function see(app) {
  const {sitting} = app;
  const bar = h("div", {class: "actions bar", role: "group", "aria-label": t("what_next")});
  const below = h("div", {});
  const told = h("div", {class: "notes"});
  const {feedback} = sitting;
  let keys = {};
  let drawn = null;

  function update() {
    const {offer} = sitting;
    if (sitting.over && !bar.childElementCount) {
      const on = () => app.show("over");
      keys = {Enter: on};
      bar.replaceChildren(button(t("finish_interview"), on, {kind: "primary", key: t("key_enter")}));
      app.tellPlace();
    }
    told.replaceChildren(...notesOf(app));
    const table = beside(sitting);
    below.replaceChildren(...table ? [table] : []);
    if (drawn === offer) return;
    drawn = offer;
    bar.replaceChildren();
    if (!offer) return;
    keys = {q: () => app.leave()};
    const decide = (decision) => () => {
      if (bar.dataset.done) return;
      bar.dataset.done = "true";
      app.decide(decision);
    };
    const add = (word, decision, key, kind) => {
      if (!wants(offer, decision)) return;
      keys[key === t("key_enter") ? "Enter" : key.toLowerCase()] = decide(decision);
      bar.append(button(word, decide(decision), {kind, key}));
    };
    delete bar.dataset.done;
    const forward = offer.following ? "next_follow_up" : offer.last ? "finish_interview" : "next_question";
    add(t(forward), "NEXT", t("key_enter"), "primary");
    add(t("answer_again"), "RETAKE", "R", "");
    if (offer.following) add(t("skip_follow_up"), "SKIP", "N", "quiet");
  }
  update();

  const title = feedback.length ? t("see_title") : t(sitting.notes.length ? "not_judged" : "kept_title");
  const question = feedback.length === 1 ? feedback[0].summary.question ?? sitting.question?.text : null;
  return {
    title,
    says: feedback.length === 1 && feedback[0].summary.next
      ? [title, t(feedback[0].summary.fault ? `fault_${feedback[0].summary.fault}` : "next_thing"),
        feedback[0].summary.next.text, ...feedback[0].summary.good ?? []].join(". ") : title,
    update,
    get keys() { return keys; },
    node: h("section", {class: "see"},
      h("header", {class: "asked small"}, h("h1", {}, title),
        question && h("p", {class: "quiet", lang: tag(sitting.language)}, question)),
      told,
      !feedback.length && !sitting.notes.length && h("p", {}, t("kept_text")),
      feedback.map((one) => found(app, one, feedback.length === 1)), below, bar),
  };
}

/** The microphone went: another one, or this one again. */
export function device(app) {
  const place = h("div", {});
  const draw = async () => {
    const found = await app.sound.microphones();
    place.replaceChildren(choice(t("microphone"),
      [["", t("usual_microphone")], ...found.filter((one) => one.deviceId !== "default")
        .map((one) => [one.deviceId, one.label || t("microphone")])],
      {value: app.microphone, changed: (id) => { app.microphone = id; }}));
  };
  draw();
  const again = async () => {
    if (await app.openMicrophone()) app.decide("RETRY_DEVICE");
  };
  return {
    title: t("ended_title"),
    says: t("ended_title"),
    heardOf: (what) => { if (what === "devices") draw(); },
    keys: {Enter: again, q: () => app.leave()},
    node: h("section", {class: "stage device"}, h("header", {class: "asked"},
      h("h1", {}, t("ended_title"))), h("p", {class: "hint"}, t("ended_text")),
    h("div", {class: "notes"}, notesOf(app)), place,
    h("div", {class: "actions"}, button(t("try_again"), again,
      {kind: "primary large", key: t("key_enter")}))),
  };
}

/** Whether an offer holds a decision. */
export function wants(offer, decision) {
  return offer?.decisions.some((one) => one.toUpperCase() === decision) ?? false;
}
