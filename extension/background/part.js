// Describes what a page's script shall draw (content/layer.js), as data that can be sent.

/** @param {string} key @param {...(string | number)} words */
export const say = (key, ...words) => chrome.i18n.getMessage(key, words.map(String));

/**
 * @param {string} is a tag and its classes: "p.why"
 * @param {Part["has"]} has words or parts inside; null is left out
 * @param {Part["props"]} [props]
 * @returns {Part}
 */
export const part = (is, has, props) => ({ is, has, ...(props && { props }) });

/**
 * @template T
 * @param {string} text
 * @param {T} tells what a press of it means to whoever draws it
 * @param {string} [classes] ".skip"
 * @param {string} [label] what it is called, where its text does not say it
 * @returns {Part}
 */
export const button = (text, tells, classes = "", label) => ({
  is: `button${classes}`,
  has: text,
  props: { type: "button", ...(label && { ariaLabel: label, title: label }) },
  tells,
});
