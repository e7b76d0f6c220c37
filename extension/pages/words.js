// Puts the words of _locales into a page and builds its elements; no page sets HTML from text.

/** @param {string} key @param {...(string | number)} words */
export function say(key, ...words) {
  return chrome.i18n.getMessage(key.replaceAll("-", "_"), words.map(String));
}

/** Fills every element that names its words: data-say for its text, data-label for its accessible name. */
export function fillWords() {
  document.documentElement.lang =
    chrome.i18n.getUILanguage().split("-")[0] === "en" ? chrome.i18n.getUILanguage() : "en";
  for (const element of document.querySelectorAll("[data-say]"))
    element.textContent = say(attribute(element, "data-say"));
  for (const element of document.querySelectorAll("[data-label]"))
    element.setAttribute("aria-label", say(attribute(element, "data-label")));
}

/** @param {Element} element @param {string} name */
function attribute(element, name) {
  return element.getAttribute(name) ?? "";
}

/**
 * The element of this id; a page without it is broken and says so at once.
 * @template {HTMLElement} [T=HTMLElement]
 * @param {string} id
 * @returns {T}
 */
export function byId(id) {
  const found = document.getElementById(id);
  if (!found) throw new Error(`This page has no element #${id}.`);
  return /** @type {T} */ (found);
}

/**
 * @template {keyof HTMLElementTagNameMap} K
 * @param {K} tag
 * @param {string} className
 * @param {...(Node | string)} inside
 * @returns {HTMLElementTagNameMap[K]}
 */
export function make(tag, className, ...inside) {
  const element = document.createElement(tag);
  if (className) element.className = className;
  element.append(...inside);
  return element;
}

/** @param {number} ms @returns {string} "< 1 min", "7 min", from an hour on "1 h 05 min" */
export function inWords(ms) {
  const minutes = Math.floor(ms / 60_000);
  if (ms > 0 && minutes === 0) return say("under_a_minute");
  if (minutes < 60) return say("minutes", minutes);
  return say("hours_minutes", Math.floor(minutes / 60), `${minutes % 60}`.padStart(2, "0"));
}

/** @param {number} at epoch ms @returns {string} the time of day */
export function timeOfDay(at) {
  return new Date(at).toLocaleTimeString([], { hour: "2-digit", minute: "2-digit" });
}

/**
 * Asks the worker. Null when it was stopped in mid-answer.
 * @param {FromPages} message
 * @returns {Promise<any>}
 */
export async function askWorker(message) {
  return chrome.runtime.sendMessage(message).catch(() => null);
}
