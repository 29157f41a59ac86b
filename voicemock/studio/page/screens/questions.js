/* What may be asked: searched, looked at with tips and a model answer, practised; packs of one's own. */

import {button, choice, disclosure, h, icon} from "../dom.js";
import {languageOf} from "../remembered.js";
import {many, t, tag} from "../words.js";
import {confirmed} from "./notices.js";
import {ask, done, languages, loaded, page} from "./parts.js";
import {ownPack} from "./packs.js";
import {rowOf} from "./rows.js";
import {begun} from "./starting.js";

const LONG = 60;               // characters: what is longer is set smaller
const REST_MS = 250;           // behind the last letter typed, until it is searched

let own = "";                  // the name of the pack of the person's own that is looked at

const query = (language) => own ? `pack=${encodeURIComponent(own)}` : `language=${language}`;

export function questions(app) {
  let language = languageOf(app);
  let timer = 0, asked = 0, category = "";
  const list = h("div", {class: "days"});
  const count = h("p", {class: "quiet small", role: "status"});
  const topics = h("div", {});
  const which = h("div", {class: "which"});
  const search = h("input", {type: "search", class: "search", "aria-label": t("search_questions"),
    placeholder: t("search_questions"), oninput: () => {
      clearTimeout(timer);
      timer = setTimeout(find, REST_MS);
    }});

  async function find() {
    const number = ++asked;
    const words = new URLSearchParams({search: search.value.trim(), category});
    const found = await ask(`/api/questions?${query(language)}&${words}`);
    if (number === asked) draw(found);
    return found;
  }

  function draw(found) {
    const groups = found.categories.map(({id, name}) => {
      const some = found.questions.filter((one) => one.category === id);
      return some.length > 0 && h("section", {}, h("h2", {}, name), h("ul", {class: "answers"},
        some.map((one) => line(one, found.language))));
    });
    list.replaceChildren(...groups.filter(Boolean));
    if (!found.questions.length) list.append(h("p", {class: "quiet"}, t("none_found")));
    count.textContent = many("questions_count", found.questions.length);
  }

  function line(one, code) {
    const place = own ? encodeURIComponent(`of-${own}`) : code;
    return h("li", {}, h("a", {class: "answer-link", href: `#/questions/${place}/${encodeURIComponent(one.id)}`},
      h("span", {class: "what"}, h("b", {lang: tag(code), dir: "auto"}, one.text),
        one.needs.length > 0 && h("small", {}, t(`needs_${one.needs[0]}`))), icon("arrow")));
  }

  function filled(found) {
    topics.replaceChildren(choice(t("all_topics"), [["", t("all_topics")],
      ...found.categories.map(({id, name}) => [id, name])],
    {bare: true, value: category, changed: (id) => { category = id; find(); }}));
    which.replaceChildren(...own
      ? [h("p", {}, h("b", {}, found.title), " ", h("span", {class: "quiet"}, many("questions_count", found.count))),
        button(t("pack_practise"), (event) => practise(app, event.currentTarget,
          {what: "whole", pack: own, language: found.language, aloud: true}), {kind: "primary", picture: "mic"}),
        button(t("pack_back"), () => look(""), {kind: "quiet"}), remove(own, found.title)]
      : [languages(app, (code) => { language = code; category = ""; reload(); }),
        ...found.packs.map(({name, title, damage}) => damage
          ? h("p", {class: "note"}, icon("warn"), h("span", {}, damage), remove(name, title))
          : button(t("pack_show", {title}), () => look(name), {kind: "soft", picture: "file"}))]);
    draw(found);
    return [which, h("div", {class: "filters"}, search, topics), count, list];
  }

  function look(name) {
    own = name;
    app.go("#/questions");
  }

  function remove(name, title) {
    return button(t("pack_delete"), async () => {
      const text = t("pack_delete_text", {title});
      if (!await confirmed(t("pack_delete_title"), text, t("delete"), t("cancel"))) return;
      if (await done(app, () => ask("/api/pack/remove", {name}))) look("");
    }, {kind: "quiet", picture: "trash"});
  }

  const content = h("div", {class: "content"});
  const reload = () => loaded(content, async () => {
    try {
      return await ask(`/api/questions?${query(language)}&${new URLSearchParams({search: search.value.trim(), category})}`);
    } catch (error) {
      if (!own || error.status !== 404) throw error;
      own = "";  // it was removed elsewhere
      return ask(`/api/questions?${query(language)}`);
    }
  }, filled);
  reload();
  return {
    title: t("questions_title"),
    close: () => clearTimeout(timer),
    node: page("questions-page", t("questions_title"), {note: t("questions_note")},
      disclosure(t("pack_title"), ownPack(app, look)), content),
  };
}

