/* What the interview is at, and the screen that shows it. */

import {Camera} from "./camera.js";
import {Connection, ask} from "./connection.js";
import {NoMicrophone, Sound} from "./sound.js";
import {analyzing, answer, thinking} from "./screens/answer.js";
import {breathing, listen} from "./screens/listen.js";
import {banner, clearBanner, confirmed, link, noMicrophone, resume, trouble} from "./screens/notices.js";
import {over} from "./screens/over.js";
import {ready} from "./screens/ready.js";
import {device, see, wants} from "./screens/see.js";
import {answered, compare} from "./screens/answered.js";
import {drilled, drills, found} from "./screens/drills.js";
import {history} from "./screens/history.js";
import {letter} from "./screens/letter.js";
import {prepare} from "./screens/prepare.js";
import {question, questions} from "./screens/questions.js";
import {settings} from "./screens/settings.js";
import {stories, story} from "./screens/stories.js";
import {h} from "./dom.js";
import {Router} from "./router.js";
import {t} from "./words.js";

const SCREENS = {
  ready, breathing, listen, thinking, answer, analyzing, see, device, over,
  history, answered, compare, stories, story, questions, question, prepare, letter, settings,
  drills, found, drilled,
};
const PARTS = {answered: "history", compare: "history", story: "stories", question: "questions",
  letter: "prepare", drilled: "drills"};  // of which part of the navigation a screen is
const MICROPHONE = "voicemock.microphone";
const KEYS_OFF = "voicemock.keys-off";
const PRESSED = "button, a, summary, [role=button]";   // these are pressed with Space and Enter
const CATCH_UP_MS = 40;
const AFRESH = new Set(["Asked", "Introduced", "PartIntroduced", "Readable", "StartedOver"]);  // the screen begins anew with these
const WRITTEN = "input:not([type=checkbox]):not([type=radio]), textarea, select";

export class App {
  constructor() {
    this.main = document.getElementById("main");
    this.live = document.getElementById("live");
    this.place = document.getElementById("place");
    this.away = document.getElementById("leave");
    this.other = document.getElementById("other");
    this.nav = document.getElementById("nav");
    this.link = "open";
    this.past = 0;             // events up to this number were before this page
    this.greeted = null;       // called when the server has said hello
    this.catching = 0;         // a timer: what was before is shown once it is all there
    this.sitting = null;
    this.screen = null;
    this.phase = "";
    this.connection = new Connection({
      event: (event) => this.receive(event),
      speech: (id, samples) => this.sound.part(id, samples),
      link: (state) => link(this, state),
      level: (level) => this.sound.took(level),
    });
    this.sound = new Sound(this.connection, (what) => this.heardOf(what));
    this.router = new Router(this);
    this.camera = new Camera(this);
    document.addEventListener("keydown", (event) => this.key(event));
    this.away.addEventListener("click", () => this.leave());
    // a button pressed with the mouse is not to be pressed again by the Space that ends the answer
    this.main.addEventListener("click", (event) => {
      if (event.detail && event.target.closest(".stage .button, .stage .check")) this.focus();
    });
  }

  /** With what the server told of itself and of the person's answers. */
  async begin(start) {
    this.start = start;
    await this.router.open();
    if (start.running) resume(this);
  }

  /** Whether an interview is under way on this page. */
  get inside() { return this.sitting !== null && !this.sitting.over; }

  /** Nothing is asked any more; what is over is put away where another begins. */
  rest(begins) {
    if (this.sitting) this.connection.close();
    if (begins) this.sitting = null;
    this.sound.silence();
  }

  /** The server does not answer any more. */
  gone(error) {
    trouble(this, t("gone_title"), error.message || t("gone_text"),
      [[t("reload"), () => location.reload()]]);
  }

  go(hash) { this.router.go(hash); }

  // -- screens

  show(phase, ...about) {
    this.screen?.close?.();
    this.phase = phase;
    if (phase === "over") this.router.mark("#/done");  // to come back to it from an answer
    if (phase === "drilled") this.router.mark("#/drills");
    const screen = this.screen = SCREENS[phase](this, ...about);
    this.main.replaceChildren(screen.node);
    this.main.dataset.screen = phase;
    document.title = `${screen.title ?? t("title")} · voicemock`;
    this.tellPlace();
    this.focus();
    scrollTo(0, 0);
    if (screen.says) this.announce(screen.says);
  }

  /** The focus goes to the screen's heading. */
  focus() {
    const heading = this.main.querySelector("h1");
    if (!heading) return;
    heading.tabIndex = -1;
    heading.focus({preventScroll: true});
  }

