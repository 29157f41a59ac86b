/* Which screen an address is, and that one cannot fall out of an interview with Back. */

import {ask} from "./connection.js";
import {confirmed} from "./screens/notices.js";
import {t} from "./words.js";

const ROUTES = [
  [/^$/, "ready"],
  [/^done$/, "over"],
  [/^history$/, "history"],
  [/^history\/([^/]+)$/, "answered"],
  [/^compare\/([^/]+)$/, "compare"],
  [/^stories$/, "stories"],
  [/^stories\/([^/]+)$/, "story"],
  [/^questions$/, "questions"],
  [/^questions\/(zh|en|of-[^/]+)\/([^/]+)$/, "question"],
  [/^prepare$/, "prepare"],
  [/^letter$/, "letter"],
  [/^drills$/, "drills"],
  [/^settings$/, "settings"],
];

/** The screen of an address and what it is about; an unknown one is the first page. */
export function screenOf(hash) {
  const path = hash.replace(/^#?\/?/, "");
  for (const [pattern, name] of ROUTES) {
    const found = pattern.exec(path);
    if (found) return [name, ...found.slice(1).map(decode)];
  }
  return ["ready"];
}

function decode(part) {
  try { return decodeURIComponent(part); } catch { return part; }
}

export class Router {
  constructor(app) {
    this.app = app;
    this.index = history.state?.index ?? 0;  // of the entry in the browser's history
    this.staying = false;                    // on the way back from where one may not go yet
    history.replaceState({index: this.index}, "");
    addEventListener("hashchange", () => this.changed());
    addEventListener("beforeunload", (event) => {
      if (app.screen?.unsaved?.()) event.preventDefault();
    });
  }

  /** Go to an address; the same one is drawn afresh. */
  go(hash) {
    if (location.hash === hash || !location.hash && hash === "#/") this.open();
    else location.hash = hash;
  }

  /** What is shown gets an address of its own in the place of the one it came from. */
  mark(hash) { history.replaceState({index: this.index}, "", hash); }

  async changed() {
    const {app} = this;
    const to = history.state?.index ?? this.index + 1;  // an entry without is a new one
    history.replaceState({index: to}, "");
    if (this.staying) {
      this.staying = false;
      return;
    }
    const way = to - this.index;
    if (app.inside || app.screen?.unsaved?.()) {
      this.staying = way !== 0;
      if (way) history.go(-way);
      // Back, while one is asked, is no reason to throw the interview away
      if (app.inside) await app.leave();
      else if (await confirmed(t("unsaved_title"), t("unsaved_text"), t("unsaved_leave"), t("stay"))) {
        app.screen.unsaved = null;
        history.go(way);
      }
      return;
    }
    this.index = to;
    await this.open();
  }

  /** Show what the address says. */
  async open() {
    const {app} = this;
    let [name, ...about] = screenOf(location.hash);
    if (name === "over" && !app.sitting?.over) name = "ready";
    app.rest(name === "ready");
    if (name !== "ready") app.sound.close();  // nobody listens where nothing is practised
    if (name === "ready" && app.phase) {
      try {
        app.start = await ask("/api/start");
      } catch (error) {
        app.gone(error);
        return;
      }
    }
    app.show(name, ...about);
  }
}
