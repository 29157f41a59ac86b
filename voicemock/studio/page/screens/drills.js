/* Exercises: all of them and the one that fits; what a part showed; what came of it. */

import {button, h, icon} from "../dom.js";
import {languageOf} from "../remembered.js";
import {t, tag} from "../words.js";
import {notes} from "./listen.js";
import {ask, languages, linkButton, loaded, newTab, page} from "./parts.js";
import {placeOf} from "./part.js";
import {wants} from "./see.js";
import {begun} from "./starting.js";

const BEFORE_S = 0.5;          // a moment is heard from a little before it

export function drills(app) {
  const content = h("div", {class: "content"});
  let language = languageOf(app);

  function row(one, why) {
    const starting = (word, kind, more = {}) => {
      const start = button(word, async () => {
        start.disabled = true;
        await begun(app, {name: one.name, language, ...more}, "/api/drill");
        start.disabled = false;
      }, {kind, "aria-label": `${word}: ${one.title}`});
      return start;
    };
    const kind = why ? "primary" : "";
    return h("li", {class: "drill"}, h("div", {class: "what"},
      why && h("p", {class: "eyebrow"}, why), h("h2", {}, one.title), h("p", {}, one.about),
      one.latest && h("p", {class: "quiet small"}, one.latest.better && icon("check"),
        t("drill_latest", {...one.latest, times: one.times})),
      one.left && h("p", {class: "quiet small"}, t("drill_left_at", one.left))),
    one.left && starting(t("drill_go_on"), kind, {goes_on: true}),
    starting(t("drill_begin"), one.left ? "" : kind));
  }

  const filled = ({drills: list, fits, why, interviews, enough, said}) => [
    h("ul", {class: "answers"}, list.sort((one, other) => (other.name === fits) - (one.name === fits))
      .map((one) => row(one, one.name === fits && (why ? t("drill_why", {why}) : t("drill_fits"))))),
    h("p", {class: "towards"}, h("progress", {max: enough, value: Math.min(interviews, enough),
      "aria-label": t("drill_interviews")}), said),
    h("div", {class: "actions"}, newTab(t("progress"), "/progress")),
  ];

  const show = () => loaded(content, () => ask(`/api/drills?language=${language}`), filled);
  show();
  return {
    title: t("drills_title"),
    node: page("drills", t("drills_title"), {note: t("drills_note")},
      languages(app, (code) => { language = code; show(); }), content),
  };
}

const told = (lines) => h("ul", {class: "told"}, lines.map(([style, text]) =>
  h("li", {class: style}, style === "good" && icon("check"), h("span", {}, text))));

const aloud = (title, lines = []) => [title, ...lines.map((one) => one[1])].join(" ");

export function found(app) {
  const {sitting} = app;
  const {drill, part, finding} = sitting;
  const bar = h("div", {class: "actions bar", role: "group", "aria-label": t("what_next")});
  const below = h("div", {class: "notes"});
  const keys = {q: () => app.leave()};
  const title = t(finding ? "drill_found" : "not_judged");

  function update() {
    below.replaceChildren(...notes(app));
    const {offer} = sitting;
    if (!offer || bar.childElementCount) return;
    let done = false;
    const add = (word, decision, key, name, kind) => {
      if (!wants(offer, decision)) return;
      keys[name] = () => {
        if (!done) app.decide(decision);
        done = true;
      };
      bar.append(button(word, keys[name], {kind, key}));
    };
    add(t(offer.last ? "finish_interview" : "part_next"), "NEXT", t("key_enter"), "Enter", "primary");
    add(t("part_again"), "RETAKE", "R", "r", "");
  }
  update();
  return {
    title,
    says: aloud(title, finding?.lines),
    update,
    keys,
    node: h("section", {class: "see"},
      h("header", {class: "asked small"}, h("p", {class: "eyebrow"}, `${drill.title} · ${placeOf(sitting)}`),
        h("h1", {}, title), h("p", {class: "quiet"}, part.instruction)),
      below, finding && told(finding.lines), finding && heard(finding, sitting.language), bar),
  };
}

function heard({run, answer, moments}, language) {
  const audio = h("audio", {controls: true, preload: "none", "aria-label": t("hear"),
    src: `/api/drills/${run}/${answer}/sound`});
  return h("div", {class: "actions"}, audio, moments.map((one, at) => button(`${at + 1} ${one.label}`, () => {
    audio.currentTime = Math.max(0, one.start_s - BEFORE_S);
    audio.play();
  }, {kind: "soft", picture: "play", lang: tag(language)})));
}

export function drilled(app) {
  const {drill, notes: kept, over: {lines, whole, takes, failed}} = app.sitting;
  const again = () => app.go("#/drills");
  const title = t(whole ? "drill_done" : "drill_left");
  return {
    title,
    says: aloud(title, lines),
    keys: {Enter: again},
    node: h("section", {class: "over"},
      h("header", {class: "asked"}, h("p", {class: "eyebrow"}, drill.title), h("h1", {}, title),
        !takes && h("p", {class: "quiet"}, t("over_none"))),
      [...kept, ...failed ? [t("one_failed")] : []].map((text) =>
        h("p", {class: "note"}, icon("warn"), h("span", {}, text))),
      told(lines),
      h("div", {class: "actions"}, button(t("drill_another"), again, {kind: "primary large"}),
        linkButton(t("nav_ready"), "#/"), newTab(t("progress"), "/progress"))),
  };
}
