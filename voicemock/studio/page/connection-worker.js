/* The one WebSocket to the server, in a worker of its own: a page that is held up loses nothing.

   From the page: {connect} {send} {capture, latency} {forget}. To the page: {event} {speech, samples}
   {link}. From the worklet, through a channel of its own: {time, rate, buffer} and {gap}. */

const HEADER_BYTES = 24;
const KEPT_S = 600;            // blocks nobody acknowledged are kept so long
const IN_FLIGHT = 1 << 20;     // bytes handed to the socket and not yet gone
const FIRST_WAIT_MS = 250;     // before the first new try to connect; doubled up to the longest
const LONGEST_WAIT_MS = 2000;
const GONE_AFTER = 4;          // tries in vain before the program is taken for ended
const ALIVE_MS = 20_000;
const TAKEN_OVER = 4001;

const PAGE = crypto.randomUUID();

let socket = null;
let wanted = false;            // whether there is to be a connection
let wait = FIRST_WAIT_MS;
let failed = 0;
let interview = null;          // its id: blocks of another one are of no use
let last = 0;                  // number of the newest event
let take = null;               // the take that is recorded, if any
let number = 0;                // of its next block
let latency = 0;               // of the microphone's way in, in seconds
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

function heard({data}) {
  if (data.gap) {
    if (take !== null) send({gap: data.gap});
    return;
  }
  if (take === null) return;
  const samples = new Int16Array(data.buffer);
  const message = new ArrayBuffer(HEADER_BYTES + 2 * samples.length);
  const header = new DataView(message);
  header.setUint32(0, take, true);
  header.setUint32(4, number, true);
  header.setFloat64(8, data.time - latency, true);
  header.setUint32(16, data.rate, true);
  header.setUint32(20, samples.length, true);
  new Int16Array(message, HEADER_BYTES).set(samples);
  const seconds = samples.length / data.rate;
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
  if (data.capture) { data.capture.onmessage = heard; latency = data.latency ?? 0; }
  if (data.forget) {
    wanted = false;
    socket?.close();
    socket = null;
    link = "";
    drop();
  }
};

setInterval(() => fetch("/api/alive").catch(() => null), ALIVE_MS);
