/* The camera, by choice: recorded together with the microphone's sound, by which the server finds out
   where the pictures belong, and sent piece by piece. What could not be sent yet is kept and tried again. */

import {button, h} from "./dom.js";
import {t} from "./words.js";

const WANTED = {width: {ideal: 640}, height: {ideal: 360}, frameRate: {ideal: 24}};
const TYPES = ["video/webm;codecs=vp8,opus", "video/webm", "video/mp4"];
const BITS = 800_000;          // a second: some 6 MB a minute
const SLICE_MS = 1000;
const PIECE = 200_000;         // bytes of a request, below what the server takes
const KEPT = 100_000_000;      // bytes that may wait to be sent
const AGAIN_MS = 1000;
const ON = "voicemock.camera"; // for as long as the tab is open: a page loaded again goes on with it
const HIDDEN = "voicemock.self-view-hidden";

export class Camera {
  constructor(app) {
    this.app = app;
    this.stream = null;
    this.part = null;
    this.sending = new Map();  // by the answer's id: what is still to be sent of its video
  }

  get on() { return this.stream?.getVideoTracks()[0]?.readyState === "live"; }

  /** Switch it on; why not, in words, where that fails. */
  async open() {
    if (this.on) return "";
    if (!window.MediaRecorder || !navigator.mediaDevices?.getUserMedia) return t("camera_unsupported");
    try {
      this.stream = await navigator.mediaDevices.getUserMedia({video: WANTED});
    } catch (error) {
      return t({NotAllowedError: "camera_refused", SecurityError: "camera_refused",
        NotFoundError: "camera_missing", OverconstrainedError: "camera_missing"}[error.name] ?? "camera_busy");
    }
    sessionStorage.setItem(ON, "1");
    this.stream.getVideoTracks()[0].onended = () => this.lost(t("camera_gone"));
    return "";
  }

  /** The same in a page that was loaded again. */
  async again() {
    if (sessionStorage.getItem(ON) !== null) this.lost(await this.open());
  }

  close() {
    this.end();
    sessionStorage.removeItem(ON);
    for (const track of this.stream?.getTracks() ?? []) track.stop();
    this.stream = null;
  }

  /* The interview goes on without pictures. */
  lost(why) {
    if (!why) return;
    this.close();
    this.app.note(why);
    this.app.announce(why);
  }

  // -- an answer

  /** Record from now on, for the answer that is spoken. */
  begin() {
    const {sitting, sound} = this.app;
    if (!this.on || !sound.ready || this.part || !sitting?.place) return;
    const began = performance.now();
    // asked when the first piece is there: in a page that was loaded again the time is not known before
    const where = () => (sitting.level ? sitting.level.elapsed_s + (began - sitting.level.at) / 1000 : 0);
    const part = this.part = new Part(sitting.place, where, (why) => this.lost(why));
    const stream = new MediaStream([...this.stream.getVideoTracks(), sound.track]);
    const mimeType = TYPES.find((one) => MediaRecorder.isTypeSupported(one));
    try {
      part.record(new MediaRecorder(stream, {mimeType, videoBitsPerSecond: BITS}));
    } catch {
      this.part = null;
      this.lost(t("camera_unsupported"));
      return;
    }
    const {place} = sitting;
    const before = this.sending.get(place) ?? Promise.resolve();
    this.sending.set(place, Promise.all([before, part.sent]));
  }

  end() {
    this.part?.stop();
    this.part = null;
  }

  /** A pause is in neither the sound nor the pictures. */
  follow(paused) {
    if (paused) this.end(); else this.begin();
  }

  /** Comes true once all of an answer's video that can be sent is sent. */
  sent(id) { return this.sending.get(id) ?? Promise.resolve(); }

  /** Oneself, as in a mirror; to be hidden by who would rather not see it. */
  view() {
    if (!this.on) return null;
    const video = h("video", {class: "self-view", muted: true, playsinline: true, "aria-label": t("self_view")});
    video.muted = true;
    video.srcObject = this.stream;
    video.play().catch(() => {});
    const word = () => t(video.hidden ? "self_view_show" : "self_view_hide");
    video.hidden = localStorage.getItem(HIDDEN) !== null;
    const toggle = button(word(), () => {
      video.hidden = !video.hidden;
      if (video.hidden) localStorage.setItem(HIDDEN, "1"); else localStorage.removeItem(HIDDEN);
      toggle.querySelector("span").textContent = word();
    }, {kind: "link"});
    return h("div", {class: "self"}, video, toggle);
  }
}

/* A stretch of video without a break: what it is made of waits here until the server has it. */
class Part {
  constructor(place, where, failed) {
    this.address = `/api/answers/${encodeURIComponent(place)}/video/pieces`;
    const name = [...crypto.getRandomValues(new Uint8Array(4))].map((one) => one.toString(16).padStart(2, "0"));
    this.query = {part: name.join("")};
    this.where = where;
    this.failed = failed;
    this.waiting = new Blob([]);
    this.have = 0;
    this.whole = this.dropped = this.busy = false;
    this.sent = new Promise((done) => { this.done = done; });
  }

  record(recorder) {
    this.recorder = recorder;
    this.type = recorder.mimeType.split(";")[0] || "video/webm";
    recorder.ondataavailable = ({data}) => {
      if (this.dropped) return;
      this.query.started ??= Math.max(0, this.where()).toFixed(3);
      this.waiting = new Blob([this.waiting, data]);
      if (this.waiting.size > KEPT) this.drop(t("camera_behind")); else this.pump();
    };
    recorder.onstop = () => { this.whole = true; this.pump(); };
    recorder.onerror = () => this.stop();
    recorder.start(SLICE_MS);
  }

  stop() {
    if (this.recorder.state !== "inactive") this.recorder.stop();
  }

  drop(why) {
    this.dropped = true;
    this.stop();
    this.done();
    if (why) this.failed(why);
  }

  async pump() {
    if (this.busy) return;
    this.busy = true;
    while (!this.dropped && (this.waiting.size || this.whole)) {
      const piece = this.waiting.slice(0, PIECE);
      const last = this.whole && piece.size === this.waiting.size;
      const query = new URLSearchParams({...this.query, at: this.have, ...last && {last: 1}});
      const answer = await fetch(`${this.address}?${query}`, {method: "POST", body: piece,
        headers: {"Content-Type": this.type}}).catch(() => null);
      const told = await answer?.json().catch(() => null);
      if (answer?.ok && told) {
        this.waiting = this.waiting.slice(told.have - this.have);
        this.have = told.have;
        if (last && !this.waiting.size) { this.dropped = true; this.done(); }
      } else if (answer && answer.status !== 403 && told) {
        // an answer that was begun anew is not there any more
        this.drop(answer.status === 404 ? "" : told.error);
      } else await new Promise((on) => setTimeout(on, AGAIN_MS));
    }
    this.busy = false;
  }
}

/** The choice: off unless it is switched on. */
export function cameraChoice(app) {
  const {camera} = app;
  const told = h("p", {class: "verdict", role: "status"});
  const place = h("div", {});
  const box = h("input", {type: "checkbox", onchange: async () => {
    if (!box.checked) camera.close();
    const why = box.checked ? await camera.open() : "";
    box.checked = camera.on;
    told.textContent = why && `${why} ${t("camera_without")}`;
    show();
  }});
  const show = () => place.replaceChildren(...[camera.view()].filter(Boolean));
  box.checked = camera.on;
  show();
  return h("div", {class: "camera"}, h("label", {class: "check"}, box, h("span", {}, t("camera"),
    h("span", {class: "note-of"}, t("camera_note")))), told, place);
}
