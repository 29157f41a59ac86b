/* The studio begins. */

import {App} from "./app.js";
import {ask} from "./connection.js";
import {trouble} from "./screens/notices.js";
import {t} from "./words.js";

const app = new App();

async function begin() {
  try {
    await app.begin(await ask("/api/start"));
  } catch (error) {
    trouble(app, t(error.status === 403 ? "stranger_title" : "gone_title"),
      error.message || t(error.status === 403 ? "stranger_text" : "gone_text"),
      [[t("try_again"), begin]]);
  }
}

begin();
