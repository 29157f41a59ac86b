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
  constructor({event, speech, link}) {
    this.worker = new Worker("/static/connection-worker.js");
    this.worker.onmessage = ({data}) => {
      if (data.event) event(data.event);
      else if (data.samples) speech(data.speech, data.samples);
      else if (data.link) link(data.link);
    };
  }

  /** Connect; `fresh` where another interview begins. */
  open(fresh) { this.worker.postMessage({connect: true, fresh}); }

  close() { this.worker.postMessage({forget: true}); }

  send(what) { this.worker.postMessage({send: what}); }

  /** Where the worklet's blocks come in. */
  capture(port, latency) { this.worker.postMessage({capture: port, latency}, [port]); }
}
