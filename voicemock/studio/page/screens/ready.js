/* Get ready: what, in which language, with which microphone and voice; then one big Start. */

import {cameraChoice} from "../camera.js";
import {ask} from "../connection.js";
import {button, choice, disclosure, h, moving, radios} from "../dom.js";
import {remember as keep, remembered} from "../remembered.js";
import {clock, many, t, tag} from "../words.js";
import {fullness} from "./answer.js";
import {confirmed, trouble} from "./notices.js";
import {begun} from "./starting.js";

const ADVERT_BYTES = 200_000;
const COUNTS = [2, 3, 4, 5, 6, 8];
const QUIET = 0.01, LOUD = 0.98, NOTHING = 0.001;   // of full scale; a sentence's loudest part, its peak
const BLUETOOTH = /bluetooth|airpods|buds|hands.?free|headset/i;

export function ready(app) {
  const {start} = app;
  const saved = remembered();
  const want = {language: start.language ?? start.ui, what: "whole", count: 4, ...saved};
  if (!start.languages.some((one) => one.code === want.language)) {
    want.language = start.languages[0].code;
  }
  const language = () => start.languages.find((one) => one.code === want.language);
  const details = h("div", {class: "details"});
  const voices = h("div", {class: "voices"});

  function remember() {
    const {language: code, what, count, calm, exam, follow_ups: more} = want;
    keep({language: code, what, count, calm, exam, follow_ups: more});
  }

  function drawDetails() {
    const {categories, questions} = language();
    const one = {
      whole: () => choice(t("how_many"), COUNTS.map((count) => [String(count), String(count)]),
        {value: String(want.count), class: "short", changed: (value) => { want.count = Number(value); remember(); }}),
      category: () => choice(t("which_category"), categories.map(({id, name}) => [id, name]),
        {value: want.category = categories.some(({id}) => id === want.category)
          ? want.category : categories[0]?.id,
        changed: (id) => { want.category = id; }}),
      question: () => choice(t("which_question"), questions.map(({id, text}) => [id, text]),
        {value: want.question = questions.some(({id}) => id === want.question)
          ? want.question : questions[0]?.id,
        changed: (id) => { want.question = id; }, lang: tag(want.language)}),
      roleplay: () => null,
    }[want.what]();
    details.replaceChildren(...one ? [one] : []);
    details.hidden = !one;
  }

  function drawVoices() {
    const known = language().voices;
    if (!known.some(({name}) => name === want.voice)) {
      want.voice = (known.find((one) => one.default) ?? known[0])?.name;
    }
    const pick = choice(t("voice"), known.map((one) =>
      [one.name, one.default ? t("voice_default", {name: one.name}) : one.name]),
    {value: want.voice, bare: true, changed: (name) => { want.voice = name; }});
    const audio = new Audio();
    const hear = button(t("hear_voice"), () => {
      const query = new URLSearchParams({language: want.language, voice: want.voice ?? ""});
      audio.src = `/api/hear-voice?${query}`;
      audio.play().catch(() => {});
    }, {picture: "voice"});
    voices.replaceChildren(h("div", {class: "beside"}, pick, hear));
  }

  const form = {
    changedLanguage(code) { want.language = code; drawDetails(); drawVoices(); remember(); },
    changedWhat(what) { want.what = what; drawDetails(); remember(); },
  };
  drawDetails();
  drawVoices();
  const microphone = microphoneOf(app);
  const text = advertOf(want);
  const begin = button(t("start"), () => {
    remember();
    startWith(() => asking(want));
  }, {kind: "primary large"});
  const word = begin.querySelector("span");

  /* Begin an interview; the button stays as it is until the first question is there. */
  async function startWith(body) {
    if (begin.disabled) return;
    begin.disabled = true;
    word.textContent = t("starting");
    if (!await begun(app, body())) rest();
  }

  function rest() {
    begin.disabled = false;
    word.textContent = t("start");
  }

  const check = (name, label, checked, note) => {
    const box = h("input", {type: "checkbox", onchange: () => { want[name] = box.checked; remember(); }});
    box.checked = want[name] ?? checked;
    want[name] = box.checked;
    return h("label", {class: "check"}, box, h("span", {}, label,
      note && h("span", {class: "note-of"}, note)));
  };
  const first = start.first ?? !start.answers;
  return {
    title: t("ready_title"),
    close: microphone.close,
    heardOf: microphone.heardOf,
    update({event, share}) {
      if (event === "Preparing" && share !== null && share !== undefined) {
        word.textContent = `${t("starting")} ${Math.round(share * 100)} %`;
      } else if (event === "Failed") rest();
    },
    node: h("section", {class: "ready"},
      h("header", {class: "asked"}, h("h1", {}, t("ready_title")),
        first ? null : h("p", {class: "quiet"}, many("welcome_back", start.answers), " ",
          h("a", {href: "/progress", target: "_blank", rel: "noopener"}, t("progress"),
            h("span", {class: "hidden"}, ` ${t("new_tab")}`)))),
      waiting(app, (language) => startWith(() => ({language, what: "continue", aloud: true,
        voice: want.language === language ? want.voice : undefined}))),
      first && h("ol", {class: "first"}, ["first_1", "first_2", "first_3"].map((name) =>
        h("li", {}, t(name)))),
      h("div", {class: "card"},
        radios(t("interview_in"), "language", start.languages.map(({code, name}) => [code, name]),
          want.language, form.changedLanguage, "switch"),
        radios(t("what"), "what", [
          ["whole", t("whole"), t("whole_note"), "list"],
          ["category", t("category"), t("category_note"), "topic"],
          ["question", t("question"), t("question_note"), "one"],
          ["roleplay", t("roleplay"), t("roleplay_note"), "people"],
        ], want.what, form.changedWhat, "cards"),
        details),
      h("div", {class: "card"}, microphone.node, cameraChoice(app)),
      h("div", {class: "disclosures"},
        disclosure(t("advert_and_company"), text.node),
        disclosure(t("voice"), voices),
        disclosure(t("more"), check("follow_ups", t("follow_ups"), start.follow_ups ?? true), check("calm", t("calm"), false),
          check("exam", t("exam"), false, t("exam_note")))),
      h("div", {class: "actions"}, begin, h("p", {class: "quiet small"}, t("start_note"))),
      start.kept_in && h("p", {class: "quiet small kept-in"}, t("kept_in", {folder: start.kept_in}))),
  };
}

