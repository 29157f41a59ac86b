"use strict";
/* Plays answers: one Player for each <article class="answer">, of which one sounds at a time.
   Everything it needs stands in the page: data-s and data-e are seconds from the recording's start. */

const BEFORE_S = 0.5;   // a finding is heard from a little before it
const PLACE_S = 8;      // so much of the place of the one thing to do next is played
const SKIP_S = 5;
const LIT_S = 0.25;     // a word stays lit for so long after it, unless the next one begins
const SPEEDS = [0.5, 0.75, 1, 1.25, 1.5, 1.75, 2];

const live = document.getElementById("status");

function say(what, value) {
  live.textContent = live.dataset[what].replace(/\{\w+\}/, () => value);
}

function clock(seconds) {
  const tenths = Math.round(seconds * 10);
  return Math.floor(tenths / 600) + ":" + (tenths % 600 / 10).toFixed(1).padStart(4, "0");
}

/** The last index whose value is not over `wanted`, or -1; values ascend. */
function lastUpTo(values, wanted) {
  let low = 0, high = values.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (values[middle] <= wanted) low = middle + 1; else high = middle;
  }
  return low - 1;
}

class Player {
  constructor(article) {
    const one = (selector) => article.querySelector(selector);
    this.article = article;
    this.audio = one("audio");
    this.length = Number(article.dataset.length);
    this.wave = one(".wave");
    this.canvas = one(".canvas");
    this.head = one(".head");
    this.words = [...article.querySelectorAll(".w")];
    this.starts = this.words.map((word) => Number(word.dataset.s));
    this.ends = this.words.map((word) => Number(word.dataset.e));
    this.findings = [...article.querySelectorAll(".findings button")].map((button) => ({
      button, start: Number(button.dataset.s), end: Number(button.dataset.e),
      from: Math.max(0, Number(button.dataset.s) - BEFORE_S),
    }));
    this.at = -1;        // the finding heard last
    this.lit = -1;
    this.loop = null;    // [from, to] while looping
    this.until = Infinity;  // where it stops by itself
    this.frame = 0;
    this.width = 1;
    this.shown = 1;
    if (this.audio) this.connect(one);
  }

  connect(one) {
    const bar = one(".player");
    this.play = bar.querySelector(".play");
    this.word = this.play.querySelector(".word");
    this.position = bar.querySelector(".position");
    this.now = bar.querySelector(".now");
    this.speed = bar.querySelector(".speed");
    this.looping = bar.querySelector(".loop");
    bar.hidden = false;
    this.head.hidden = false;
    this.audio.controls = false;
    this.audio.preservesPitch = this.audio.webkitPreservesPitch = true;
    bar.querySelector(".whole").textContent = clock(this.length);

    const on = (target, type, does) => target.addEventListener(type, does);
    on(this.play, "click", () => this.toggle());
    on(bar.querySelector(".previous"), "click", () => this.step(-1));
    on(bar.querySelector(".next"), "click", () => this.step(1));
    on(bar.querySelector(".slower"), "click", () => this.change(-1));
    on(bar.querySelector(".faster"), "click", () => this.change(1));
    on(this.looping, "click", () => this.toggleLoop());
    on(this.position, "input", () => this.seek(Number(this.position.value)));
    on(this.article, "pointerdown", () => { current = this; });
    on(this.article, "focusin", () => { current = this; });
    on(this.audio, "play", () => this.started());
    on(this.audio, "pause", () => this.stopped());
    on(this.audio, "ended", () => this.stopped());
    on(this.audio, "seeked", () => this.draw());
    on(this.audio, "timeupdate", () => this.draw());
    const place = one(".hear");
    if (place) {
      place.hidden = false;
      on(place, "click", () => this.hearPlace(Number(place.dataset.s), place.textContent.trim()));
    }
    this.findings.forEach((finding, index) => on(finding.button, "click", () => this.hear(index)));
    on(this.article, "click", (event) => this.clicked(event));
    this.connectWords();
    this.connectWave();
    this.draw();
  }

  /* One word at a time can be reached with Tab; the arrow keys go from word to word. A screen
     reader that reads on meets plain text and not a thousand buttons. */
  connectWords() {
    this.focusable = -1;
    if (this.words.length) this.reach(0);
  }

  reach(index) {
    const old = this.words[this.focusable];
    if (old) { old.removeAttribute("tabindex"); old.removeAttribute("role"); }
    this.focusable = index;
    this.words[index].setAttribute("tabindex", "0");
    this.words[index].setAttribute("role", "button");
  }

