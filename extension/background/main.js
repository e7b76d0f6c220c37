// Wires the browser's events to what they start. Registered at the top level, so that an event wakes the worker.
import { showBadge } from "./badge.js";
import { answerOwn } from "./own.js";
import { answerPage, concernsPages } from "./page.js";
import { wakePages, watchFocus } from "./focus.js";
import { drain } from "./journal.js";
import { change, get } from "./keep.js";
import { pairNatively } from "./pairing.js";
import { addSites, registerAdded, removeSites } from "./sites.js";

/** Storage keys that the badge is made of. */
const ON_THE_BADGE = ["connection", "today", "server", "settings", "pause"];

chrome.runtime.onMessage.addListener((message, sender, answer) => {
  if (sender.id !== chrome.runtime.id) return false;
  const isOwnPage = sender.url?.startsWith(chrome.runtime.getURL("")) ?? false;
  const said = isOwnPage ? answerOwn(message) : answerPage(message, sender);
  void said.then(answer, () => answer(null));
  return true;
});

chrome.storage.local.onChanged.addListener((changes) => {
  if (ON_THE_BADGE.some((key) => key in changes)) void showBadge(Date.now());
  if ("pause" in changes) void setPauseAlarm();
  if (concernsPages(changes)) void wakePages();
  // Written by a page that may be gone by now.
  if (Object.entries(changes).some(([key, { newValue }]) => key.startsWith("o:") && newValue)) void drain(Date.now());
});

chrome.alarms.onAlarm.addListener(({ name }) => {
  if (name === "pause") void endPauses(Date.now());
  else void drain(Date.now());
});

chrome.permissions.onAdded.addListener(({ origins }) => void addSites(origins ?? []));
chrome.permissions.onRemoved.addListener(({ origins }) => void removeSites(origins ?? []));

chrome.runtime.onInstalled.addListener(({ reason }) => void welcome(reason));

watchFocus();
void start();

/** Each start of the worker: alarms may have vanished with the browser (notes on time, section 4). */
async function start() {
  await showBadge(Date.now());
  await setPauseAlarm();
  await drain(Date.now());
}

/** @param {string} reason */
async function welcome(reason) {
  await registerAdded();
  const connection = await get("connection");
  if (connection.state === "unknown" || connection.state === "unpaired") {
    await pairNatively();
    await drain(Date.now(), { hurry: true });
  }
  const settings = await get("settings");
  if (reason !== "install" || settings.welcomed) return;
  await change("settings", (known) => ({ ...known, welcomed: true }));
  await chrome.tabs.create({ url: chrome.runtime.getURL("pages/welcome.html") });
}

async function setPauseAlarm() {
  const { until, sites } = await get("pause");
  const ends = [until, ...Object.values(sites)].filter((end) => end > Date.now());
  if (ends.length) await chrome.alarms.create("pause", { when: Math.min(...ends) });
}

/** Takes ended pauses out of storage, which is what starts the pages again. @param {number} now epoch ms */
async function endPauses(now) {
  await change("pause", ({ until, sites }) => ({
    until: until > now ? until : 0,
    sites: Object.fromEntries(Object.entries(sites).filter(([, end]) => end > now)),
  }));
  await showBadge(now);
}
