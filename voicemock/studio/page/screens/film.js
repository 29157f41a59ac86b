/* An answer's video, in step with its sound; and what the person sees in it. Nobody judges it. */

import {ask} from "../connection.js";
import {button, h, icon, moving} from "../dom.js";
import {clock, t} from "../words.js";
import {confirmed} from "./notices.js";

const ABOUT = [["posture", "film_posture"], ["smile", "film_smile"], ["nodding", "film_nodding"],
  ["looking", "film_looking"], ["background", "film_background"]];
const FAR_S = 0.3;             // so far out of step the video jumps; less is caught up with its speed
const NEAR_S = 0.015;
const EARLY_S = 1;             // the first picture is there so long before its moment
const HASTE = 1.5, MOST_HASTE = 0.25;
const AGAIN_MS = 1500;
const BEFORE_S = 0.5;

/** What of an answer was filmed; the node stays empty where nothing was. */
export function film(app, one) {
  const node = h("section", {class: "film", hidden: true, "aria-label": t("film_title")});
  const base = `/answers/${encodeURIComponent(one.id)}/video`;
  const screen = h("video", {muted: true, playsinline: true, preload: "auto", "aria-label": t("film_title")});
  screen.muted = true;
  let parts = [], marks = [], shown = null, sound = null, now = null, still = () => {};

  /* The picture follows the sound. */
  function step() {
    if (!sound) return;
    const at = sound.currentTime;
    const part = parts.find((each) => at >= each.start_s - EARLY_S && at < each.start_s + each.duration_s);
    screen.classList.toggle("dark", !part);
    if (!part) { screen.pause(); return; }
    if (part !== now) {
      now = part;
      screen.src = `${base}/${part.name}`;
    }
    const wanted = Math.max(0, at - part.start_s);
    if (sound.paused || at < part.start_s) {
      screen.pause();
      if (Math.abs(screen.currentTime - wanted) > NEAR_S && !screen.seeking) screen.currentTime = wanted;
      return;
    }
    if (screen.paused) screen.play().catch(() => {});
    if (screen.seeking || screen.readyState < 2) return;
    const off = screen.currentTime - wanted;
    if (Math.abs(off) > FAR_S) screen.currentTime = wanted;
    else {
      const haste = Math.abs(off) < NEAR_S ? 0 : Math.max(-MOST_HASTE, Math.min(MOST_HASTE, off * HASTE));
      screen.playbackRate = sound.playbackRate * (1 - haste);
    }
  }

  function follow(what) {
    shown = what;
    const {frame} = shown;
    frame.addEventListener("load", () => {
      sound = frame.contentDocument?.querySelector("audio") ?? null;
      if (!sound) return;
      for (const type of ["play", "pause", "seeking", "seeked", "ratechange"]) sound.addEventListener(type, step);
      sound.addEventListener("play", () => { still(); still = moving(step); });
      sound.addEventListener("pause", () => still());
      step();
    });
  }

  async function keep(wanted) {
    const found = await ask(`/api${base}/marks`, {marks: wanted}).catch(() => null);
    if (found) { ({marks} = found); draw(found.size); }
  }

  const mark = (about, good) => () => keep([...marks, {about, good, at_s: sound?.currentTime ?? 0}]);

  async function gone() {
    if (await confirmed(t("film_remove_title"), t("film_remove_text"), t("film_remove"), t("cancel"))) {
      await ask(`/api${base}/remove`, {});
      node.hidden = true;
      app.announce(t("film_removed"));
    }
  }

  function row([about, word]) {
    const own = marks.filter((each) => each.about === about);
    return h("li", {}, h("span", {class: "what"}, t(word)),
      h("span", {class: "ways"}, button(t("film_good"), mark(about, true), {kind: "small", "aria-label": `${t(word)} ${t("film_good")}`}),
        button(t("film_mind"), mark(about, false), {kind: "small", "aria-label": `${t(word)} ${t("film_mind")}`})),
      own.length > 0 && h("ul", {class: "marks"}, own.map((each) => h("li", {class: each.good ? "good" : "mind"},
        h("button", {type: "button", onclick: () => shown.hear(each.at_s - BEFORE_S)},
          icon(each.good ? "check" : "warn"), h("span", {class: "hidden"}, t(each.good ? "film_good" : "film_mind")),
          clock(each.at_s)),
        h("button", {type: "button", class: "off", "aria-label": `${t("film_unmark")}: ${clock(each.at_s)}`,
          onclick: () => keep(marks.filter((other) => other !== each))}, "×")))));
  }

  function draw(size) {
    node.hidden = !parts.length;
    if (node.hidden) return;
    const focused = node.contains(document.activeElement) ? document.activeElement.getAttribute("aria-label") : null;
    node.replaceChildren(h("h2", {}, t("film_title")), screen,
      h("div", {}, h("p", {class: "note-of"}, t("film_how")), h("ul", {class: "asks"}, ABOUT.map(row)),
        h("p", {class: "note-of"}, t("film_size", {size: (size / 1e6).toFixed(1)}), " ",
          button(t("film_remove"), gone, {kind: "link"}))));
    if (focused) [...node.querySelectorAll("[aria-label]")].find((each) => each.getAttribute("aria-label") === focused)?.focus();
  }

  async function load() {
    await app.camera?.sent(one.id);
    const found = await ask(`/api${base}`).catch(() => null);
    if (!found) return;
    ({parts, marks} = found);
    draw(found.size);
    step();
    if (found.coming) setTimeout(load, AGAIN_MS);
  }
  load();
  return {node, follow, close: () => still()};
}
