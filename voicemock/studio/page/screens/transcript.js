/* What was understood, word by word: a word that was misheard is put right where it stands. */

import {ask} from "../connection.js";
import {button, h} from "../dom.js";
import {clock, t, tag} from "../words.js";

const LONGEST = 200;           // characters of one correction
const BEFORE_S = 0.5;

/** What can be changed in an answer; `changed` gets the answer as it is then, and what to say. */
export class Edits {
  constructor(one, changed, refused) {
    this.one = one;
    this.changed = changed;
    this.refused = refused;
    this.busy = false;
  }

  get summary() { return this.one.summary; }

  async send(what, said) {
    if (this.busy) return;
    this.busy = true;
    const address = `/api/answers/${encodeURIComponent(this.one.id)}/edits`;
    try {
      this.changed(await ask(address, {version: this.summary.version, ...what}), t(said));
    } catch (error) {
      if (error.status === undefined) throw error;
      if (error.found?.answer) this.changed(error.found.answer, error.message);
      else this.refused(error.message || t("gone_text"));
    } finally {
      this.busy = false;
    }
  }

  words(first, last, text) { return this.send({words: {first, last, text}}, text ? "put_right" : "word_gone"); }

  strike(hit) { return this.send({strike: hit}, "struck"); }

  undo(number = null) { return this.send({undo: number}, "undone"); }
}

/** "I did not say that", for a hit. */
export function strikeButton(edits, hit, name) {
  return hit && button(t("not_said"), () => edits.strike(hit),
    {kind: "link strike", "aria-label": `${t("not_said")}: ${name}`});
}

/** What was struck, each to be taken back. */
export function struckOnes(edits) {
  const {struck = [], language} = edits.summary;
  if (!struck.length) return null;
  return h("div", {class: "struck"}, h("p", {class: "note-of"}, t("struck_title")),
    h("ul", {}, struck.map((one) => h("li", {}, h("span", {class: "at"}, clock(one.start_s)),
      h("s", {lang: tag(language)}, one.heard),
      button(t("said_it"), () => edits.undo(one.number),
        {kind: "link", "aria-label": `${t("said_it")}: ${one.heard}`})))));
}

/** The words; one of them is in the order of the Tab key, the arrows lead to the others. */
export function transcript(edits, hear, focused = -1) {
  const {words = [], language, transcript: text} = edits.summary;
  const place = h("p", {class: "said", lang: tag(language), dir: "auto"});
  if (!words.length) {
    place.textContent = text;
    return h("div", {}, place);
  }
  const spoken = words.slice(0, -1);
  const nodes = spoken.map((word, at) => h("span", {
    class: `word${word.heard === null ? "" : " put-right"}`, role: "button", tabindex: -1,
    title: word.heard ? t("heard_as", {heard: word.heard}) : undefined,
    onclick: (event) => { if (event.shiftKey) extend(at); else edit(at, at); },
  }, word.text, word.heard !== null
    && h("span", {class: "hidden", lang: document.documentElement.lang},
      ` (${word.heard ? t("heard_as", {heard: word.heard}) : t("added_by_you")})`)));
  let at = 0, from = 0, editor = null;
  place.append(...spoken.flatMap((word, number) => [word.before, nodes[number]]), words.at(-1).before);

  function go(to, wide) {
    nodes[at].tabIndex = -1;
    at = Math.max(0, Math.min(nodes.length - 1, to));
    if (!wide) from = at;
    nodes[at].tabIndex = 0;
    mark(Math.min(at, from), Math.max(at, from));
  }

  function mark(first, last) {
    nodes.forEach((node, number) => node.classList.toggle("chosen", number >= first && number <= last && first !== last));
  }

  function extend(to) {
    go(to, true);
    edit(Math.min(at, from), Math.max(at, from));
  }

  const textOf = (first, last) => spoken.slice(first, last + 1)
    .map((word, number) => (number ? word.before : "") + word.text).join("");

  /* In place of the words that are wrong: a field with what was heard. */
  function edit(first, last) {
    close();
    from = first;
    at = last;
    const field = h("input", {type: "text", maxlength: LONGEST, autocomplete: "off", spellcheck: "true",
      lang: tag(language), "aria-label": t("what_you_said")});
    field.value = textOf(first, last);
    const wide = () => { field.size = Math.max(4, Math.min(28, [...field.value]
      .reduce((sum, one) => sum + (one > "\u2e7f" ? 2 : 1), 1))); };
    wide();
    const done = () => {
      const said = field.value.trim();
      if (said === textOf(first, last)) { close(true); return; }
      edits.words(first, last + 1, said);
    };
    const gone = () => edits.words(first, last + 1, "");
    const more = () => { if (last + 1 < nodes.length) edit(first, last + 1); };
    const node = h("span", {class: "put-right-here", lang: document.documentElement.lang}, field,
      button(t("save_word"), done, {kind: "primary small", key: t("key_enter")}),
      button(t("next_word_too"), more, {kind: "small"}),
      button(t("not_said"), gone, {kind: "small"}),
      button(t("hear"), () => hear(spoken[first].start_s - BEFORE_S, spoken[last].end_s + BEFORE_S),
        {kind: "soft small", picture: "play"}),
      button(t("cancel"), () => close(true), {kind: "quiet small", key: "Esc"}));
    node.addEventListener("keydown", (event) => {
      if (event.isComposing) return;
      if (event.key === "Escape") close(true);
      else if (event.key === "Enter" && event.target === field) done();
      else return;
      event.preventDefault();
      event.stopPropagation();
    });
    field.addEventListener("input", wide);
    editor = {node, hidden: nodes.slice(first, last + 1)};
    nodes[first].before(node);
    for (let number = first; number <= last; number++) nodes[number].hidden = true;
    field.focus();
    field.select();
  }

  function close(back) {
    if (!editor) return;
    editor.node.remove();
    for (const node of editor.hidden) node.hidden = false;
    editor = null;
    go(from);
    if (back) nodes[at].focus();
  }

  const STEPS = {ArrowLeft: () => at - 1, ArrowRight: () => at + 1, Home: () => 0, End: () => nodes.length - 1};
  place.addEventListener("keydown", (event) => {
    if (!event.target.classList.contains("word") || event.ctrlKey || event.metaKey || event.altKey) return;
    const first = Math.min(at, from), last = Math.max(at, from);
    if (event.key in STEPS) {
      go(STEPS[event.key](), event.shiftKey);
      nodes[at].focus();
    } else if (event.key === "Enter" || event.key === " ") edit(first, last);
    else if (event.key === "Delete" || event.key === "Backspace") edits.words(first, last + 1, "");
    else return;
    event.preventDefault();
    event.stopPropagation();
  });
  place.addEventListener("focusin", (event) => {
    const number = nodes.indexOf(event.target);
    if (number >= 0 && number !== at) go(number);
  });
  go(Math.max(0, focused));
  return Object.assign(h("div", {class: "words"},
    h("p", {class: "note-of"}, t("transcript_how")), place, undoBar(edits)), {
    where: () => from,
    focusWord() { nodes[at]?.focus(); },
  });
}

/** Undo, where there is something to undo. */
export function undoBar(edits) {
  return edits.summary.edits > 0 && h("p", {class: "undo"},
    button(t("undo"), () => edits.undo(), {kind: "small", picture: "again", key: "Ctrl+Z"}));
}