function asking(want) {
  const {language, what, count, category, question, job, company, voice, calm, exam} = want;
  const body = {language, what, aloud: true, voice, calm, exam, follow_ups: want.follow_ups};
  if (what === "whole") body.count = count;
  if (what === "category") body.category = category;
  if (what === "question") body.question = question;
  if (job?.trim()) body.job = job;
  if (company?.trim()) body.company = company;
  return body;
}

/* What was left the last time stands on top. */
function waiting(app, goOn) {
  const {interrupted, unfinished} = app.start;
  const list = [];
  if (interrupted) {
    list.push(h("div", {class: "waiting"}, h("p", {}, many("interrupted", interrupted.left)),
      button(t("go_on_with_it"), () => goOn(interrupted.language))));
  }
  for (const one of unfinished ?? []) list.push(unfinishedOne(app, one));
  return list.length > 0 && h("section", {class: "left-over", "aria-label": t("left_from_before")}, list);
}

function unfinishedOne(app, one) {
  const ways = h("div", {class: "ways"});
  const node = h("div", {class: "waiting"},
    h("p", {}, t("unfinished", {length: one.length_s === null ? "–" : clock(one.length_s)}),
      one.question && h("small", {class: "quiet"}, one.question)), ways);
  const make = (word, does, kind) => button(word, async () => {
    if (does === "discard"
        && !await confirmed(t("discard_title"), t("discard_text"), t("discard"), t("cancel"))) return;
    if (does === "analyze") {
      ways.replaceChildren(h("p", {class: "quiet"}, t("analyzing")));
      app.announce(t("analyzing"));
    }
    try {
      const {text, id} = await ask(`/api/unfinished/${encodeURIComponent(one.id)}`, {do: does});
      const link = does === "analyze"
        && h("a", {href: `#/history/${encodeURIComponent(id ?? one.id)}`}, t("open_page"));
      node.replaceChildren(h("p", {}, text, link && " ", link));
      app.announce(text);
    } catch (error) {
      ways.replaceChildren(...all());
      trouble(app, t("failed_title"), error.message || t("gone_text"), [[t("close"), () => {}]]);
    }
  }, {kind});
  const all = () => [make(t("analyze"), "analyze", ""), make(t("keep"), "keep", "quiet"),
    make(t("discard"), "discard", "quiet")];
  ways.append(...all());
  return node;
}