  /** Which question of how many, at the top of each screen of an interview. */
  tellPlace() {
    const sitting = this.sitting;
    const {inside} = this;
    this.away.hidden = !inside;
    this.other.hidden = inside;
    this.other.hash = location.hash;
    this.nav.hidden = inside;
    const part = PARTS[this.phase] ?? this.phase;
    for (const link of this.nav.children) {
      if (link.dataset.part === part) link.setAttribute("aria-current", "page");
      else link.removeAttribute("aria-current");
    }
    const shown = inside && sitting.count > 1 && !sitting.drill;
    this.place.hidden = !shown;
    if (!shown) return;
    const dots = Array.from({length: sitting.count}, (_, at) =>
      h("i", {class: at < sitting.number ? "past" : at === sitting.number ? "now" : ""}));
    this.place.replaceChildren(
      h("span", {class: "dots", "aria-hidden": "true"}, dots),
      h("span", {}, t("question_of", {number: sitting.number + 1, count: sitting.count})));
  }

  /** Say something to those who do not see the screen. */
  announce(text) {
    this.live.textContent = "";
    setTimeout(() => { this.live.textContent = text; }, 60);
  }

  // -- keys

  get keysOn() { return localStorage.getItem(KEYS_OFF) === null; }

  set keysOn(on) {
    if (on) localStorage.removeItem(KEYS_OFF); else localStorage.setItem(KEYS_OFF, "1");
  }

  key(event) {
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    if (document.querySelector("dialog[open]") || event.target.matches(WRITTEN)) return;
    const plain = event.key === " " || event.key === "Enter";
    if (plain && event.target.closest(PRESSED)) return;
    if (!plain && !this.keysOn) return;
    const does = this.screen?.keys?.[event.key.length === 1 ? event.key.toLowerCase() : event.key];
    if (!does) return;
    event.preventDefault();
    if (!event.repeat) does();
  }

  // -- what the person wants

  get microphone() { return localStorage.getItem(MICROPHONE) ?? ""; }

  set microphone(id) { localStorage.setItem(MICROPHONE, id); }

  /** Open the chosen microphone, or the usual one where that is gone; false where there is none. */
  async openMicrophone() {
    for (;;) {
      try {
        await this.sound.open(this.microphone);
        return true;
      } catch (error) {
        if (!(error instanceof NoMicrophone)) throw error;
        if (error.why === "missing" && this.microphone) this.microphone = "";
        else if (!await noMicrophone(error.why)) return false;
      }
    }
  }

  command(command) {
    if (command === "SKIP_VOICE" || command === "SLOWER") this.sound.silence();
    this.connection.send({command});
  }

  decide(decision) {
    const {choice} = this.sitting;
    this.connection.send({decision, choice});
  }

  async leave() {
    const what = this.sitting?.drill ? "leave_drill" : "leave";
    if (!await confirmed(t(`${what}_title`), t(`${what}_text`), t("leave"), t("stay"))) {
      this.focus();
      return;
    }
    if (this.sitting?.offer) this.decide("LEAVE"); else this.command("LEAVE");
  }

  /** Connect, and follow the interview that runs or begins; whether one runs already. */
  follow() {
    this.sound.afresh();
    this.connection.open(true);
    return new Promise((done) => {
      this.greeted = (running) => {
        if (this.sound.ready) this.connection.send({settings: this.sound.settings});
        done(running);
      };
    });
  }

  // -- what the microphone says

  heardOf(what) {
    this.screen?.heardOf?.(what);
    if (!this.inside || this.phase === "ready") return;
    if (what === "muted") banner("microphone", t("muted"));
    else if (what === "ended") banner("microphone", t("ended_text"));
    else if (what === "back") {
      clearBanner("microphone");
      this.announce(t("unmuted"));
    }
  }

  // -- what the server tells

  receive(event) {
    if (event.event === "Hello") { this.greet(event); return; }
    const old = event.n !== undefined && event.n <= this.past;
    if (old && !this.running) return;  // of an interview that is over
    const before = this.phase;
    const phase = EVENTS[event.event]?.call(this, event, old) ?? before;
    if (old) {
      this.phase = phase;
      clearTimeout(this.catching);
      this.catching = setTimeout(() => this.show(this.phase), CATCH_UP_MS);
      return;
    }
    clearTimeout(this.catching);
    if (phase !== before || this.catching || AFRESH.has(event.event)) this.show(phase);
    else this.screen?.update?.(event);
    this.catching = 0;
  }

  greet({last, running}) {
    this.past = last;
    this.running = running;
    const inside = this.inside && this.phase !== "ready";
    if (this.greeted) this.greeted(running);
    else if (!running && inside) {  // it was started again in between
      trouble(this, t("gone_title"), t("gone_text"), [[t("reload"), () => location.reload()]]);
    }
    this.greeted = null;
  }

  /** An answer was put right: wherever it is shown it is as it is now; whether that is news. */
  corrected({id, summary}) {
    const {feedback = [], takes = [], answers = []} = this.sitting ?? {};
    const old = [...feedback, ...takes, ...answers]
      .filter((one) => one.id === id && one.summary.version !== summary.version);
    for (const one of old) one.summary = {...summary, role: one.summary.role};
    return old.length > 0;
  }

