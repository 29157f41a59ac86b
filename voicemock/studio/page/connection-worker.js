/* The one WebSocket to the server, in a worker of its own: a page that is held up loses nothing.

   From the page: {connect} {send} {microphone} {capture, shift} {copies} {forget}. To the page: {event}
   {speech, samples} {link} {level}. From the worklet, where there has to be one, through a channel of its own:
   {time, rate, buffer} and {gap}. All times are seconds of the clock that pages and workers share. */

const HEADER_BYTES = 24;
const KEPT_S = 600;            // blocks nobody acknowledged are kept so long
const IN_FLIGHT = 1 << 20;     // bytes handed to the socket and not yet gone
const FIRST_WAIT_MS = 250;     // before the first new try to connect; doubled up to the longest
const LONGEST_WAIT_MS = 2000;
const GONE_AFTER = 4;          // tries in vain before the program is taken for ended
const ALIVE_MS = 20_000;
const TAKEN_OVER = 4001;
const BLOCK_S = 0.05;
const GAP_S = 0.1;             // so much later than expected, and something is missing; below, it is jitter
const SETTLES = 200;           // pieces over which their times are evened out
const DRIFT = 0.002;           // by which share of its length a piece's time may be put right within an answer

const PAGE = crypto.randomUUID();

let socket = null;
let wanted = false;            // whether there is to be a connection
let wait = FIRST_WAIT_MS;
let failed = 0;
let interview = null;          // its id: blocks of another one are of no use
let last = 0;                  // number of the newest event
let take = null;               // the take that is recorded, if any
let number = 0;                // of its next block
let shift = 0;                 // from the worklet's clock to the shared one, without the microphone's way in
let copies = false;            // the page wants the sound, too: "hear yourself"
let link = "";
const blocks = [];             // {take, number, seconds, message}, oldest first, not acknowledged
let unsent = 0;                // index of the first that this socket was not given
const waiting = [];            // JSON that came while there was no connection
const undone = [];             // {id, text}: what was pressed, until the server has done it
let pressed = 0;               // how many there were

function tell(state) {
  if (state !== link) postMessage({link: link = state});
}

function connect() {
  const address = new URL("/ws", location.href);
  address.protocol = address.protocol === "https:" ? "wss:" : "ws:";
  const one = socket = new WebSocket(address);
  one.binaryType = "arraybuffer";
  one.onopen = () => {
    wait = FIRST_WAIT_MS;
    failed = 0;
    unsent = 0;
    one.send(JSON.stringify({hello: last, page: PAGE}));
    tell("open");
    pump();
    for (const text of waiting.splice(0)) one.send(text);
    for (const {text} of undone) one.send(text);
  };
  one.onmessage = ({data}) => { if (one === socket) receive(data); };
  one.onclose = ({code}) => {
    if (one !== socket) return;
    socket = null;
    if (code === TAKEN_OVER) { wanted = false; tell("taken"); }
    if (wanted) lost();
  };
}

async function lost() {
  failed++;
  const answer = await fetch("/api/alive").catch(() => null);
  if (answer?.status === 403) tell("stranger");
  else if (!answer && failed >= GONE_AFTER) tell("gone");
  else if (link !== "gone" || answer) tell("lost");
  setTimeout(() => { if (wanted && !socket) connect(); }, wait);
  wait = Math.min(wait * 2, LONGEST_WAIT_MS);
}

function receive(data) {
  if (data instanceof ArrayBuffer) {
    const samples = new Int16Array(data, 4);
    postMessage({speech: new DataView(data).getUint32(0, true), samples}, [data]);
    return;
  }
  const event = JSON.parse(data);
  if (event.ack) { acknowledged(...event.ack); return; }
  if (event.done) {
    while (undone.length && undone[0].id <= event.done) undone.shift();
    return;
  }
  if ("n" in event) {
    if (event.n <= last) return;
    last = event.n;
  }
  if (event.event === "Hello") begin(event.id);
  else if (event.event === "Microphone") {
    // a page that was loaded again goes on counting where the one before stopped
    if (take !== event.take) { take = event.take; number = 0; }
    number = Math.max(number, event.next ?? 0);
  } else if (event.event === "MicrophoneOff" || event.event === "Over") take = null;
  else if (event.event === "TakenOver") { wanted = false; tell("taken"); }
  postMessage({event});
}

function begin(id) {
  if (interview !== null && id !== interview) drop();
  interview = id;
}

function drop() {
  blocks.length = 0;
  waiting.length = undone.length = 0;
  unsent = 0;
  take = null;
}

/* The server has everything of this take up to this number. */
function acknowledged(which, highest) {
  let done = 0;
  while (done < blocks.length
      && (blocks[done].take < which
        || (blocks[done].take === which && blocks[done].number <= highest))) done++;
  blocks.splice(0, done);
  unsent = Math.max(0, unsent - done);
  pump();
}

function pump() {
  while (socket?.readyState === WebSocket.OPEN && unsent < blocks.length
      && socket.bufferedAmount < IN_FLIGHT) socket.send(blocks[unsent++].message);
}

