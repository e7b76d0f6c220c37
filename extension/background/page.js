// Answers what a content script asks, and nothing else: its site is read from the address the browser gives for it.
import { showDraftBadge } from "./badge.js";
import { checkForPage, personaFor } from "./checks.js";
import { ask } from "./companion.js";
import { isLookedAt, tellTab } from "./focus.js";
import { drain } from "./journal.js";
import { change, get } from "./keep.js";
import { answer, choose, speak, visit } from "./say.js";
import { adaptersFor, allSites, siteOfSender } from "./sites.js";

/** @typedef {{ site: SiteEntry, isOn: boolean, tab: chrome.tabs.Tab, tabId: number }} Page */

/** @type {PageAnswer} */
const OFF = { on: false };
/** What a page hears that is of no site of ours. @type {Record<string, unknown>} */
const NOT_OURS = { page: OFF, on: false };

/** @type {{ [T in FromContent["type"]]: (message: any, page: Page) => unknown }} */
const CALLS = {
  page: describe,
  on: (_message, { isOn }) => isOn,
  check: ({ draft }, page) => check(draft, page),
  drain: () => drain(Date.now()),
  focus: (_message, { tab }) => isLookedAt(tab),
  badge: ({ warnings }, { tabId }) => showDraftBadge(tabId, warnings),
  quiet: quietRule,
  "close-tab": (_message, { tabId }) => chrome.tabs.remove(tabId),
  input: (_message, { tabId }) => tellTab(tabId, { type: "input" }),
  place: ({ counter }) => change("settings", (settings) => ({ ...settings, counter })),
  speak: (_message, { site }) => speak(site, Date.now()),
  choose: ({ kind }, { site }) => choose(kind, site, Date.now()),
  visit: ({ busy }, { site }) => visit(site, busy, Date.now()),
  purpose: ({ chosen }, { site }) => answer(chosen, site, Date.now()),
};

/** What starts a page anew when it changes; where the counter stands does not. @type {Record<string, (value: any) => unknown>} */
const WISHES = {
  pause: ({ sites }) => sites,
  settings: ({ enabled, sites_off, personas, keys }) => [enabled, sites_off, personas, keys],
  server: ({ settings }) => [
    settings?.sites_off,
    settings?.persona,
    settings?.persona_by_site,
    settings?.count_messages,
  ],
};

/** @param {Record<string, chrome.storage.StorageChange>} changes @returns {boolean} whether pages must ask anew who they are */
export function concernsPages(changes) {
  return Object.entries(WISHES).some(([key, wish]) => {
    const { oldValue, newValue } = changes[key] ?? {};
    return JSON.stringify(wish(oldValue ?? {})) !== JSON.stringify(wish(newValue ?? {}));
  });
}

/**
 * @param {any} message
 * @param {chrome.runtime.MessageSender} sender
 * @returns {Promise<unknown>} null for what is not a question
 */
export async function answerPage(message, sender) {
  const type = /** @type {FromContent["type"]} */ (message?.type);
  if (!Object.hasOwn(CALLS, type)) return null;
  const site = siteOfSender(await allSites(), sender);
  if (!site || sender.tab?.id === undefined) return NOT_OURS[type] ?? null;
  return CALLS[type](message, { site, isOn: await isOn(site.id), tab: sender.tab, tabId: sender.tab.id });
}

/** @param {string} site whether the person wants us on this site now */
async function isOn(site) {
  const [settings, server, pause] = await Promise.all([get("settings"), get("server"), get("pause")]);
  const off = [...settings.sites_off, ...(server?.settings.sites_off ?? [])];
  return settings.enabled && !off.includes(site) && !((pause.sites[site] ?? 0) > Date.now());
}

/**
 * @param {unknown} _message
 * @param {Page} page
 * @returns {Promise<PageAnswer>}
 */
async function describe(_message, { site, isOn }) {
  if (!isOn) return OFF;
  const [persona, settings, server, finder, style, marks] = await Promise.all([
    personaFor(site.id),
    get("settings"),
    get("server"),
    adaptersFor(site),
    // A page's script gets them as text: no address of ours may be seen in a page.
    ownFile("content/parts.css"),
    ownFile("content/marks.css"),
  ]);
  const uncounted = server?.settings.count_messages === false ? (site.messages ?? []) : [];
  return { on: true, site: site.id, uncounted, persona, chords: chordsOf(settings.keys), finder, style, marks };
}

/**
 * @param {Settings["keys"]} keys "Alt+Shift+F", as the person set it
 * @returns {PageSettings["chords"]} by what an event says: what is held, then the key's place on the keyboard or its letter
 */
function chordsOf(keys) {
  /** @type {PageSettings["chords"]} */
  const chords = {};
  for (const [way, chord] of /** @type {[keyof Settings["keys"], string][]} */ (Object.entries(keys))) {
    const parts = chord.split("+");
    const key = parts.pop() ?? "";
    const held = ["Ctrl", "Alt", "Shift", "Meta"].map((name) => parts.includes(name));
    for (const each of [key, `Key${key.toUpperCase()}`, `Digit${key}`, key.toLowerCase()])
      chords[`${[...held, each]}`] = way;
  }
  return chords;
}

/** @param {string} path */
async function ownFile(path) {
  return (await fetch(chrome.runtime.getURL(path))).text();
}

/**
 * @param {DraftToCheck} draft
 * @param {Page} page
 * @returns {Promise<CheckAnswer>}
 */
async function check(draft, { site, isOn }) {
  if (!isOn) return { state: "not-checked", revision: draft.revision, why: "off" };
  return checkForPage(draft, site.id, await personaFor(site.id));
}

/**
 * @param {QuietMessage} message
 * @param {Page} page
 * @returns {Promise<QuietAnswer>}
 */
async function quietRule({ rule, quiet }, { site }) {
  const answer = await ask("POST", "/api/v1/quiet", { rule, site: site.id, quiet });
  return answer.ok ? { done: true } : { done: false, code: answer.code || answer.why };
}