  note(text) {
    if (text && this.sitting && !this.sitting.notes.includes(text)) this.sitting.notes.push(text);
  }
}

/* What each event changes; each returns the phase it leads to, or nothing. `old` ones were told
   before this page came: they are not to be heard. */
const EVENTS = {
  Began({plan, exam, drill}) {
    this.sitting = {
      drill: drill ?? null, part: null, finding: null,
      language: plan.language, exam, count: plan.questions.length, number: 0, question: null,
      role: "main", stories: [], notes: [], feedback: [], takes: [], rows: null, answers: [], offer: null,
      choice: null, level: null, countdown: null, paused: false, speaking: false, over: null,
    };
    clearBanner("microphone");
  },
  Introduced({number, count, question, stories, calm}) {
    Object.assign(this.sitting, {number, count, question, stories: stories ?? [], notes: [],
      feedback: [], takes: [], offer: null, role: "main", speaking: false});
    return calm ? "breathing" : "listen";
  },
  PartIntroduced(part) {
    Object.assign(this.sitting, {part, number: part.number, finding: null, notes: [], offer: null,
      speaking: false});
    return "listen";
  },
  Readable({text}) {
    Object.assign(this.sitting.part, {text});
    return "listen";
  },
  Found(finding) {
    Object.assign(this.sitting, {finding, offer: null});
    return "found";
  },
  DrillOver(event) {
    this.sitting.over = event;
    this.sound.silence();
    clearBanner("microphone");
    return "drilled";
  },
  Asked({question, role, by_model: byModel}) {
    Object.assign(this.sitting, {question, role, byModel, feedback: [], takes: [], notes: [], offer: null,
      finding: null, level: null, paused: false, speaking: false});
    return "listen";
  },
  SourceOpened({answer_id: id}) { this.sitting.place = id ?? null; },
  SpeakingStarted() {
    this.sitting.speaking = true;
  },
  Speech({speech, rate}) { this.sound.begin(speech, rate); },
  SpeechWhole({speech}, old) { this.sound.whole(speech, old); },
  SpeechStop({speech}) { this.sound.silence(speech); },
  NotSpoken({error}) { this.note(error.text); },
  RecordingStarted() {
    Object.assign(this.sitting, {level: null, paused: false, speaking: false});
    return "answer";
  },
  Countdown({left_s: left, of_s: of}) {
    this.sitting.countdown = {left, of, at: performance.now()};
    return "thinking";
  },
  Level(level) {
    this.sitting.level = {...level, at: performance.now()};
    this.sitting.paused = level.paused;
  },
  MicrophoneSilent({why}, old) {
    if (!old) banner("microphone", t(why === "zeros" ? "muted" : "waiting"));
  },
  RecordingStopped({trouble: told}) {
    clearBanner("microphone");
    if (told) this.note(told.text);
  },
  StartedOver({slower}, old) {
    if (!old) this.announce(t(slower ? "told_slower" : "told_over"));
    return "listen";
  },
  Analyzing() { return "analyzing"; },
  Answered({answer: one}) { this.sitting.answers.push(one); },
  Feedback({answers}) {
    Object.assign(this.sitting, {feedback: answers, offer: null});
    return "see";
  },
  Corrected({answer: one}, old) {
    if (!this.corrected(one) || old) return;
    this.main.querySelector(`[data-answer="${CSS.escape(one.id)}"]`)
      ?.dispatchEvent(new Event("corrected"));
  },
  Coached({answer: one}, old) {
    const {feedback = [], answers = []} = this.sitting ?? {};
    for (const each of [...feedback, ...answers]) {
      if (each.id === one.id) each.summary.coach = one.summary.coach;
    }
    if (old) return;
    this.main.querySelector(`[data-answer="${CSS.escape(one.id)}"]`)
      ?.dispatchEvent(new Event("coached"));
  },
  NotCoached({error}) { this.note(error.text); },
  Compared({takes, rows}) { Object.assign(this.sitting, {takes, rows: rows ?? null}); },
  NotAnalyzed({error}) { this.note(error.text); },
  NotSaved({error}) { this.note(error.text); },
  RecordingKept() { this.note(t("kept")); },
  DeviceLost({error}) { this.note(error.text); },
  NotResumable({reason}) { this.note(reason); },
  Told({text}) { this.note(text); },
  Failed({text}) {
    const again = async () => this.begin(await ask("/api/start"));
    this.sitting = null;
    this.camera.close();
    trouble(this, t("failed_title"), text, [[t("close"), again]]);
  },
  Choose({offer, choice}) {
    Object.assign(this.sitting, {offer, choice});
    return wants(offer, "RETRY_DEVICE") ? "device" : this.sitting.drill ? "found" : "see";
  },
  Over(event) {
    this.sitting.over = event;
    this.camera.close();
    this.sound.silence();
    clearBanner("microphone");
    // what is shown last, as of an exam, is looked at before the rest
    const {feedback, offer} = this.sitting;
    return feedback.length && !offer ? "see" : "over";
  },
};
