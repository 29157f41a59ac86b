/* The answer is spoken: time and level, and nothing else that moves. */

import {button, h, moving, s} from "../dom.js";
import {clock, spoken, t, tag} from "../words.js";
import {asked} from "./listen.js";

const PAUSE_S = 0.5;           // of quiet that is called a pause: less flickers
const QUIETEST_DB = -60, LOUDEST_DB = -12;
const RADIUS = 92;
const ROUND = 2 * Math.PI * RADIUS;
const PACE = "voicemock.pace";
const UNMEANT_MS = 400;        // a key that was pressed to skip the voice ends no answer
const UNHEARD_MS = 3000;       // a press that led to nothing can be made again
const LAST_S = 30;

/** How full a meter is for a level between 0 and 1. */
export function fullness(rms) {
  const level = 20 * Math.log10(Math.max(rms, 1e-6));
  return Math.max(0, Math.min(1, (level - QUIETEST_DB) / (LOUDEST_DB - QUIETEST_DB)));
}

function ring() {
  const arc = s("circle", {class: "arc", cx: 100, cy: 100, r: RADIUS,
    "stroke-dasharray": ROUND, "stroke-dashoffset": ROUND});
  const disc = h("div", {class: "disc", "aria-hidden": "true"});
  let drawn = "";
  return {
    arc, disc,
    fill(share) {
      const offset = (ROUND * (1 - share)).toFixed(0);  // finer steps cost more than one sees
      if (offset !== drawn) arc.setAttribute("stroke-dashoffset", drawn = offset);
    },
    node: (inside) => h("div", {class: "ring"}, disc,
      s("svg", {viewBox: "0 0 200 200", "aria-hidden": "true"},
        s("circle", {class: "track", cx: 100, cy: 100, r: RADIUS}), arc), inside),
  };
}

export function answer(app) {
  const {sitting} = app;
  const {part} = sitting;
  const limit = part?.limit_s ?? sitting.question?.limit_s ?? sitting.level?.limit_s;
  const header = asked(app, "small");
  const catching = part?.kind === "catch" && catcher(app);
  const began = performance.now();
  const parts = ring();
  const time = h("div", {class: "time", role: "timer", "aria-live": "off"}, "0:00");
  const cue = h("p", {class: "cue", lang: tag(sitting.language)},
    spoken("speak_now", sitting.language));
  const pace = paceOf(app);
  let finishing = 0;

  const finish = () => {
    const now = performance.now();
    if (now - began < UNMEANT_MS || finishing && now - finishing < UNHEARD_MS) return;
    finishing = now;
    done.classList.add("busy");
    app.command("FINISH");
  };
  const pause = () => app.command("PAUSE");
  const over = () => app.command("RESTART");
  const slower = () => app.command("SLOWER");
  const done = button(t("finish"), finish, catching ? {kind: "large", key: t("key_enter")}
    : {kind: "primary large", key: t("key_space")});
  const hold = button(t("pause"), pause, {kind: "quiet", key: "P"});
  const word = hold.querySelector("span");

  let shown = 0, told = new Set(), stopped = null, spokeAt = null;
  function draw(now) {
    const {level} = sitting;
    const heard = sitting.paused ? 0 : fullness(app.sound.level.rms);
    shown += (heard - shown) * (heard > shown ? 0.6 : 0.25);
    parts.disc.style.transform = `scale(${(0.62 + 0.3 * shown).toFixed(3)})`;
    if (!level) return;
    if (finishing && now - finishing > UNHEARD_MS) { finishing = 0; done.classList.remove("busy"); }
    // while the connection is lost, the clock goes on here
    const on = sitting.paused || stopped !== null ? 0 : (now - level.at) / 1000;
    const at = level.elapsed_s + Math.min(on, app.link === "open" ? 0.5 : 600);
    const text = clock(at);
    if (time.textContent !== text) time.textContent = text;
    if (level.spoken) spokeAt ??= level.elapsed_s;
    if (spokeAt !== null) header.follow?.(at - spokeAt);
    if (!limit) return;
    const share = Math.min(1, at / limit);
    parts.fill(share);
    milestone(at);
  }

  function milestone(at) {
    const reached = at >= limit ? "over_time"
      : limit >= 3 * LAST_S && at >= limit - LAST_S ? "left_30"
        : at >= limit / 2 ? "half" : null;
    if (!reached || told.has(reached)) return;
    told.add(reached);
    app.announce(t(reached));
    if (reached === "half") return;
    parts.arc.classList.add("late");
    cue.lang = document.documentElement.lang;
    cue.textContent = t(reached);
  }

  function update() {
    const {level, paused} = sitting;
    if (paused !== (word.textContent === t("resume"))) {
      word.textContent = t(paused ? "resume" : "pause");
      app.camera.follow(paused);
      app.announce(t(paused ? "paused" : "resumed"));
      cue.textContent = paused ? t("paused") : "";
      cue.lang = document.documentElement.lang;
    } else if (level?.spoken && !told.size && !paused && cue.textContent) cue.textContent = "";
    pace.update(level);
  }

  const still = moving(draw);
  const close = () => { still(); app.camera.end(); };
  if (!sitting.paused && !part) app.camera.begin();
  return {
    title: t("answer_title"),
    says: spoken("speak_now", sitting.language),
    update,
    close,
    // of an exam there is one take, without a stop
    keys: {" ": catching ? catching.press : finish, Enter: finish, q: () => app.leave(),
      ...sitting.exam ? {} : {p: pause, r: over}, ...sitting.exam || part ? {} : {s: slower}},
    node: h("section", {class: "stage answer"}, header, cue,
      parts.node(h("div", {class: "inside"}, time,
        limit && h("div", {class: "limit"}, t("time_of", {limit: clock(limit)})))),
      pace.node,
      h("div", {class: "actions"}, catching && catching.node, done,
        !sitting.exam && h("div", {class: "row"}, hold,
          button(t("start_over"), over, {kind: "quiet", key: "R"}),
          !part && button(t("slower"), slower, {kind: "quiet", key: "S"}))),
      !part && app.camera.view(),
      h("div", {class: "foot-choices"}, !part && pace.toggle, keysChoice(app))),
  };
}

