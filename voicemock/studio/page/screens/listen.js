/* The question: large, spoken, again on request; before a hard one, a calm minute. */

import {button, h, icon} from "../dom.js";
import {t, tag} from "../words.js";
import {part} from "./part.js";

const LONG_EN = 80, LONG_ZH = 32;   // characters: what is longer is set smaller
const MINUTE_S = 60;
const IN_S = 4, OUT_S = 6;     // six breaths a minute, out longer than in

/** What is asked and by whom; every screen of an answer begins with it. */
export function asked(app, size = "") {
  if (app.sitting.part) return part(app, size);
  const {question, role, language, byModel} = app.sitting;
  const long = question && question.text.length > (language === "zh" ? LONG_ZH : LONG_EN);
  const who = {follow_up: t(byModel ? "follow_up_by_model" : "follow_up"), turn: t("customer")}[role];
  return h("header", {class: `asked ${size} ${long ? "long" : ""}`},
    who && h("p", {class: "eyebrow"}, who),
    h("h1", {lang: tag(language), dir: "auto"}, question?.text ?? ""));
}

export function notes(app) {
  return app.sitting.notes.map((text) => h("p", {class: "note"}, icon("warn"), h("span", {}, text)));
}

export function listen(app) {
  const {sitting} = app;
  const hint = h("p", {class: "hint"});
  const voice = h("div", {class: "voice", "aria-hidden": "true"}, h("i"), h("i"), h("i"), h("i"), h("i"));
  const told = h("div", {class: "notes"});
  const skip = () => app.command("SKIP_VOICE");
  const slower = () => app.command("SLOWER");
  const once = sitting.part?.kind === "repeat";   // it is heard once, and to its end
  const actions = once ? h("div", {}) : h("div", {class: "actions"},
    button(t("skip_voice"), skip, {kind: "primary large", key: t("key_space")}),
    !sitting.part && button(t("slower"), slower, {kind: "quiet", key: "S", picture: "again"}));

  function update(event) {
    if (event?.event === "Preparing") {
      const share = event.share ? ` ${Math.round(event.share * 100)} %` : "";
      hint.textContent = t(event.what === "voice" ? "preparing_voice" : "preparing_ears") + share;
      voice.dataset.on = false;
      return;
    }
    voice.dataset.on = sitting.speaking;
    actions.hidden = !sitting.speaking;
    hint.textContent = t(sitting.speaking ? "listen_hint" : "preparing");
    told.replaceChildren(...notes(app));
  }
  update();
  return {
    title: t("listen_title"),
    update,
    keys: {q: () => app.leave(), ...once ? {} : {" ": skip, Enter: skip}, ...sitting.part ? {} : {s: slower}},
    node: h("section", {class: "stage listen"}, asked(app, "large"), voice, hint, told,
      sitting.stories.length > 0 && h("aside", {class: "stories"},
        sitting.stories.map((story) => h("p", {lang: tag(sitting.language)},
          t("your_story", {title: story.title}), story.result && ` → ${story.result}`))),
      actions),
  };
}

/** A minute of slow breaths, which a press ends. */
export function breathing(app) {
  const word = h("p", {class: "breath-word"});
  const left = h("p", {class: "hint"});
  const disc = h("div", {class: "breath", "aria-hidden": "true"}, h("i"));
  const began = performance.now();
  let ended = false;
  const end = () => {
    if (ended) return;
    ended = true;
    clearInterval(timer);
    app.command("GO_ON");
  };
  const tick = () => {
    const at = (performance.now() - began) / 1000;
    if (at >= MINUTE_S) { end(); return; }
    const inward = at % (IN_S + OUT_S) < IN_S;
    if (disc.dataset.way !== (inward ? "in" : "out")) {
      disc.dataset.way = inward ? "in" : "out";
      word.textContent = t(inward ? "breathe_in" : "breathe_out");
    }
    left.textContent = t("seconds_left", {count: Math.ceil(MINUTE_S - at)});
  };
  const timer = setInterval(tick, 250);
  tick();
  return {
    title: t("calm_title"),
    says: t("calm_title"),
    close: () => clearInterval(timer),
    keys: {" ": end, Enter: end, q: () => app.leave()},
    node: h("section", {class: "stage breathing"},
      h("header", {class: "asked"}, h("h1", {}, t("calm_title"))), disc, word, left,
      h("div", {class: "actions"},
        button(t("skip_calm"), end, {kind: "primary large", key: t("key_space")}))),
  };
}