async function practise(app, press, body) {
  press.disabled = true;
  if (!await begun(app, body)) press.disabled = false;
}

function cues(title, list) {
  return list.length > 0 && disclosure(title, h("ul", {class: "cues"}, list.map((one) =>
    h("li", {}, h("span", {class: "quiet small"}, one.when), h("p", {}, one.text)))));
}

export function question(app, place, id) {
  const name = place.startsWith("of-") ? place.slice(3) : undefined;
  const pack = name ? `pack=${encodeURIComponent(name)}` : `language=${place}`;
  const heading = h("h1", {}, t("a_question"));

  function filled(one) {
    const lang = tag(one.language);
    heading.textContent = one.text;
    Object.assign(heading, {lang, dir: "auto"});
    heading.classList.toggle("long", one.text.length > LONG);
    document.title = `${one.text} · voicemock`;
    const seconds = Math.round(one.limit_s);
    const facts = [one.category_name, one.framework, t("speak_for", {seconds})].filter(Boolean);
    const words = one.needs.length > 0;
    const body = {what: "question", question: one.id, language: one.language,
      aloud: true, pack: name};
    const in_ = (...content) => h("div", {lang, dir: "auto"}, ...content);
    return [
      h("p", {class: "quiet"}, facts.join(" · ")),
      words ? h("p", {class: "note"}, icon("warn"), h("span", {}, t(`needs_${one.needs[0]}_long`)))
        : h("div", {class: "actions"}, button(t("practise_question"),
          (event) => practise(app, event.currentTarget, body), {kind: "primary large", picture: "mic"})),
      one.stories.length > 0 && h("section", {class: "stories"}, one.stories.map((story) =>
        h("p", {}, t("your_story", {title: ""}), h("a", {href: `#/stories/${encodeURIComponent(story.id)}`, lang},
          story.title), story.result && h("span", {lang}, ` → ${story.result}`)))),
      one.listens_for && h("section", {class: "group"}, h("h2", {}, t("listens_for")), in_(h("p", {}, one.listens_for))),
      one.tips.length > 0 && h("section", {class: "group"}, h("h2", {}, t("tips")),
        in_(h("ul", {class: "tips"}, one.tips.map((tip) => h("li", {}, icon("check"), h("span", {}, tip)))))),
      h("div", {class: "disclosures"},
        one.example && disclosure(t("example"), in_(one.example.split(/\n+/).map((line) => h("p", {}, line))),
          one.why_it_works && [h("h3", {}, t("why_it_works")), in_(h("p", {}, one.why_it_works))]),
        cues(t("may_follow"), one.follow_ups),
        one.turns.map((lines, at) => cues(t("turn", {number: at + 2}), lines)),
        one.terms.length > 0 && disclosure(t("terms"), in_(h("p", {}, one.terms.join(" · "))))),
      one.answers.length > 0 && h("section", {class: "group"}, h("h2", {}, t("your_answers")),
        h("ul", {class: "answers"}, one.answers.map((each) => h("li", {}, rowOf(each, each.when, true))))),
    ];
  }

  const node = page("question-page", "", {back: ["#/questions", t("questions_title")]},
    loaded(h("div", {class: "content"}), () => ask(`/api/questions/${encodeURIComponent(id)}?${pack}`), filled));
  node.querySelector("h1").replaceWith(heading);
  return {title: t("a_question"), node};
}