/* Fillers of one's own, counted. */
function catcher(app) {
  let count = 0;
  const told = h("span", {class: "count"});
  const press = () => {
    app.command("CAUGHT");
    told.textContent = String(count += 1);
  };
  const node = button(t("caught"), press, {kind: "primary large catch", key: t("key_space")});
  node.append(told);
  return {node, press};
}

/** Letters as keys get in the way of those who dictate: they can be switched off. */
function keysChoice(app) {
  const box = h("input", {type: "checkbox", onchange: () => { app.keysOn = box.checked; }});
  box.checked = app.keysOn;
  return h("label", {class: "check for-keys"}, box, t("keys_on"));
}

/* How fast, against the band that is asked for: only where it was chosen. */
function paceOf(app) {
  const needle = h("i", {class: "needle"});
  const band = h("i", {class: "band"});
  const text = h("p", {}, t("pace_wait"));
  const node = h("div", {class: "pace", hidden: true},
    h("div", {class: "scale", "aria-hidden": "true"}, band, needle), text);
  const toggle = button("", () => show(node.hidden), {kind: "link", "aria-expanded": "false"});
  const unit = t(app.sitting.language === "zh" ? "unit_chars" : "unit_words");
  function show(on) {
    node.hidden = !on;
    toggle.querySelector("span").textContent = t(on ? "hide_pace" : "show_pace");
    toggle.setAttribute("aria-expanded", String(on));
    if (on) localStorage.setItem(PACE, "1"); else localStorage.removeItem(PACE);
  }
  show(localStorage.getItem(PACE) !== null);
  return {
    node, toggle,
    update(level) {
      if (node.hidden || !level?.spoken) return;
      if (level.quiet_s >= PAUSE_S) {
        text.textContent = t("pausing", {seconds: Math.floor(level.quiet_s)});
        return;
      }
      if (level.pace === null || !level.target) return;
      const [low, high] = level.target;
      const from = low * 0.5, wide = high * 1.5 - from;
      const x = (value) => `${Math.max(0, Math.min(100, (value - from) / wide * 100)).toFixed(1)}%`;
      band.style.left = x(low);
      band.style.right = `calc(100% - ${x(high)})`;
      needle.style.left = x(level.pace);
      needle.dataset.in = level.pace >= low && level.pace <= high;
      text.textContent = t("pace_now", {pace: Math.round(level.pace / 5) * 5, unit, low, high});
    },
  };
}

/** In an exam: the time to think goes by, then the recording begins by itself. */
export function thinking(app) {
  const {sitting} = app;
  const parts = ring();
  parts.disc.style.transform = "scale(.62)";
  const time = h("div", {class: "time", role: "timer", "aria-live": "off"});
  const begin = () => app.command("SKIP_VOICE");
  function draw(now) {
    const {left, of, at} = sitting.countdown;
    const rest = Math.max(0, left - (now - at) / 1000);
    const text = clock(Math.ceil(rest));
    if (time.textContent !== text) time.textContent = text;
    parts.fill(rest / of);
  }
  const close = moving(draw);
  return {
    title: t("think"),
    says: `${t("think")} ${t("think_hint")}`,
    close,
    keys: {" ": begin, Enter: begin, q: () => app.leave()},
    node: h("section", {class: "stage answer thinking"}, asked(app, "small"),
      h("p", {class: "cue"}, t("think")),
      parts.node(h("div", {class: "inside"}, time)),
      h("div", {class: "actions"},
        button(t("skip_voice"), begin, {kind: "primary large", key: t("key_space")}),
        h("p", {class: "hint"}, t("think_hint")))),
  };
}

/** The answer is being heard and measured: in the same place, a moment. */
export function analyzing(app) {
  const parts = ring();
  parts.fill(1);
  parts.arc.classList.add("full");
  return {
    title: t("analyzing"),
    says: t("analyzing"),
    node: h("section", {class: "stage answer analyzing", "aria-busy": "true"}, asked(app, "small"),
      h("p", {class: "cue"}, "\u00a0"),
      parts.node(h("div", {class: "inside"}, h("div", {class: "hearing"}, t("analyzing"))))),
  };
}
