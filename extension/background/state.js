// Fetches the companion's settings, purposes and what is due, keeps them where pages and popup read them, and names added sites.
import { ask } from "./companion.js";
import { change, get, put } from "./keep.js";

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

/**
 * Names the sites that the person added in this browser: the companion refuses what is said of a site that it does not know.
 * @returns {Promise<boolean>} whether the companion could be reached (true also when it knows them all)
 */
export async function tellSites() {
  const [{ added }, server] = await Promise.all([get("settings"), get("server")]);
  const known = server?.settings.sites_added ?? [];
  for (const { host } of added.filter(({ host }) => !known.includes(host))) {
    const answer = await ask("POST", "/api/v1/sites", { site: host });
    if (!answer.ok && answer.why !== "refused") return false;
    if (!answer.ok) continue;
    const { sites_added } = answer.body;
    await change("server", (heard) => heard && { ...heard, settings: { ...heard.settings, sites_added } });
  }
  return true;
}

/** @param {number} now epoch ms */
export async function isStateOld(now) {
  const server = await get("server");
  return !server || now - server.state_at > FRESH_MS || now >= server.today.day_ends_at;
}