  wordKey(event) {
    const rtl = getComputedStyle(event.target).direction === "rtl" ? -1 : 1;
    const moves = {ArrowRight: rtl, ArrowLeft: -rtl, Home: -Infinity, End: Infinity};
    if (event.key === "Enter") this.playWord(this.focusable);
    else if (event.key in moves) {
      const last = this.words.length - 1;
      this.reach(Math.min(last, Math.max(0, this.focusable + moves[event.key])));
      this.words[this.focusable].focus();
    } else return false;
    return true;
  }

  playWord(index) {
    this.reach(index);
    this.listen(this.starts[index], this.words[index].textContent);
  }

  clicked(event) {
    const word = event.target.closest(".w");
    if (word) {
      if (getSelection().isCollapsed) this.playWord(this.words.indexOf(word));
      return;
    }
    const mark = event.target.closest("[data-f]");
    if (mark) this.hear(Number(mark.dataset.f));
  }

  connectWave() {
    new ResizeObserver(() => {
      this.width = this.canvas.offsetWidth;
      this.shown = this.wave.clientWidth;
      this.draw();
    }).observe(this.wave);
    const onMark = (event) => event.target.closest("[data-f]");
    let wanted = null;
    const scrub = (event) => {
      const box = this.canvas.getBoundingClientRect();
      const time = (event.clientX - box.left) / box.width * this.length;
      if (wanted === null) requestAnimationFrame(() => { this.seek(wanted); wanted = null; });
      wanted = Math.min(this.length, Math.max(0, time));
    };
    this.canvas.addEventListener("pointerdown", (event) => {
      // a finger scrolls, here as elsewhere; only its tap moves the sound
      if (event.pointerType !== "mouse" || event.button || onMark(event)) return;
      this.canvas.setPointerCapture(event.pointerId);
      this.scrubbing = true;
      scrub(event);
    });
    this.canvas.addEventListener("click", (event) => { if (!onMark(event)) scrub(event); });
    this.canvas.addEventListener("pointermove", (event) => {
      if (this.scrubbing && event.buttons) scrub(event);
    });
    for (const type of ["pointerup", "pointercancel"])
      this.canvas.addEventListener(type, () => { this.scrubbing = false; });
  }

  seek(time) {
    this.until = Infinity;
    this.audio.currentTime = Math.min(time, this.length);
    this.at = lastUpTo(this.findings.map((finding) => finding.from), time);
    if (this.loop && (time < this.loop[0] || time > this.loop[1])) this.unloop();
    this.draw(time);
  }

  /** Play from a time on; `what` is told to those who do not see the page. */
  listen(time, what) {
    this.seek(time);
    this.start();
    say("playing", what);
  }

  start() {
    current = this;
    this.audio.play().catch(() => {});  // paused again before it began: nothing to do
  }

  hear(index) {
    const finding = this.findings[index];
    if (!finding || !this.audio) return;
    const looping = this.loop !== null;
    this.listen(finding.from, finding.button.querySelector(".what").textContent.trim());
    this.at = index;
    if (looping) this.loopOver(index);
    this.draw(finding.from);
  }

  /** The place of the one thing to do next. */
  hearPlace(start, what) {
    this.listen(Math.max(0, start - BEFORE_S), what);
    this.until = start + PLACE_S;
  }

  /** Whether Space on this button is to stop the sound, or to let it go on. */
  isHeard(button) {
    const index = this.findings.findIndex((finding) => finding.button === button);
    return index >= 0 && (!this.audio.paused || index === this.at);
  }

  step(by) {
    const index = Math.min(this.findings.length - 1, Math.max(0, this.at + by));
    if (this.findings.length) this.hear(index);
  }

  toggle() {
    if (this.audio.paused) this.start(); else this.audio.pause();
  }

  change(by) {
    const index = Math.max(0, lastUpTo(SPEEDS, this.audio.playbackRate)) + by;
    this.audio.playbackRate = SPEEDS[Math.min(SPEEDS.length - 1, Math.max(0, index))];
    this.speed.textContent = this.audio.playbackRate + "×";
    say("speed", this.audio.playbackRate);
  }

  toggleLoop() {
    if (this.loop) { this.unloop(); return; }
    const time = this.audio.currentTime;
    const finding = this.findings[this.at];
    if (finding && time <= finding.end + 1) { this.loopOver(this.at); return; }
    this.setLoop([Math.max(0, time - 2), Math.min(this.length, time + 2)], clock(time));
  }

  loopOver(index) {
    const finding = this.findings[index];
    const what = finding.button.querySelector(".what").textContent.trim();
    this.setLoop([finding.from, Math.min(this.length, finding.end + BEFORE_S)], what);
  }

  setLoop(range, what) {
    this.loop = range;
    this.looping.setAttribute("aria-pressed", "true");
    say("loop", what);
  }

  unloop() {
    this.loop = null;
    this.looping.setAttribute("aria-pressed", "false");
    say("unloop", "");
  }

