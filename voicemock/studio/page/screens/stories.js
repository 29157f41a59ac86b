/* The person's own stories: listed, written, changed, deleted. */

import {button, h, icon, radios} from "../dom.js";
import {languageOf} from "../remembered.js";
import {t, tag} from "../words.js";
import {confirmed} from "./notices.js";
import {ask, done, empty, field, linkButton, loaded, page} from "./parts.js";

const PARTS = ["situation", "task", "action", "result"];
const MOST_TITLE = 200, MOST_PART = 5000, MOST_TAGS = 500;

function card(story) {
  const missing = PARTS.filter((name) => !story[name]);
  return h("li", {}, h("a", {class: "answer-link", href: `#/stories/${encodeURIComponent(story.id)}`},
    h("span", {class: "what", lang: tag(story.language)}, h("b", {}, story.title),
      story.result && h("small", {}, `→ ${story.result}`),
      h("small", {lang: document.documentElement.lang},
        missing.length > 0 && h("span", {class: "mind"},
          t("story_missing", {parts: missing.map((name) => t(`story_${name}`)).join(t("comma"))})),
        story.tags.length > 0 && h("span", {}, story.tags.map((one) => `#${one}`).join(" ")))),
    icon("arrow")));
}

export function stories(app) {
  const write = (kind) => linkButton(t("story_new"), "#/stories/new", {kind, picture: "plus"});
  function filled({stories: found, damaged}) {
    const notes = damaged.map((line) => h("p", {class: "note"}, icon("warn"), h("span", {}, line)));
    if (!found.length) {
      return [...notes, h("ol", {class: "first"}, [1, 2, 3].map((at) => h("li", {}, t(`story_why_${at}`)))),
        empty("", write("primary large"))];
    }
    return [...notes, h("div", {class: "actions"}, write("primary")),
      app.start.languages.map(({code, name}) => {
        const own = found.filter((one) => one.language === code);
        return own.length > 0 && h("section", {class: "group"}, h("h2", {lang: tag(code)}, name),
          h("ul", {class: "answers"}, own.map(card)));
      })];
  }
  return {
    title: t("stories_title"),
    node: page("stories-page", t("stories_title"), {note: t("stories_note")},
      loaded(h("div", {class: "content"}), () => ask("/api/stories"), filled)),
  };
}

export function story(app, id) {
  const fresh = id === "new";
  const screen = {title: t(fresh ? "story_new" : "story_edit")};
  const form = {};

  function filled(found) {
    const one = fresh ? {language: languageOf(app), tags: []} : found.stories.find((each) => each.id === id);
    if (!one) return empty(t("story_gone"), linkButton(t("stories_title"), "#/stories"));
    let language = one.language;
    const lines = (value) => Math.max(2, Math.min(8, Math.ceil((value ?? "").length / 50) + 1));
    form.title = field(t("story_title"), "title", {note: t("story_title_note"), maxlength: MOST_TITLE,
      value: one.title, required: true});
    for (const name of PARTS) {
      form[name] = field(t(`story_${name}`), name, {note: t(`story_${name}_note`), rows: lines(one[name]),
        maxlength: MOST_PART});
      form[name].input.value = one[name] ?? "";
    }
    form.tags = field(t("story_tags"), "tags", {note: t("story_tags_note"), maxlength: MOST_TAGS,
      value: one.tags.join(", ")});
    const told = h("p", {class: "note", role: "alert"});
    const values = () => ({language, ...Object.fromEntries(
      Object.entries(form).map(([name, {input}]) => [name, input.value]))});
    const before = JSON.stringify(values());
    screen.unsaved = () => JSON.stringify(values()) !== before;
    const written = (code) => { for (const {input} of Object.values(form)) input.lang = tag(code); };
    written(language);

    async function save(event) {
      event.preventDefault();
      told.textContent = "";
      if (!form.title.input.value.trim()) {
        told.textContent = t("story_untitled");
        form.title.input.focus();
        return;
      }
      const path = fresh ? "/api/stories" : `/api/stories/${encodeURIComponent(id)}`;
      if (!await done(app, () => ask(path, values()))) return;
      screen.unsaved = null;
      app.go("#/stories");
      app.announce(t("story_saved"));
    }

    async function remove() {
      if (!await confirmed(t("story_delete_title"), t("story_delete", {title: one.title}),
        t("delete"), t("cancel"))) return;
      if (!await done(app, () => ask(`/api/stories/${encodeURIComponent(id)}/remove`, {}))) return;
      screen.unsaved = null;
      app.go("#/stories");
    }

    return h("form", {class: "card form", onsubmit: save, novalidate: true},
      radios(t("story_language"), "language", app.start.languages.map(({code, name}) => [code, name]),
        language, (code) => { language = code; written(code); }, "switch"),
      form.title, ...PARTS.map((name) => form[name]), form.tags, told,
      h("div", {class: "actions"}, button(t("save"), undefined, {kind: "primary", type: "submit"}),
        linkButton(t("cancel"), "#/stories", {kind: "quiet"}),
        !fresh && button(t("story_delete_it"), remove, {kind: "quiet", picture: "trash"})));
  }
  screen.node = page("story-page", screen.title, {back: ["#/stories", t("stories_title")]},
    loaded(h("div", {class: "content"}), () => fresh ? Promise.resolve({}) : ask("/api/stories"), filled));
  return screen;
}
