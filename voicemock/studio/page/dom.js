/* Elements from values: text is text, never markup. */

import {tag} from "./words.js";

const SVG = "http://www.w3.org/2000/svg";

function put(one, attributes, children) {
  for (const [name, value] of Object.entries(attributes)) {
    if (value === undefined || value === null || value === false) continue;
    if (name.startsWith("on")) one.addEventListener(name.slice(2), value);
    else one.setAttribute(name, value === true ? "" : value);
  }
  one.append(...children.flat(2).filter((child) => child !== null && child !== undefined && child !== false));
  return one;
}

/** An HTML element; `on…` are listeners, null and false are left out. */
export function h(tag, attributes = {}, ...children) {
  return put(document.createElement(tag), attributes, children);
}

/** An SVG element. */
export function s(tag, attributes = {}, ...children) {
  return put(document.createElementNS(SVG, tag), attributes, children);
}

const ICONS = {
  play: "M8 5.5v13l11-6.5z",
  stop: "M7 7h10v10H7z",
  check: "M5 12.5l4.5 4.5L19 7.5",
  mic: "M12 4a3 3 0 0 1 3 3v5a3 3 0 0 1-6 0V7a3 3 0 0 1 3-3zM6 11.5a6 6 0 0 0 12 0M12 17.5V21",
  again: "M5 12a7 7 0 1 0 2.2-5.1M5 4.5v4h4",
  voice: "M5 10v4h3l4 3.5v-11L8 10zM15.5 9a4 4 0 0 1 0 6M18 6.5a8 8 0 0 1 0 11",
  arrow: "M5 12h13M13 6.5l5.5 5.5-5.5 5.5",
  people: "M4 19c0-3.3 2.2-5 5-5s5 1.7 5 5M9 11a3 3 0 1 0 0-6 3 3 0 0 0 0 6zM15.5 13.6c2.6.1 4.5 1.8 4.5 4.9M15 5.3a3 3 0 0 1 0 5.4",
  list: "M5 7h14M5 12h14M5 17h9",
  one: "M12 20.5a8.5 8.5 0 1 0 0-17 8.5 8.5 0 0 0 0 17zM9.8 9.6a2.3 2.3 0 1 1 3.3 2.1c-.8.4-1.1.9-1.1 1.8M12 16.6v.1",
  topic: "M4.5 5h6v6h-6zM13.5 5h6v6h-6zM4.5 14h6v5h-6zM13.5 14h6v5h-6z",
  plus: "M12 5.5v13M5.5 12h13",
  back: "M19 12H6M11 6.5L5.5 12l5.5 5.5",
  down: "M12 4.5v10M7.5 10.5L12 15l4.5-4.5M5 19h14",
  copy: "M9 9h10v10H9zM5 15V5h10",
  trash: "M5 7.5h14M9.5 7V5h5v2M7 7.5l.8 11.5h8.4L17 7.5",
  file: "M7 4h7l4 4v12H7zM13.5 4v4.5H18",
  warn: "M12 4.5l8.5 15h-17zM12 10v4.5M12 17v.1",
};
const SOLID = new Set(["play", "stop"]);

/** A picture that says nothing its text does not say. */
export function icon(name) {
  return s("svg", {class: `icon${SOLID.has(name) ? " solid" : ""}`, viewBox: "0 0 24 24",
    "aria-hidden": "true"}, s("path", {d: ICONS[name]}));
}

/** A button; `key` is the key that does the same. */
export function button(text, does, {kind = "", key = "", picture = "", ...more} = {}) {
  return h("button", {type: "button", class: `button ${kind}`.trim(), onclick: does,
    "aria-keyshortcuts": key || undefined, ...more},
  picture && icon(picture), h("span", {}, text), key && h("kbd", {"aria-hidden": "true"}, key));
}

/** A disclosure. */
export function disclosure(summary, ...content) {
  return h("details", {class: "disclosure"}, h("summary", {}, summary),
    h("div", {class: "inside"}, ...content));
}

/** A select with its label; `bare` where something above says it already to those who see. */
export function choice(label, options, {value, changed, bare, ...more} = {}) {
  const select = h("select", {onchange: () => changed?.(select.value), ...more},
    options.map(([id, text]) => h("option", {value: id}, text)));
  if (value !== undefined) select.value = value;
  return Object.assign(h("label", {class: "field"}, h("span", {class: bare ? "hidden" : "label"}, label), select),
    {select});
}

/** Radio buttons that look like cards, or like one switch. */
export function radios(legend, name, options, value, changed, kind) {
  return h("fieldset", {class: kind}, h("legend", {class: "label"}, legend),
    h("div", {class: "options"}, options.map(([id, text, note, picture]) => {
      const input = h("input", {type: "radio", name, value: id, onchange: () => changed(id)});
      input.checked = id === value;
      return h("label", {lang: name === "language" && tag(id)}, input, picture && icon(picture),
        h("span", {class: "name"}, text), note && h("span", {class: "note-of"}, note));
    })));
}

const REST_MS = 34;   // between two drawings: some twenty a second, a third of what a screen takes

/** Draw while something moves, until what is returned is called. */
export function moving(draw) {
  let frame = 0, timer = 0;
  const next = (now) => {
    timer = setTimeout(() => { frame = requestAnimationFrame(next); }, REST_MS);
    draw(now);
  };
  frame = requestAnimationFrame(next);
  return () => {
    cancelAnimationFrame(frame);
    clearTimeout(timer);
  };
}