  started() {
    for (const other of players) if (other !== this && other.audio) other.audio.pause();
    this.play.classList.add("playing");
    this.word.textContent = this.play.dataset.pause;
    cancelAnimationFrame(this.frame);
    const tick = () => { this.draw(); this.frame = requestAnimationFrame(tick); };
    tick();
  }

  stopped() {
    cancelAnimationFrame(this.frame);
    this.play.classList.remove("playing");
    this.word.textContent = this.play.dataset.play;
    say("paused", clock(this.audio.currentTime));
    this.draw();
  }

  draw(time = this.audio.currentTime) {
    const playing = !this.audio.paused;
    if (playing && this.loop && time >= this.loop[1]) {
      this.audio.currentTime = time = this.loop[0];
    }
    if (playing && time >= this.until) { this.until = Infinity; this.audio.pause(); }
    const next = this.findings[this.at + 1];
    if (playing && !this.loop && next && time >= next.start) this.at += 1;
    this.drawHead(time, playing);
    this.drawWord(time);
    this.drawFinding();
    const text = clock(time);
    if (this.now.textContent !== text) {
      this.now.textContent = text;
      this.position.value = time;
      this.position.setAttribute("aria-valuetext", text);
    }
  }

  drawHead(time, playing) {
    const x = time / this.length * this.width;
    this.head.style.transform = `translateX(${x}px)`;
    if (this.width <= this.shown || this.scrubbing) return;
    const left = this.wave.scrollLeft;
    if (x < left || x > left + this.shown - 20) {
      if (playing || !this.audio.seeking) this.wave.scrollLeft = x - this.shown * 0.15;
    }
  }

  drawWord(time) {
    let index = lastUpTo(this.starts, time + 0.01);
    if (index >= 0 && time > this.ends[index] + LIT_S) index = -1;
    if (index === this.lit) return;
    this.words[this.lit]?.classList.remove("lit");
    this.words[index]?.classList.add("lit");
    this.lit = index;
  }

  drawFinding() {
    if (this.marked === this.at) return;
    this.findings[this.marked]?.button.removeAttribute("aria-current");
    this.findings[this.at]?.button.setAttribute("aria-current", "true");
    this.marked = this.at;
  }
}

const players = [];
for (const article of document.querySelectorAll(".answer")) players.push(new Player(article));
let current = players.find((player) => player.audio);

let spaceTaken = false;
const keysOn = document.getElementById("keys-on");
const KEYS = {
  " ": (player) => player.toggle(),
  n: (player) => player.step(1),
  p: (player) => player.step(-1),
  ArrowLeft: (player) => player.seek(Math.max(0, player.audio.currentTime - SKIP_S)),
  ArrowRight: (player) => player.seek(player.audio.currentTime + SKIP_S),
  "[": (player) => player.change(-1),
  "]": (player) => player.change(1),
  "-": (player) => player.change(-1),
  "+": (player) => player.change(1),
  "=": (player) => player.change(1),
  l: (player) => player.toggleLoop(),
};

document.addEventListener("keydown", (event) => {
  if (!current || event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
  const target = event.target;
  if (target.matches(".w") && current.wordKey(event)) { event.preventDefault(); return; }
  if (!keysOn.checked || target.matches("select, textarea, input:not([type=range])")) return;
  if (event.key === " ") {
    // a button is pressed with Space; on the finding that plays, or did last, Space stops and goes on
    if (target.matches("summary, a")) return;
    if (target.matches("button") && !current.isHeard(target)) return;
    if (target.matches(".w") && current.audio.paused) {
      event.preventDefault();
      current.playWord(current.focusable);
      return;
    }
  }
  const does = KEYS[event.key.length === 1 ? event.key.toLowerCase() : event.key];
  if (!does) return;
  event.preventDefault();
  spaceTaken = event.key === " ";
  does(current);
});

document.addEventListener("keyup", (event) => {
  // keydown stopped the sound; without this, letting Space go would press the button
  if (event.key === " " && event.target.matches(".findings button") && spaceTaken) {
    event.preventDefault();
  }
  spaceTaken = false;
});

/* In a frame, what the page around it shows already is left out. */
document.documentElement.classList.toggle("framed", parent !== window);

/* The address may name a stretch, as a media fragment does: #t=12.3 or #t=12.3,15 is played. */
function hearAddress() {
  const found = /^#t=(\d+(?:\.\d+)?)(?:,(\d+(?:\.\d+)?))?/.exec(location.hash);
  if (!found || !current) return;
  const from = Number(found[1]);
  current.listen(from, clock(from));
  if (found[2]) current.until = Number(found[2]);
}
addEventListener("hashchange", hearAddress);
hearAddress();
