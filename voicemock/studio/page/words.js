/* The page's words, in the language of the program, from the catalog. */

const found = JSON.parse(document.getElementById("words").textContent);

function fill(text, values) {
  return text.replace(/\{(\w+)\}/g, (whole, name) => name in values ? values[name] : whole);
}

/** A message with its values filled in. */
export function t(name, values = {}) {
  return fill(found[name] ?? name, values);
}

/** A message that has a form for one and a form for many. */
export function many(name, count, values = {}) {
  return fill(found[name][count === 1 ? 0 : 1], {count, ...values});
}

/** What is said in the interview's language, whatever the program's is. */
export function spoken(name, language) {
  return found[name][language] ?? found[name].en;
}

/** Seconds as minutes and whole seconds. */
export function clock(seconds) {
  const whole = Math.max(0, Math.floor(seconds));
  return `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, "0")}`;
}

/** A value of HTML's lang. */
export const tag = (language) => language === "zh" ? "zh-Hans" : language;
