// Loads a content script the way a page does: as a plain script that adds one name.
import { readFileSync } from "node:fs";
import { runInNewContext } from "node:vm";

/**
 * @param {string} file under extension/content
 * @param {string} name the one name it adds
 * @param {object} [around] what it finds in its page
 */
export function loadPlain(file, name, around = {}) {
  const source = readFileSync(new URL(`../../../extension/content/${file}`, import.meta.url), "utf8");
  return runInNewContext(`${source};${name}`, { ...around });
}

/** Copies what a script of another realm made, so that it can be compared. @param {unknown} value */
export const plain = (value) => JSON.parse(JSON.stringify(value));
