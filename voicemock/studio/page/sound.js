/* Microphone and loudspeaker on one clock, that of all pages and workers. Where the browser hands out the
   microphone's sound by itself (Chromium), it goes straight to the worker that sends it; elsewhere an
   AudioWorklet takes it. */

const LEAD_S = 0.06;          // a voice begins so long after its first samples came
const TICK_MS = 100;
const TRY_S = 4;              // "say a sentence"
const WAITING = 500;          // pieces of the microphone's sound that may wait for the worker, some ten seconds
const AS_IT_IS = {echoCancellation: false, noiseSuppression: false, autoGainControl: false};

/** Why there is no microphone: "refused", "missing", "busy" or "unsupported". */
export class NoMicrophone extends Error {
  constructor(why, detail) {
    super(detail);
    this.why = why;
  }
}

function reason(error) {
  switch (error.name) {
    case "NotAllowedError": case "SecurityError": return "refused";
    case "NotFoundError": case "OverconstrainedError": return "missing";
    case "NotReadableError": case "AbortError": return "busy";
    default: return "unsupported";
  }
}

export class Sound {
  /** `send` tells the server, `changed` the page what became of the microphone. */
  constructor(connection, changed) {
    this.connection = connection;
    this.changed = changed;
    this.context = null;
    this.track = null;
    this.level = {rms: 0, peak: 0, at: 0};
    this.speech = null;        // {id, rate, next, nodes, whole}
    this.heard = -1;           // the last speech that has begun here
    navigator.mediaDevices?.addEventListener("devicechange", () => this.changed("devices"));
  }

  get ready() { return this.track?.readyState === "live"; }

  get suspended() { return this.context !== null && this.context.state !== "running"; }

  /** Call it where something was pressed: a browser lets no page sound by itself. */
  async wake() {
    if (!this.context) {
      this.context = new AudioContext({latencyHint: "interactive"});
      if (!this.direct) await this.context.audioWorklet.addModule("/static/capture-worklet.js");
    }
    if (this.context.state !== "running") await this.context.resume();
  }

  /** Whether the browser hands out the microphone's sound by itself. */
  get direct() { return "MediaStreamTrackProcessor" in window; }

  /** When what the context plays at a time of its own is heard. */
  heardAt(time) {
    const {contextTime, performanceTime} = this.context.getOutputTimestamp?.() ?? {};
    return performanceTime ? (performance.timeOrigin + performanceTime) / 1000 + time - contextTime
      : time + this.shift + this.latency;
  }

  /** From the context's clock to the shared one, as it is now. */
  get shift() { return (performance.timeOrigin + performance.now()) / 1000 - this.context.currentTime; }

  async microphones() {
    const all = await navigator.mediaDevices?.enumerateDevices() ?? [];
    return all.filter((one) => one.kind === "audioinput" && one.deviceId);
  }

  /** Open a microphone; throws `NoMicrophone`. */
  async open(deviceId = "") {
    if (!navigator.mediaDevices?.getUserMedia || !(this.direct || window.AudioWorkletNode)) {
      throw new NoMicrophone("unsupported", "");
    }
    const audio = {...AS_IT_IS, channelCount: 1};
    if (deviceId) audio.deviceId = {exact: deviceId};
    let stream;
    try {
      stream = await navigator.mediaDevices.getUserMedia({audio});
    } catch (error) {
      const why = reason(error);
      this.connection.send({microphone: why === "busy" ? "missing" : why, detail: error.name});
      throw new NoMicrophone(why, error.name);
    }
    await this.wake();
    this.close();
    this.track = stream.getAudioTracks()[0];
    if (this.direct) {
      const processor = new MediaStreamTrackProcessor({track: this.track, maxBufferSize: WAITING});
      this.connection.listen(processor.readable);
      this.rest();
    } else this.capture(stream);
    this.watch(this.track);
    this.connection.send({settings: this.settings});
  }

  /** Take the sound by a worklet; its blocks flow to the worker. */
  capture(stream) {
    this.source = this.context.createMediaStreamSource(stream);
    this.worklet = new AudioWorkletNode(this.context, "capture", {
      numberOfInputs: 1, numberOfOutputs: 1, channelCount: 1, channelCountMode: "explicit",
    });
    this.worklet.port.onmessage = ({data}) => this.took(data);
    // what leads nowhere is not computed everywhere: it leads to the loudspeaker, silent
    const silent = new GainNode(this.context, {gain: 0});
    this.source.connect(this.worklet).connect(silent).connect(this.context.destination);
    const {port1, port2} = new MessageChannel();
    this.connection.capture(port2, this.shift - (this.settings.latency ?? 0));
    this.worklet.port.postMessage({blocks: port1}, [port1]);
  }

  /** Nothing is to be heard: where the microphone does not need it, the context costs nothing meanwhile. */
  rest() {
    if (this.direct && !this.speech) this.context?.suspend();
  }

