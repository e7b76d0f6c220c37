// Works out today's time from the companion's last word and what the journal holds since, so that the budget warns offline too.

/** Percent of the budget at which each level starts (DESIGN.md, section 8). */
const LEVEL_PERCENTS = [50, 80, 100, 150];
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
  for (const { start, end } of intervals.toSorted((a, b) => a.start - b.start)) {
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
  for (const [site, slices] of Object.entries(Object.groupBy(journal, (slice) => slice.site))) {
    const more = unionMs(slices ?? [], from, ends);
    if (more) sites[site] = (sites[site] ?? 0) + more;
  }
  const total_ms = known.total_ms + unionMs(journal, from, ends);
  return {
    day: days ? dayAfter(base.day, days) : base.day,
    day_ends_at: ends,
    total_ms,
    sites,
    budget_ms: base.budget_ms,
    level: levelOf(total_ms, base.budget_ms),
    shown_level: days ? 0 : base.shown_level,
    as_of: now,
  };
}

/** @param {string} day YYYY-MM-DD @param {number} days */
function dayAfter(day, days) {
  return new Date(Date.parse(`${day}T00:00:00Z`) + days * DAY_MS).toISOString().slice(0, 10);
}
