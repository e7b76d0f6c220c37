// Sends what the content scripts wrote down (slices, outcomes, events) to the companion and removes only what it took.
import { ask } from "./companion.js";
import { change } from "./keep.js";
import { slices } from "./reckon.js";
import { tellToday } from "./say.js";
import { isStateOld, refreshState, tellSites } from "./state.js";

/** What one request may hold (DESIGN.md, section 7). */
const BATCH = 200;
/** The companion refuses what is older, so keeping it longer helps nobody (ms; 35 days). */
const KEPT_MS = 35 * 86_400_000;
const MOST_SLICES = 20_000;
/** A slice that has not grown for this long will not grow again: its page ticks each 5 s and closes a gap of 12 s (ms). */
const STILL_MS = 30_000;
const LONGEST_WAIT_MS = 60_000;

/** @typedef {Slice & { closed?: boolean }} Journalled */

/**
 * Sends the journal, oldest first, under one lock; then writes down what today comes to, also when nothing was sent.
 * @param {number} now epoch ms
 * @param {{ hurry?: boolean }} [how] hurry: do not wait out a back-off (the person has just asked)
 */
export async function drain(now, how = {}) {
  await navigator.locks.request("drain", { ifAvailable: true }, async (lock) => {
    if (!lock) return;
    await trim(now);
    if (how.hurry || (await mayTry(now))) {
      const wasReached = await sendAll(now);
      await backOff(now, wasReached);
      if (wasReached && (how.hurry || (await isStateOld(now)))) await refreshState(now);
    }
    await tellToday(Date.now());
  });
  await chrome.alarms.create("drain", (await isEmpty()) ? { when: now + 3_600_000 } : { delayInMinutes: 1 });
}

/** @returns {Promise<number>} how many things wait for the companion */
export async function waiting() {
  const all = await chrome.storage.local.get(null);
  return Object.keys(all).filter((key) => /^[soe]:/.test(key)).length;
}

async function isEmpty() {
  return (await waiting()) === 0;
}

/**
 * @param {number} now epoch ms
 * @returns {Promise<boolean>} whether the companion could be reached (true also when there was nothing to send)
 */
async function sendAll(now) {
  return (await tellSites()) && (await sendSlices(now)) && (await sendEvents()) && (await sendOutcomes());
}

/** @param {number} now epoch ms */
async function sendSlices(now) {
  const journal = await slices();
  for (let at = 0; at < journal.length; at += BATCH) {
    if (!(await sendBatch(journal.slice(at, at + BATCH), now, at + BATCH >= journal.length))) return false;
  }
  return true;
}

/**
 * @param {[string, Journalled][]} batch
 * @param {number} now epoch ms
 * @param {boolean} isLast whether the answer covers the whole journal
 * @returns {Promise<boolean>} false: try again later, everything is kept
 */
async function sendBatch(batch, now, isLast) {
  const answer = await ask("POST", "/api/v1/slices", { slices: batch.map(([, slice]) => wire(slice)) });
  if (!answer.ok) {
    if (answer.why !== "refused" && answer.why !== "too-long") return false;
    return halve(batch, now, isLast);
  }
  const { gone, dropped } = settled(batch, answer.body.results);
  await removeUnchanged(batch, new Set(gone), now);
  await countDropped(dropped);
  const last = batch.at(-1)?.[1];
  const coversUntil = isLast ? now : (last?.end ?? now);
  await change("server", (server) => withToday(server, answer.body.today, coversUntil, now));
  return true;
}

/**
 * A body that the companion refuses as a whole holds at least one item it cannot read: find it, so that the others arrive.
 * @param {[string, Journalled][]} batch
 * @param {number} now
 * @param {boolean} isLast
 */
async function halve(batch, now, isLast) {
  if (batch.length === 1) {
    await chrome.storage.local.remove(batch.map(([key]) => key));
    await countDropped(1);
    return true;
  }
  const middle = Math.ceil(batch.length / 2);
  return (await sendBatch(batch.slice(0, middle), now, false)) && sendBatch(batch.slice(middle), now, isLast);
}

/**
 * @param {Journalled} slice
 * @returns {Slice} only what the companion's shape has
 */
export function wire({ src, seq, site, start, end, purpose }) {
  return purpose ? { src, seq, site, start, end, purpose } : { src, seq, site, start, end };
}

/**
 * Which keys the companion has dealt with. A rejected slice is dealt with too: it would be rejected again.
 * @param {[string, Journalled][]} batch
 * @param {{ src: string, seq: number, status: string }[]} results
 */
export function settled(batch, results) {
  const status = new Map(results.map((result) => [`s:${result.src}:${result.seq}`, result.status]));
  const gone = batch.map(([key]) => key).filter((key) => status.has(key));
  return { gone, dropped: gone.filter((key) => status.get(key) === "rejected").length };
}

