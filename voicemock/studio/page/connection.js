/* The page's end of the worker that holds the WebSocket, and the requests to the server. */

/** The server's refusal, in its own words. */
export class Refused extends Error {
  constructor(message, status, found = {}) {
    super(message);
    this.status = status;
    this.found = found;
  }
}

/** Ask the server; a body is sent as JSON. */
export async function ask(path, body) {
  const options = body === undefined ? {} : {
    method: "POST",
    headers: {"Content-Type": "application/json"},
    body: JSON.stringify(body),
  };
  const answer = await fetch(path, options).catch(() => null);
  if (!answer) throw new Refused("", 0);
  const found = await answer.json().catch(() => ({}));
  if (!answer.ok) throw new Refused(found.error ?? "", answer.status, found);
  return found;
}

export class Connection {
  constructor({event, speech, link, level}) {
    this.worker = new Worker("/static/connection-worker.js");
    this.worker.onmessage = ({data}) => {
      if (data.event) event(data.event);
      else if (data.samples) speech(data.speech, data.samples);
      else if (data.level) level(data.level);
      else if (data.link) link(data.link);
    };
  }

  /** Connect; `fresh` where another interview begins. */
  open(fresh) { this.worker.postMessage({connect: true, fresh}); }

  close() { this.worker.postMessage({forget: true}); }

  send(what) { this.worker.postMessage({send: what}); }

  /** The microphone's sound, as a stream; `copies`: the page wants it, too. */
  listen(readable) { this.worker.postMessage({microphone: readable}, [readable]); }

  copies(on) { this.worker.postMessage({copies: on}); }

  /** Where the worklet's blocks come in, and what is added to their times. */
  capture(port, shift) { this.worker.postMessage({capture: port, shift}, [port]); }
}
