// Works out today's time from the companion's last word and what the journal holds since, so that the budget warns offline too.

import { get } from "./keep.js";

/** Percent of the budget at which each level starts (DESIGN.md, section 8). */
export const LEVEL_PERCENTS = [50, 80, 100, 150];
const DAY_MS = 86_400_000;

/**
 * @param {number} usedMs
 * @param {number | null} budgetMs null: no budget, so no levels; 0: every millisecond is over it
 * @returns {BudgetLevel}
 */
export function levelOf(usedMs, budgetMs) {
  if (budgetMs === null || usedMs <= 0) return 0;
  return /** @type {BudgetLevel} */ (LEVEL_PERCENTS.filter((percent) => usedMs * 100 >= budgetMs * percent).length);
}

/**
 * The length of a union of intervals, clipped to [from, until).
 * @param {{ start: number, end: number }[]} intervals
 * @param {number} from epoch ms
 * @param {number} until epoch ms
 */
export function unionMs(intervals, from, until) {
  let total = 0;
  let reached = from;
  for (const { start, end } of [...intervals].sort((a, b) => a.start - b.start)) {
    const stop = Math.min(end, until);
    if (stop <= reached) continue;
    total += stop - Math.max(start, reached);
    reached = stop;
  }
  return total;
}

/**
 * Today as it stands now: the companion's total up to `covers_until`, and what the journal holds after it.
 * @param {{ today: Today, covers_until: number } | null} server
 * @param {Slice[]} journal
 * @param {number} now epoch ms
 * @returns {LocalToday | null} null when the companion has never answered
 */
export function localToday(server, journal, now) {
  if (!server) return null;
  const base = server.today;
  // Offline past the day's end: the new day starts from nothing. Days between are 24 h here; the companion knows better.
  const days = Math.max(0, Math.floor((now - base.day_ends_at) / DAY_MS) + 1);
  const starts = days ? base.day_ends_at + (days - 1) * DAY_MS : 0;
  const ends = base.day_ends_at + days * DAY_MS;
  const from = days ? starts : server.covers_until;
  const known = days ? { total_ms: 0, sites: {} } : base;
  /** @type {Record<string, number>} */
  const sites = { ...known.sites };
  for (const site of new Set(journal.map((slice) => slice.site))) {
    const slices = journal.filter((slice) => slice.site === site);
    const more = unionMs(slices, from, ends);
    if (more) sites[site] = (sites[site] ?? 0) + more;
  }
  const total_ms = known.total_ms + unionMs(journal, from, ends);
  const budgets = budgetsNow(base, { total_ms, sites }, days > 0);
  return {
    day: days ? dayAfter(base.day, days) : base.day,
    day_ends_at: ends,
    total_ms,
    sites,
    budget_ms: base.budget_ms,
    level: /** @type {BudgetLevel} */ (
      Math.max(0, ...budgets.map(({ used_ms, budget_ms }) => levelOf(used_ms, budget_ms)))
    ),
    budgets,
    as_of: now,
    extra_until_ms: !days && base.snoozed_ms ? base.total_ms + base.snoozed_ms : 0,
    extra_used: days ? 0 : (base.extra_used ?? 0),
    done: !days && (base.done_for_today ?? false),
  };
}

/**
 * @param {Today} base
 * @param {{ total_ms: number, sites: Record<string, number> }} used
 * @param {boolean} isNewDay
 * @returns {BudgetState[]}
 */
function budgetsNow(base, used, isNewDay) {
  const budgets = base.budgets ?? [];
  return budgets.map(({ id, budget_ms, used_ms, shown_level }) => {
    // Where in the day a window lies only the companion knows: its use stands still while it is away.
    let now_ms = isNewDay ? 0 : used_ms;
    if (id === "day") now_ms = used.total_ms;
    else if (id.startsWith("site:")) now_ms = used.sites[id.slice(5)] ?? 0;
    return { id, budget_ms, used_ms: now_ms, shown_level: isNewDay ? 0 : shown_level, next_ms: null };
  });
}

/** @param {string} day YYYY-MM-DD @param {number} days */
function dayAfter(day, days) {
  return new Date(Date.parse(`${day}T00:00:00Z`) + days * DAY_MS).toISOString().slice(0, 10);
}

/** @typedef {Slice & { closed?: boolean }} Journalled */

/**
 * Today from the companion's last word and the journal, as both are kept.
 * @param {number} now epoch ms
 * @returns {Promise<LocalToday | null>} null when the companion has never answered
 */
export async function reckon(now) {
  const journal = await slices();
  return localToday(
    await get("server"),
    journal.map(([, slice]) => slice),
    now,
  );
}

/** @returns {Promise<[string, Journalled][]>} by start, oldest first */
export async function slices() {
  const all = await chrome.storage.local.get(null);
  const found = /** @type {[string, Journalled][]} */ (Object.entries(all).filter(([key]) => key.startsWith("s:")));
  return found.sort(([, a], [, b]) => a.start - b.start);
}
