// Answers what a content script asks, and nothing else: its site is read from the address the browser gives for it.
import { showDraftBadge } from "./badge.js";
import { checkDraft, personaFor } from "./checks.js";
import { ask } from "./companion.js";
import { isLookedAt, tellTab } from "./focus.js";
import { drain } from "./journal.js";
import { get } from "./keep.js";
import { allSites, siteOfSender } from "./sites.js";

/** @typedef {{ site: SiteEntry, isOn: boolean, tab: chrome.tabs.Tab, tabId: number }} Page */

/** @type {PageAnswer} */
const NOT_A_SITE = { on: false, site: "", name: "", added: false, messages: [], persona: "professional" };

/** @type {{ [T in FromContent["type"]]: (message: any, page: Page) => unknown }} */
const CALLS = {
  page: describe,
  check: ({ draft }, page) => check(draft, page),
  drain: () => drain(Date.now()),
  focus: (_message, { tab }) => isLookedAt(tab),
  badge: ({ warnings }, { tabId }) => showDraftBadge(tabId, warnings),
  quiet: quietRule,
  "close-tab": (_message, { tabId }) => chrome.tabs.remove(tabId),
  input: (_message, { tabId }) => tellTab(tabId, { type: "input" }),
};

/**
 * @param {any} message
 * @param {chrome.runtime.MessageSender} sender
 * @returns {Promise<unknown>} null for what is not a question
 */
export async function answerPage(message, sender) {
  const type = /** @type {FromContent["type"]} */ (message?.type);
  if (!Object.hasOwn(CALLS, type)) return null;
  const site = siteOfSender(await allSites(), sender);
  if (!site || sender.tab?.id === undefined) return type === "page" ? NOT_A_SITE : null;
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
  const persona = await personaFor(site.id);
  return {
    on: isOn,
    site: site.id,
    name: site.name,
    added: site.added ?? false,
    messages: site.messages ?? [],
    persona,
  };
}

/**
 * @param {DraftToCheck} draft
 * @param {Page} page
 * @returns {Promise<CheckAnswer>}
 */
async function check(draft, { site, isOn }) {
  if (!isOn) return { state: "not-checked", revision: draft.revision, why: "off" };
  return checkDraft(draft, site.id, await personaFor(site.id));
}

/**
 * @param {QuietMessage} message
 * @param {Page} page
 * @returns {Promise<QuietAnswer>}
 */
async function quietRule({ rule, everywhere, quiet }, { site }) {
  const answer = await ask("POST", "/api/v1/quiet", { rule, site: everywhere ? null : site.id, quiet });
  return answer.ok ? { done: true } : { done: false, code: answer.code || answer.why };
}
