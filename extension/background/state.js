// Fetches the companion's settings, purposes and what is due, and keeps them where pages and popup read them.
import { ask } from "./companion.js";
import { get, put } from "./keep.js";

/** How old the settings may be before they are asked for again (ms). */
const FRESH_MS = 5 * 60_000;

/**
 * To be called under the drain's lock, when the journal has just been sent: so the answer covers everything until `now`.
 * @param {number} now epoch ms
 */
export async function refreshState(now) {
  const answer = await ask("GET", "/api/v1/state");
  if (!answer.ok) return;
  const { today, settings, purposes = [], due = 0, monday_dot = false, paused_until = 0, quiet = [] } = answer.body;
  const heard = { today, settings, purposes, due, monday_dot, paused_until, quiet };
  await put("server", { ...heard, covers_until: now, received_at: now, state_at: now });
}

/** @param {number} now epoch ms */
export async function isStateOld(now) {
  const server = await get("server");
  return !server || now - server.state_at > FRESH_MS || now >= server.today.day_ends_at;
}
