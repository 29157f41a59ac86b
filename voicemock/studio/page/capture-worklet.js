/* The microphone's samples on their way: 16-bit mono blocks go straight to the worker that sends
   them, so that whatever holds up the page holds up no sound. */

const BLOCK_S = 0.05;

class Capture extends AudioWorkletProcessor {
  constructor() {
    super();
    this.frames = Math.round(sampleRate * BLOCK_S);
    this.blocks = null;      // the worker's end of a channel
    this.copies = false;     // the page wants blocks, too: "hear yourself"
    this.expected = -1;      // the frame that must come next
    this.fresh();
    this.port.onmessage = ({data}) => {
      if (data.blocks) this.blocks = data.blocks;
      if ("copies" in data) this.copies = data.copies;
    };
  }

  fresh() {
    this.block = new Int16Array(this.frames);
    this.filled = 0;
    this.squares = 0;
    this.peak = 0;
  }

  process([input]) {
    const samples = input[0];
    if (!samples) { this.expected = -1; return true; }  // the track has ended
    if (this.expected >= 0 && currentFrame > this.expected) {
      this.blocks?.postMessage({gap: currentFrame - this.expected});
    }
    this.expected = currentFrame + samples.length;
    for (let at = 0; at < samples.length; at++) {
      if (!this.filled) this.time = currentTime + at / sampleRate;
      const value = samples[at];
      const size = Math.abs(value);
      if (size > this.peak) this.peak = size;
      this.squares += value * value;
      this.block[this.filled++] = Math.max(-32768, Math.min(32767, Math.round(value * 32768)));
      if (this.filled === this.frames) this.hand();
    }
    return true;
  }

  hand() {
    const heard = {rms: Math.sqrt(this.squares / this.frames), peak: this.peak};
    if (this.copies) heard.copy = this.block.slice();
    this.port.postMessage(heard);
    const {buffer} = this.block;
    this.blocks?.postMessage({time: this.time, rate: sampleRate, buffer}, [buffer]);
    this.fresh();
  }
}

registerProcessor("capture", Capture);
