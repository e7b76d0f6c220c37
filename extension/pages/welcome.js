// The introduction: three screens on what is read, what is kept and what never leaves, and one check of an invented draft.
import { askWorker, byId, fillWords, make, say } from "./words.js";

const screens = [.../** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll(".screen"))];
let at = 0;

/** @param {number} to @param {boolean} movesFocus so that a screen reader hears the new heading */
function turn(to, movesFocus) {
  at = to;
  for (const [index, screen] of screens.entries()) screen.hidden = index !== at;
  byId("back").hidden = at === 0;
  byId("next").textContent = say(at === screens.length - 1 ? "welcome_done" : "welcome_next");
  byId("step").textContent = say("welcome_step", at + 1, screens.length);
  if (movesFocus) screens[at]?.querySelector("h2")?.focus();
}

async function next() {
  if (at < screens.length - 1) return turn(at + 1, true);
  const tab = await chrome.tabs.getCurrent();
  if (tab?.id !== undefined) await chrome.tabs.remove(tab.id);
}

async function checkSample() {
  const draft = /** @type {HTMLTextAreaElement} */ (byId("draft")).value;
  /** @type {Checked<Finding> | NotChecked | null} */
  const answer = await askWorker({ type: "sample", text: draft });
  const place = byId("answer");
  if (answer?.state !== "checked") place.replaceChildren(make("p", "note", say("welcome_sample_not_checked")));
  else if (!answer.findings.length) place.replaceChildren(make("p", "", say("welcome_sample_ok")));
  else place.replaceChildren(...answer.findings.slice(0, 3).map((finding) => describe(finding, draft)));
}

/** @param {Finding} finding @param {string} draft */
function describe({ level, title, message, suggestion, start, end }, draft) {
  const words = make("p", "", make("q", "", draft.slice(start, end)));
  const parts = [make("b", "", title), words, make("p", "", message), make("p", "soft", suggestion)];
  return make("div", `finding ${level}`, ...parts);
}

fillWords();
document.title = say("welcome_title");
/** @type {HTMLTextAreaElement} */ (byId("draft")).value = say("welcome_sample_draft");
byId("next").addEventListener("click", () => void next());
byId("back").addEventListener("click", () => turn(at - 1, true));
byId("sample").addEventListener("submit", (event) => {
  event.preventDefault();
  void checkSample();
});
turn(0, false);
document.documentElement.dataset.ready = "yes";