/**
 * Removes a slice only when it is what was sent and can no longer grow: closed, or silent for long. An open one stays and is
 * sent again with its new end, so a write between this reading and this removing cannot be lost.
 * @param {[string, Journalled][]} sent
 * @param {Set<string>} gone
 * @param {number} now epoch ms
 */
async function removeUnchanged(sent, gone, now) {
  const stored = await chrome.storage.local.get(sent.map(([key]) => key));
  await chrome.storage.local.remove(removable(sent, gone, /** @type {any} */ (stored), now));
}

/**
 * @param {[string, Journalled][]} sent
 * @param {Set<string>} gone
 * @param {Record<string, Journalled>} stored
 * @param {number} now epoch ms
 * @returns {string[]}
 */
export function removable(sent, gone, stored, now) {
  return sent
    .filter(([key, slice]) => {
      const held = stored[key];
      if (!held || !gone.has(key)) return false;
      const isUnchanged = held.end === slice.end && held.purpose === slice.purpose;
      return isUnchanged && (held.closed || now - held.end > STILL_MS);
    })
    .map(([key]) => key);
}

/**
 * @param {ServerState | null} server
 * @param {Today} today
 * @param {number} covers_until
 * @param {number} now
 * @returns {ServerState}
 */
function withToday(server, today, covers_until, now) {
  const blank = { settings: {}, purposes: [], due: 0, monday_dot: false, paused_until: 0, quiet: [], state_at: 0 };
  return { ...blank, ...server, today, covers_until, received_at: now };
}

async function sendEvents() {
  const found = await entriesUnder("e:");
  if (!found.length) return true;
  const answer = await ask("POST", "/api/v1/events", { events: found.slice(0, BATCH).map(([, event]) => event) });
  return finish(
    found.slice(0, BATCH).map(([key]) => key),
    answer,
  );
}

async function sendOutcomes() {
  for (const [key, outcome] of await entriesUnder("o:")) {
    if (!(await finish([key], await ask("POST", "/api/v1/outcomes", outcome)))) return false;
  }
  return true;
}

/**
 * @param {string} prefix
 * @returns {Promise<[string, object][]>}
 */
async function entriesUnder(prefix) {
  const all = await chrome.storage.local.get(null);
  return /** @type {any} */ (Object.entries(all).filter(([key]) => key.startsWith(prefix)));
}

/**
 * @param {string[]} keys
 * @param {import("./companion.js").Answered | import("./companion.js").Refused} answer
 * @returns {Promise<boolean>} false: kept for later
 */
async function finish(keys, answer) {
  if (!answer.ok && answer.why !== "refused" && answer.why !== "too-long") return false;
  await chrome.storage.local.remove(keys);
  if (!answer.ok) await countDropped(keys.length);
  return true;
}

/** Drops what is too old or too much, oldest first, and counts it. @param {number} now epoch ms */
async function trim(now) {
  const extra = tooMuch(await slices(), now);
  if (!extra.length) return;
  await chrome.storage.local.remove(extra);
  await countDropped(extra.length);
}

/**
 * @param {[string, Journalled][]} journal oldest first
 * @param {number} now epoch ms
 * @returns {string[]} keys
 */
export function tooMuch(journal, now) {
  const old = journal.filter(([, slice]) => slice.end < now - KEPT_MS);
  const fresh = journal.slice(old.length);
  return [...old, ...fresh.slice(0, Math.max(0, fresh.length - MOST_SLICES))].map(([key]) => key);
}

/** @param {number} count */
async function countDropped(count) {
  if (count) await change("dropped", (dropped) => dropped + count);
}

/** @param {number} now epoch ms */
async function mayTry(now) {
  const backoff = await readBackoff();
  return !backoff || now >= backoff.until || backoff.until - now > LONGEST_WAIT_MS;
}

/** @returns {Promise<{ wait: number, until: number } | undefined>} */
async function readBackoff() {
  return /** @type {any} */ ((await chrome.storage.session.get("backoff")).backoff);
}

/**
 * 1, 2, 4 … 60 s between tries while the companion is away.
 * @param {number} now epoch ms
 * @param {boolean} wasReached
 */
async function backOff(now, wasReached) {
  if (wasReached) return chrome.storage.session.remove("backoff");
  const backoff = await readBackoff();
  const wait = nextWait(backoff?.wait ?? 0);
  return chrome.storage.session.set({ backoff: { wait, until: now + wait } });
}

/** @param {number} wait ms of the last one, 0 at first */
export function nextWait(wait) {
  return Math.min(LONGEST_WAIT_MS, wait * 2 || 1000);
}
