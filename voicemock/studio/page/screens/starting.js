/* An interview begins, from whichever screen. */

import {ask} from "../connection.js";
import {t} from "../words.js";
import {resume, trouble} from "./notices.js";

/** Begin what is asked for, or follow what runs already; whether it runs now. */
export async function begun(app, body, path = "/api/interview") {
  try {
    await app.sound.wake();
    if (!app.sound.ready && !await app.openMicrophone()) return false;
    if (!await app.follow()) await ask(path, body);
    return true;
  } catch (error) {
    if (error.status === 409) resume(app);
    else if (error.status === undefined) throw error;
    else trouble(app, t("failed_title"), error.message || t("gone_text"), [[t("close"), () => {}]]);
    return false;
  }
}
