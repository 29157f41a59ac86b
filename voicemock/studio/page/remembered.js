/* What was chosen the last time, kept in this browser. */

const CHOSEN = "voicemock.chosen";
const OURS = "voicemock.";

export function remembered() {
  try { return JSON.parse(localStorage.getItem(CHOSEN)) ?? {}; } catch { return {}; }
}

/** Keep these beside what is kept already; one that is undefined is dropped. */
export function remember(chosen) {
  localStorage.setItem(CHOSEN, JSON.stringify({...remembered(), ...chosen}));
}

/** The language of the interview that is looked at: the last one, else as set. */
export function languageOf(app) { return remembered().language ?? app.start.language; }

/** A form's fields. */
export function fields(name) {
  try { return JSON.parse(localStorage.getItem(OURS + name)) ?? {}; } catch { return {}; }
}

export function keepFields(name, values) {
  localStorage.setItem(OURS + name, JSON.stringify(values));
}

/** Nothing of the person stays in the browser either. */
export function forgetAll() {
  for (const name of Object.keys(localStorage)) {
    if (name.startsWith(OURS)) localStorage.removeItem(name);
  }
}