/* The job advert, pasted or dropped, and the company's words. */
function advertOf(want) {
  const told = h("p", {class: "note", role: "status"});
  const area = h("textarea", {rows: 6, maxlength: ADVERT_BYTES,
    oninput: () => { want.job = area.value; }}, want.job ?? "");
  const take = async (file) => {
    told.textContent = "";
    const text = file && file.size <= ADVERT_BYTES ? await file.text() : null;
    if (!text || text.includes("\0") || text.includes("\uFFFD")) {
      told.textContent = t("advert_wrong");
      return;
    }
    area.value = want.job = text;
  };
  const file = h("input", {type: "file", accept: ".txt,.md,text/plain", class: "hidden", tabindex: -1,
    "aria-hidden": "true", onchange: () => take(file.files[0])});
  const drop = h("div", {class: "drop"},
    h("label", {class: "field"}, h("span", {class: "label"}, t("advert")),
      h("span", {class: "note-of"}, t("advert_note")), area),
    file, button(t("choose_file"), () => file.click(), {kind: "quiet"}), told);
  drop.addEventListener("dragover", (event) => { event.preventDefault(); drop.classList.add("over"); });
  drop.addEventListener("dragleave", () => drop.classList.remove("over"));
  drop.addEventListener("drop", (event) => {
    event.preventDefault();
    drop.classList.remove("over");
    const [dropped] = event.dataTransfer.files;
    if (dropped) take(dropped);
    else area.value = want.job = event.dataTransfer.getData("text");
  });
  const company = h("input", {type: "text", maxlength: 1000, oninput: () => { want.company = company.value; }});
  company.value = want.company ?? "";
  return {node: h("div", {}, drop, h("label", {class: "field"},
    h("span", {class: "label"}, t("company")), h("span", {class: "note-of"}, t("company_note")), company))};
}

/* Which microphone; its level; a sentence to hear oneself. */
function microphoneOf(app) {
  const {sound} = app;
  const fill = h("i", {});
  const meter = h("div", {class: "meter", role: "img", "aria-label": t("level")}, fill);
  const told = h("p", {class: "verdict", role: "status"});
  const place = h("div", {class: "pick"});
  const node = h("div", {class: "microphone"});
  let shown = 0, still = () => {};

  function draw() {
    const heard = fullness(sound.level.rms);
    shown += (heard - shown) * (heard > shown ? 0.6 : 0.25);
    fill.style.transform = `scaleX(${shown.toFixed(3)})`;
  }

  async function opened() {
    if (!await app.openMicrophone()) return;
    show();
  }

  async function list() {
    const found = (await sound.microphones()).filter((one) => one.deviceId !== "default");
    place.replaceChildren(choice(t("microphone"), [["", t("usual_microphone")],
      ...found.map((one) => [one.deviceId, one.label || t("microphone")])],
    {value: found.some((one) => one.deviceId === app.microphone) ? app.microphone : "",
      changed: (id) => { app.microphone = id; opened(); }}));
    const label = sound.track?.label ?? "";
    if (BLUETOOTH.test(label)) told.textContent = t("bluetooth");
    else if (sound.processed) told.textContent = t("processed");
  }

  async function sentence() {
    say.disabled = true;
    told.textContent = t("say_now");
    try {
      const {peak, loudest, play} = await sound.sentence();
      const verdict = peak < NOTHING ? "heard_nothing" : peak >= LOUD ? "heard_loud"
        : loudest < QUIET ? "heard_quiet" : "heard_good";
      if (verdict !== "heard_nothing") {
        told.textContent = t("playing_back");
        await play();
      }
      told.textContent = t(verdict);
    } finally {
      say.disabled = false;
    }
  }
  const say = button(t("say_sentence"), sentence, {picture: "mic"});

  function show() {
    still();
    if (!sound.ready) {
      node.replaceChildren(h("div", {class: "beside"},
        h("div", {}, h("p", {class: "label"}, t("microphone")), h("p", {class: "note-of"}, t("microphone_ask"))),
        button(t("microphone_check"), opened, {picture: "mic"})));
      return;
    }
    node.replaceChildren(h("div", {class: "beside"}, place, say), meter, told);
    list();
    still = moving(draw);
  }
  show();
  return {
    node,
    close: () => still(),
    heardOf(what) {
      if (what === "devices" && sound.ready) list();
      if (what === "ended") { show(); told.textContent = t("ended_title"); }
      if (what === "muted") told.textContent = t("muted");
      if (what === "back") told.textContent = t("unmuted");
    },
  };
}