  watch(track) {
    const say = (state) => {
      if (track !== this.track) return;
      this.connection.send({microphone: state, detail: track.label});
      this.changed(state);
    };
    track.onended = () => say("ended");
    track.onmute = () => say("muted");
    track.onunmute = () => say("back");
  }

  close() {
    const track = this.track;
    this.track = null;
    track?.stop();
    this.source?.disconnect();
    this.worklet?.disconnect();
  }

  get settings() { return this.track?.getSettings() ?? {}; }

  /** Whether the browser or the headset changes the sound although it was asked not to. */
  get processed() {
    return Object.keys(AS_IT_IS).some((name) => this.settings[name] === true);
  }

  took({rms, peak, copy, rate}) {
    this.level = {rms, peak, at: performance.now()};
    if (copy) this.copies?.push({copy, rate: rate ?? this.context.sampleRate});
  }

  // -- "say a sentence and hear yourself"

  /** Record a few seconds; how loud they were, and the means to hear them. */
  async sentence() {
    this.copies = [];
    this.copying(true);
    await new Promise((done) => setTimeout(done, TRY_S * 1000));
    this.copying(false);
    const rate = this.copies.at(-1)?.rate ?? this.context.sampleRate;
    const parts = this.copies.filter((one) => one.rate === rate).map(({copy}) => copy);
    this.copies = null;
    const length = parts.reduce((sum, part) => sum + part.length, 0);
    const buffer = this.context.createBuffer(1, Math.max(1, length), rate);
    const samples = buffer.getChannelData(0);
    let at = 0, peak = 0, loudest = 0;
    for (const part of parts) {
      let squares = 0;
      for (const value of part) {
        const sample = value / 32768;
        samples[at++] = sample;
        squares += sample * sample;
        peak = Math.max(peak, Math.abs(sample));
      }
      loudest = Math.max(loudest, Math.sqrt(squares / part.length));
    }
    return {peak, loudest, play: () => this.play(buffer)};
  }

  copying(on) {
    if (this.direct) this.connection.copies(on); else this.worklet.port.postMessage({copies: on});
  }

  async play(buffer) {
    await this.wake();
    await new Promise((done) => {
      const node = new AudioBufferSourceNode(this.context, {buffer});
      node.connect(this.context.destination);
      node.onended = done;
      node.start();
    });
    this.rest();
  }

  // -- the interviewer's voice

  get latency() { return this.context.outputLatency || this.context.baseLatency || 0; }

  begin(id, rate) {
    if (id <= this.heard) return;
    this.silence();
    this.context?.resume();
    this.speech = {id, rate, next: 0, from: 0, nodes: [], whole: false};
  }

  part(id, samples) {
    const speech = this.speech;
    if (speech?.id !== id || !this.context) return;
    const buffer = this.context.createBuffer(1, samples.length, speech.rate);
    const floats = buffer.getChannelData(0);
    for (let at = 0; at < samples.length; at++) floats[at] = samples[at] / 32768;
    const node = new AudioBufferSourceNode(this.context, {buffer});
    node.connect(this.context.destination);
    const start = Math.max(speech.next, this.context.currentTime + (speech.next ? 0 : LEAD_S));
    node.start(start);
    speech.next = start + buffer.duration;
    speech.nodes.push(node);
    if (this.heard !== id) {
      this.heard = id;
      speech.from = start;
      speech.timer = setInterval(() => this.tick(speech), TICK_MS / 4);
    }
  }

  /** All of it has come; of an `old` one that has ended before, nothing came. */
  whole(id, old) {
    if (this.speech?.id !== id) return;
    this.speech.whole = true;
    if (this.speech.nodes.length || old) return;
    this.connection.send({speech: id, ended: (performance.timeOrigin + performance.now()) / 1000});
    this.speech = null;
    this.rest();
  }

  tick(speech) {
    const now = this.context.currentTime - this.latency;
    if (speech.whole && now >= speech.next) {
      this.connection.send({speech: speech.id, ended: this.heardAt(speech.next)});
      this.silence();
    } else if (now >= speech.from && !speech.began) {
      speech.began = true;
      this.connection.send({speech: speech.id, began: this.heardAt(speech.from)});
    } else if (now >= speech.from && now - (speech.told ?? 0) >= TICK_MS / 1000) {
      speech.told = now;
      this.connection.send({speech: speech.id, at: now - speech.from});
    }
  }

  /** Stop the voice; `id` where only that one is meant. */
  silence(id) {
    const speech = this.speech;
    if (!speech || (id !== undefined && speech.id !== id)) return;
    clearInterval(speech.timer);
    for (const node of speech.nodes) node.stop();
    this.heard = Math.max(this.heard, speech.id);
    this.speech = null;
    this.rest();
  }

  /** Forget the speeches of an interview: the next one counts from the start. */
  afresh() {
    this.silence();
    this.heard = -1;
  }
}
