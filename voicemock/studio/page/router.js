/* Which screen an address is, and that one cannot fall out of an interview with Back. */

import {ask} from "./connection.js";
import {confirmed} from "./screens/notices.js";
import {t} from "./words.js";

const ROUTES = [
  [/^$/, "ready"],
  [/^history$/, "history"],
  [/^history\/([^/]+)$/, "answered"],
  [/^compare\/([^/]+)$/, "compare"],
  [/^stories$/, "stories"],
  [/^stories\/([^/]+)$/, "story"],
  [/^questions$/, "questions"],
  [/^questions\/(zh|en|own)\/([^/]+)$/, "question"],
  [/^prepare$/, "prepare"],
  [/^letter$/, "letter"],
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
    this.at = location.hash;
    addEventListener("hashchange", () => this.changed());
    addEventListener("beforeunload", (event) => {
      if (app.screen?.unsaved?.()) event.preventDefault();
    });
  }

  /** Go to an address; the same one is drawn afresh. */
  go(hash) {
    if (location.hash === hash || !location.hash && hash === "#/") this.changed();
    else location.hash = hash;
  }

  async changed() {
    const {app} = this;
    const wanted = location.hash;
    if (app.inside) {  // Back, while one is asked: that is no reason to throw the interview away
      history.replaceState(null, "", this.at || "#/");
      if (wanted !== this.at) await app.leave();
      return;
    }
    if (app.screen?.unsaved?.()) {
      history.replaceState(null, "", this.at);
      if (!await confirmed(t("unsaved_title"), t("unsaved_text"), t("unsaved_leave"), t("stay"))) return;
      app.screen.unsaved = null;
      history.replaceState(null, "", wanted || "#/");
    }
    await this.open();
  }

  /** Show what the address says. */
  async open() {
    const {app} = this;
    this.at = location.hash;
    app.rest();
    const [name, ...about] = screenOf(this.at);
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
