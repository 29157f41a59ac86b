/* What the screens beside an interview are made of. */

import {ask} from "../connection.js";
import {button, h, icon, radios} from "../dom.js";
import {languageOf, remember} from "../remembered.js";
import {t, tag} from "../words.js";
import {trouble} from "./notices.js";

/** A screen: its heading, a line below it, and what it holds. */
export function page(name, title, {note, lang, back, ...more}, ...content) {
  return h("section", {class: `page ${name}`, ...more},
    h("header", {class: "asked"},
      back && h("a", {class: "back", href: back[0]}, icon("back"), h("span", {}, back[1])),
      h("h1", {lang: lang && tag(lang), dir: lang && "auto"}, title),
      note && h("p", {class: "quiet"}, note)), ...content);
}

/** What has to be asked for first; what went wrong is told in its place, and can be tried again. */
export function loaded(place, load, draw) {
  place.setAttribute("aria-busy", "true");
  load().then((found) => {
    place.removeAttribute("aria-busy");
    place.replaceChildren(...[draw(found)].flat(2).filter(Boolean));
  }, (error) => {
    place.removeAttribute("aria-busy");
    if (error.status === undefined) throw error;
    place.replaceChildren(h("p", {class: "note", role: "alert"}, icon("warn"),
      h("span", {}, error.message || t("gone_text"))),
    h("div", {class: "actions"}, button(t("try_again"), () => loaded(place, load, draw))));
  });
  return place;
}

/** The language of the interview, as everywhere; it is remembered. */
export function languages(app, changed) {
  return radios(t("interview_in"), "language", app.start.languages.map(({code, name}) => [code, name]),
    languageOf(app), (code) => { remember({language: code}); changed(code); }, "switch");
}

/** A text field with its label, and a line that says what belongs there. */
export function field(label, name, {note, rows, ...more} = {}) {
  const input = rows ? h("textarea", {name, rows, ...more}) : h("input", {type: "text", name, ...more});
  return Object.assign(h("label", {class: "field"}, h("span", {class: "label"}, label),
    note && h("span", {class: "note-of"}, note), input), {input});
}

/** A link that looks like a button. */
export function linkButton(text, href, {kind = "", picture = "", ...more} = {}) {
  return h("a", {class: `button ${kind}`.trim(), href, ...more}, picture && icon(picture),
    h("span", {}, text));
}

/** One to another page of this server. */
export function newTab(text, href, options = {}) {
  const link = linkButton(text, href, {target: "_blank", rel: "noopener", ...options});
  link.append(h("span", {class: "hidden"}, ` ${t("new_tab")}`));
  return link;
}

/** Where there is nothing yet: what will be here, and how to begin. */
export function empty(text, ...ways) {
  return h("div", {class: "empty"}, h("p", {}, text), h("div", {class: "actions"}, ways));
}

/** Do something that may be refused; the refusal is told. Whether it was done. */
export async function done(app, work) {
  try {
    await work();
    return true;
  } catch (error) {
    if (error.status === undefined) throw error;
    trouble(app, t("failed_title"), error.message || t("gone_text"), [[t("close"), () => app.focus()]]);
    return false;
  }
}

/** Hand over a file that was made here. */
export function hand(name, content, type) {
  const address = URL.createObjectURL(new Blob([content], {type}));
  h("a", {href: address, download: name}).click();
  setTimeout(() => URL.revokeObjectURL(address), 10_000);
}

/** Take a text file that is chosen or dropped, of some bytes at most. */
export function dropped(place, accept, most, take) {
  const read = async (file) => {
    if (!file) return;
    if (file.size > most) { take(null, file.name); return; }
    take(await file.text(), file.name);
  };
  const file = h("input", {type: "file", accept, class: "hidden", tabindex: -1, "aria-hidden": "true",
    onchange: () => { read(file.files[0]); file.value = ""; }});
  place.append(file);
  place.addEventListener("dragover", (event) => { event.preventDefault(); place.classList.add("over"); });
  place.addEventListener("dragleave", () => place.classList.remove("over"));
  place.addEventListener("drop", (event) => {
    event.preventDefault();
    place.classList.remove("over");
    read(event.dataTransfer.files[0]);
  });
  return () => file.click();
}

export {ask};