/* Take the microphone's pieces as the browser hands them out, past page and AudioContext: where these are
   held up, no sound waits in between, of which nobody would know how long. A piece's time counts from some
   start; what was soonest here behind its own time tells from which. */
async function listen(readable) {
  const reader = readable.getReader();
  let soonest = Infinity, expected = null, count = 0, block = null;
  for (;;) {
    const {done, value: piece} = await reader.read();
    if (done) return;
    const {sampleRate: rate, numberOfFrames: frames, numberOfChannels: channels, timestamp} = piece;
    const length = frames / rate;
    const now = (performance.timeOrigin + performance.now()) / 1000;
    soonest = Math.min(soonest, now - timestamp / 1e6 - length);
    const off = timestamp / 1e6 + soonest - (expected ??= timestamp / 1e6 + soonest);
    if (off > GAP_S && count > SETTLES) lostSome(Math.round(off * rate));
    const step = off / Math.min(++count, SETTLES), most = take === null ? GAP_S : DRIFT * length;
    expected += Math.abs(off) > GAP_S ? off : Math.max(-most, Math.min(most, step));
    const mixed = new Float32Array(frames);
    piece.copyTo(mixed, {planeIndex: 0, format: "f32-planar"});
    for (let channel = 1; channel < channels; channel++) {
      const plane = new Float32Array(frames);
      piece.copyTo(plane, {planeIndex: channel, format: "f32-planar"});
      for (let at = 0; at < frames; at++) mixed[at] += (plane[at] - mixed[at]) / (channel + 1);
    }
    piece.close();
    if (block?.rate !== rate) block = new Block(rate);
    for (let at = 0; at < frames;) at += block.add(mixed, at, expected + at / rate);
    expected += length;
  }
}

class Block {
  constructor(rate) {
    this.rate = rate;
    this.fresh();
  }

  fresh() {
    this.samples = new Int16Array(Math.round(this.rate * BLOCK_S));
    this.filled = this.squares = this.peak = 0;
  }

  /** Take what there is room for, from a place on; how many samples that were. */
  add(sound, from, time) {
    if (!this.filled) this.time = time;
    const {samples, filled} = this;
    const count = Math.min(samples.length - filled, sound.length - from);
    let {squares, peak} = this;
    for (let at = 0; at < count; at++) {
      const value = sound[from + at], size = value < 0 ? -value : value;
      if (size > peak) peak = size;
      squares += value * value;
      const whole = Math.round(value * 32768);
      samples[filled + at] = whole > 32767 ? 32767 : whole < -32768 ? -32768 : whole;
    }
    Object.assign(this, {squares, peak, filled: filled + count});
    if (this.filled === samples.length) this.hand();
    return count;
  }

  hand() {
    const level = {rms: Math.sqrt(this.squares / this.filled), peak: this.peak};
    if (copies) Object.assign(level, {copy: this.samples, rate: this.rate});
    postMessage({level});
    put(this.samples, this.time, this.rate);
    this.fresh();
  }
}

function lostSome(frames) {
  if (take !== null) send({gap: frames});
}

function heard({data}) {
  if (data.gap) lostSome(data.gap);
  else put(new Int16Array(data.buffer), data.time + shift, data.rate);
}

function put(samples, time, rate) {
  if (take === null) return;
  const message = new ArrayBuffer(HEADER_BYTES + 2 * samples.length);
  const header = new DataView(message);
  header.setUint32(0, take, true);
  header.setUint32(4, number, true);
  header.setFloat64(8, time, true);
  header.setUint32(16, rate, true);
  header.setUint32(20, samples.length, true);
  new Int16Array(message, HEADER_BYTES).set(samples);
  const seconds = samples.length / rate;
  blocks.push({take, number: number++, seconds, message});
  while (blocks.length * seconds > KEPT_S) { blocks.shift(); unsent = Math.max(0, unsent - 1); }
  pump();
}

/* What was pressed is sent again after a cut until it is known to be done: a socket that is open may
   have been dead for a while. Its number tells the server what it has done already. */
function send(what) {
  const lasting = what.command || what.decision;
  const text = JSON.stringify({...what, ...what.command && take !== null && {take},
    ...lasting && {id: ++pressed}});
  if (lasting) undone.push({id: pressed, text});
  if (socket?.readyState === WebSocket.OPEN) socket.send(text);
  else if (!lasting && !("at" in what)) waiting.push(text);  // where the voice was is of no use later
}

onmessage = ({data}) => {
  if (data.connect) {
    wanted = true;
    if (data.fresh) {
      last = 0;
      interview = null;
      drop();
      const old = socket;
      socket = null;
      old?.close();
    }
    if (!socket) connect();
  }
  if (data.send) send(data.send);
  if (data.microphone) listen(data.microphone);
  if (data.capture) { data.capture.onmessage = heard; shift = data.shift; }
  if ("copies" in data) copies = data.copies;
  if (data.forget) {
    wanted = false;
    socket?.close();
    socket = null;
    link = "";
    drop();
  }
};

setInterval(() => fetch("/api/alive").catch(() => null), ALIVE_MS);
