/* Settings, as the config file has them; and everything of mine. */

import {button, choice, disclosure, h} from "../dom.js";
import {forgetAll, remember} from "../remembered.js";
import {many, t} from "../words.js";
import {confirmed} from "./notices.js";
import {ask, done, field, linkButton, loaded, page} from "./parts.js";

const RATES = [110, 135, 160, 185];
const TARGETS = ["120-150", "natural", "mine"];
const SYSTEM = "system";

export function settings(app) {
  const told = h("p", {class: "saved", role: "status"});

  /* Each choice is kept at once; what is refused goes back to what it was. */
  async function save(changes, back) {
    told.textContent = "";
    let found = null;
    if (!await done(app, async () => { found = await ask("/api/settings", changes); })) { back?.(); return null; }
    told.textContent = t("settings_saved");
    return found;
  }

  function pick(label, options, value, changed, note) {
    const one = choice(label, options, {value, changed: async (now) => {
      if (await changed(now, () => { one.select.value = value; }) !== null) value = now;
    }});
    if (note) one.select.before(h("span", {class: "note-of"}, note));
    return one;
  }

  function filled({values, voices, engines, paces, file, kept_in: kept, answers, stories}) {
    const named = app.start.languages.map(({code, name}) => [code, name]);
    const ui = pick(t("set_ui"), named, values.ui, async (now, back) => {
      const found = await save({ui: now}, back);
      if (found) location.reload();
      return found;
    });
    const lang = pick(t("set_lang"), [["", t("set_lang_none")], ...named], values.lang ?? "", (now, back) => {
      remember({language: now || undefined});
      return save({lang: now || null}, back);
    });
    const follow = pick(t("set_follow"), [["", t("set_follow_yes")], ["no", t("set_follow_no")]],
      values.follow_ups === false ? "no" : "", (now, back) => {
        remember({follow_ups: undefined});
        return save({follow_ups: now ? false : null}, back);
      });
    return [
      h("section", {class: "card form"}, h("h2", {}, t("set_general")), ui, lang, follow, target(values, paces)),
      h("section", {class: "card form"}, h("h2", {}, t("set_voice")), voiceOf(voices, values)),
      disclosure(t("set_recognizer"), h("div", {class: "form"}, recognizer(values, engines))),
      disclosure(t("set_coach"), h("div", {class: "form"}, coach(values))),
      h("p", {class: "quiet small"}, t("set_file", {file})),
      mine(app, kept, answers, stories),
    ];
  }

  function target(values, paces) {
    const own = !TARGETS.includes(values.target);
    const between = field(t("set_target_own"), "target", {note: t("set_target_own_note"), maxlength: 20,
      value: own ? values.target : "", placeholder: "130-160"});
    between.hidden = !own;
    between.input.addEventListener("change", () => save({target: between.input.value}));
    const enough = Object.values(paces).some((count) => count >= 3);
    const options = [["120-150", t("target_usual")], ["natural", t("target_natural")],
      ["mine", t(enough ? "target_mine" : "target_mine_later")], ["", t("target_other")]];
    const one = pick(t("set_target"), options, own ? "" : values.target, (now, back) => {
      between.hidden = Boolean(now);
      if (now) return save({target: now}, back);
      between.input.focus();
      return true;
    }, t("set_target_note"));
    return [one, between];
  }

  function voiceOf(voices, values) {
    const neural = (code) => voices[code].filter((one) => one.engine === "kokoro");
    const chosen = {};
    const theirs = values.voice !== null && !app.start.languages.some(({code}) =>
      neural(code).some((one) => one.default));
    const send = (back) => save({voice: Object.values(chosen).join(",")}, back);
    const picks = app.start.languages.filter(({code}) => neural(code).length).map(({code, name}) => {
      chosen[code] = (neural(code).find((one) => one.default) ?? neural(code)[0]).name;
      return pick(t("set_voice_in", {language: name}), neural(code).map((one) => [one.name, one.name]), chosen[code],
        (now, back) => {
          const before = chosen[code];
          chosen[code] = now;
          return send(() => { chosen[code] = before; back(); });
        });
    });
    const place = h("div", {class: "form"}, picks);
    place.hidden = theirs;
    const box = h("input", {type: "checkbox", onchange: () => {
      place.hidden = box.checked;
      const back = () => { box.checked = !box.checked; place.hidden = box.checked; };
      if (box.checked) save({voice: SYSTEM}, back); else send(back);
    }});
    box.checked = theirs;
    const rates = RATES.includes(values.rate_wpm) ? RATES : [...RATES, values.rate_wpm].sort((a, b) => a - b);
    return [place, picks.length > 0 && h("label", {class: "check"}, box, h("span", {}, t("set_system"))),
      pick(t("set_rate"), rates.map((rate) => [String(rate), t(`rate_${RATES.includes(rate) ? rate : "own"}`, {rate})]),
        String(values.rate_wpm), (now, back) => save({rate_wpm: Number(now)}, back))];
  }

  function recognizer(values, engines) {
    const model = field(t("set_model"), "model", {note: t("set_model_note"), maxlength: 500, value: values.model ?? ""});
    model.input.addEventListener("change", () => save({model: model.input.value}));
    return [h("p", {class: "quiet"}, t("set_recognizer_note")),
      engines.length > 1 && pick(t("set_engine"), engines.map((name) => [name, name]), values.engine,
        (now, back) => save({engine: now}, back)), model];
  }

  function coach(values) {
    const kept = {coach: values.coach ?? "", coach_model: values.coach_model ?? ""};
    const one = (name, label, note) => {
      const text = field(t(label), name, {note: t(note), maxlength: 200, value: kept[name]});
      text.input.addEventListener("change", async () => {
        const saved = await save({[name]: text.input.value}, () => { text.input.value = kept[name]; });
        if (saved) kept[name] = saved.values[name] ?? "";
      });
      return text;
    };
    return [h("p", {class: "quiet"}, t("set_coach_note")), one("coach", "set_coach_url", "set_coach_url_note"),
      one("coach_model", "set_coach_model", "set_coach_model_note")];
  }

  return {
    title: t("settings_title"),
    node: page("settings", t("settings_title"), {note: t("settings_note")},
      loaded(h("div", {class: "content"}), () => ask("/api/settings"), filled), told),
  };
}

/* Where it is kept, all of it as one file, or gone. */
function mine(app, kept, answers, stories) {
  const all = many("answers_count", answers) + t("comma") + many("stories_count", stories);
  async function remove() {
    const text = `${t("remove_all_text", {all, folder: kept})} ${t("remove_all_stays")}`;
    if (!await confirmed(t("remove_all_title"), text, t("remove_all_yes"), t("cancel"))) return;
    if (!await done(app, () => ask("/api/everything/remove", {}))) return;
    forgetAll();
    app.go("#/");
    app.announce(t("removed_all"));
  }
  const some = answers + stories > 0;
  return h("section", {class: "card form mine"}, h("h2", {}, t("mine_title")), h("p", {}, t("kept_in", {folder: kept})),
    h("p", {class: "quiet"}, t("mine_now", {all})),
    h("div", {class: "actions"},
      linkButton(t("export"), "/api/everything.zip", {picture: "down", download: true}),
      some && button(t("remove_all"), remove, {kind: "quiet", picture: "trash"})),
    h("p", {class: "quiet small"}, t("export_note")));
}
