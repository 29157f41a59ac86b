/* What went wrong, and questions before something is done: banners, sheets. */

import {button, h, icon} from "../dom.js";
import {ask} from "../connection.js";
import {t} from "../words.js";

const place = document.getElementById("banners");
let sheet = null;

/** A line at the top that takes nothing away; one for each name. */
export function banner(name, text) {
  clearBanner(name);
  place.append(h("div", {class: "banner", "data-name": name}, icon("warn"), h("p", {}, text)));
  const live = document.getElementById("live");
  live.textContent = "";
  setTimeout(() => { live.textContent = text; }, 60);
}

export function clearBanner(name) {
  place.querySelector(`[data-name="${name}"]`)?.remove();
}

function open(title, text, content = []) {
  sheet?.remove();
  const dialog = h("dialog", {class: "sheet", "aria-labelledby": "sheet-title",
    "aria-describedby": "sheet-text"},
  h("h2", {id: "sheet-title"}, title), h("p", {id: "sheet-text"}, text), ...content);
  document.body.append(dialog);
  dialog.showModal();
  return sheet = dialog;
}

function shut(dialog) {
  dialog.close();
  dialog.remove();
  if (sheet === dialog) sheet = null;
}

/** Close the sheet that says this, where it is open. */
export function settled() {
  if (sheet?.dataset.settles) shut(sheet);
}

/** Say what is wrong; `ways` are pairs of a word and what it does, the first one stands out. */
export function trouble(app, title, text, ways) {
  const dialog = open(title, text, [h("div", {class: "ways"}, ways.map(([word, does], at) =>
    button(word, () => { shut(dialog); does(); }, {kind: at ? "" : "primary"})))]);
  dialog.addEventListener("cancel", (event) => {
    if (ways.length > 1 || dialog.dataset.settles) event.preventDefault();
  });
  return dialog;
}

/* Ask; whether the first answer was given, which stands out. Escape gives the one that is `safe`. */
function either(title, text, first, second, safe) {
  return new Promise((done) => {
    const end = (value) => () => { shut(dialog); done(value); };
    const dialog = open(title, text, [h("div", {class: "ways"},
      button(first, end(true), {kind: "primary"}), button(second, end(false)))]);
    dialog.addEventListener("cancel", (event) => { event.preventDefault(); end(safe)(); });
  });
}

/** Ask before something is done. */
export async function confirmed(title, text, yes, no) {
  return !await either(title, text, no, yes, true);
}

/** Why there is no microphone; whether it is to be tried again. */
export function noMicrophone(why) {
  return either(t(`${why}_title`), t(`${why}_text`), t("try_again"), t("close"), false);
}

/** An interview runs already: this page goes on with it, if wanted. */
export function resume(app) {
  const on = async () => {
    await app.sound.wake();
    if (!await app.openMicrophone()) { resume(app); return; }
    await app.camera.again();
    await app.follow();
  };
  const end = async () => {
    await ask("/api/leave", {}).catch(() => null);
    location.reload();
  };
  trouble(app, t("resume_title"), t("resume_text"), [[t("go_on"), on], [t("end_it"), end]]);
}

/** What became of the connection. */
export function link(app, state) {
  const before = app.link;
  app.link = state;
  const inside = app.sitting !== null && app.phase !== "over";
  if (state === "open") {
    clearBanner("connection");
    settled();
    if (before !== "open" && inside) app.announce(t("connected"));
  } else if (state === "lost" && inside) {
    banner("connection", t(app.phase === "answer" ? "lost_speaking" : "lost"));
  } else if (state === "gone" || state === "stranger") {
    settling(trouble(app, t(`${state}_title`), t(`${state}_text`),
      [[t("reload"), () => location.reload()]]));
  } else if (state === "taken") {
    app.sound.silence();
    settling(trouble(app, t("taken_title"), t("taken_text"),
      [[t("use_here"), () => app.connection.open(false)]]));
  }
}

function settling(dialog) { dialog.dataset.settles = "connection"; }
