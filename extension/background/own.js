// Answers what the popup, the options and the first run ask.
import { checkDraft } from "./checks.js";
import { ask, unpair } from "./companion.js";
import { drain, waiting } from "./journal.js";
import { change, get } from "./keep.js";
import { pairByCode, pairNatively } from "./pairing.js";
import { allSites } from "./sites.js";

/** @type {{ [T in FromPages["type"]]: (message: any) => unknown }} */
const CALLS = {
  status: tellStatus,
  pair,
  week: openWeek,
  pause: pauseCounting,
  sample: ({ text }) => checkDraft({ text, revision: 1, surface: "post", media: [] }, "x", "professional"),
  erase: eraseEverything,
};

/**
 * @param {any} message
 * @returns {Promise<unknown>} null for what is not a question
 */
export async function answerOwn(message) {
  const type = /** @type {FromPages["type"]} */ (message?.type);
  return Object.hasOwn(CALLS, type) ? CALLS[type](message) : null;
}

/** Sends what waits and asks for news first: somebody is looking. @returns {Promise<Status>} */
async function tellStatus() {
  await drain(Date.now(), { hurry: true });
  return { waiting: await waiting(), sites: await allSites() };
}

/**
 * @param {PairMessage} message
 * @returns {Promise<PairAnswer>}
 */
async function pair({ code, port }) {
  const { port: known } = await get("connection");
  const answer = code ? await pairByCode(code, port ?? known) : await pairNatively();
  if (answer.paired) await drain(Date.now(), { hurry: true });
  return answer;
}

/**
 * Opens the week in a logged-in tab. The ticket is in the fragment: in no log and in no Referer.
 * @returns {Promise<{ opened: boolean, why?: NotCheckedWhy }>}
 */
async function openWeek() {
  const answer = await ask("POST", "/api/v1/tickets", {});
  if (!answer.ok) return { opened: false, why: answer.why };
  const { port } = await get("connection");
  const ticket = encodeURIComponent(answer.body.ticket);
  await chrome.tabs.create({ url: `http://forethought.localhost:${port}/login#${ticket}` });
  return { opened: true };
}

/** @param {PauseMessage} message `until` in epoch ms; 0 ends the pause */
async function pauseCounting({ until }) {
  await change("pause", (pause) => ({ ...pause, until }));
  const answer = await ask("POST", "/api/v1/pauses", { until });
  return { heard: answer.ok };
}

/** Forgets everything that this extension keeps in this browser; what the companion holds is erased on its own page. */
async function eraseEverything() {
  await navigator.locks.request("drain", async () => {
    await unpair();
    await Promise.all([chrome.storage.local.clear(), chrome.storage.session.clear(), chrome.alarms.clearAll()]);
    await chrome.scripting.unregisterContentScripts();
  });
  const { origins = [] } = await chrome.permissions.getAll();
  const asked = new Set(chrome.runtime.getManifest().host_permissions ?? []);
  const added = origins.filter((origin) => !asked.has(origin));
  if (added.length) await chrome.permissions.remove({ origins: added });
  return { erased: true };
}
