// Decides what is said about the day's minutes and at the start of a visit, and remembers what was said and answered.
import { get, put } from "./keep.js";
import { button, part, say } from "./part.js";
import { LEVEL_PERCENTS, levelOf, reckon } from "./reckon.js";

const VISIT_MS = 30 * 60_000; // this long away ends a visit
const FADES_MS = 12_000;
const MOST_SKIPS = 5; // in a row, and the question rests for a week
const REST_MS = 7 * 86_400_000;

/**
 * What there is to say now, if anything: each level of a budget once a day, only the highest, nothing while more minutes
 * run, and after "done for today" only the last one.
 * @param {LocalToday} today
 * @param {Said} before what was said here; of another day, it counts as nothing
 * @returns {{ say: "line" | "card" | null, level: BudgetLevel, budget: BudgetState | null, said: Said }}
 */
export function announce(today, before) {
  const said = merge(today, before);
  const states = today.budgets.map((budget) => ({ budget, level: levelOf(budget.used_ms, budget.budget_ms) }));
  const extraIsOver = said.extra_until_ms > 0 && said.extra_until_ms <= today.total_ms;
  const [loudest] = states
    .filter(
      ({ budget, level }) =>
        level > Math.max(budget.shown_level, said.levels[budget.id] ?? 0) || (extraIsOver && level >= 3),
    )
    .sort((a, b) => b.level - a.level);
  if (!loudest || said.extra_until_ms > today.total_ms)
    return { say: null, level: 0, budget: null, said: extraIsOver ? { ...said, extra_until_ms: 0 } : said };
  const { level, budget } = loudest;
  const levels = { ...said.levels, ...Object.fromEntries(states.map((state) => [state.budget.id, state.level])) };
  const next = { ...said, extra_until_ms: extraIsOver ? 0 : said.extra_until_ms, levels };
  if (level < 2 || (said.done && level < 4)) return { say: null, level, budget, said: next };
  return { say: level === 2 ? "line" : "card", level, budget, said: next };
}

/**
 * What this browser said and what the companion heard from any other.
 * @param {LocalToday} today
 * @param {Said} before
 * @returns {Said}
 */
function merge(today, before) {
  const same = before.day === today.day;
  if (same && before.extra_used >= today.extra_used && before.done >= today.done) return before;
  return {
    day: today.day,
    levels: same ? before.levels : {},
    extra_used: Math.max(same ? before.extra_used : 0, today.extra_used),
    extra_until_ms: Math.max(same ? before.extra_until_ms : 0, today.extra_until_ms),
    done: (same && before.done) || today.done,
  };
}

/**
 * Tells the pages at what use of each budget they shall ask again whether there is something to say.
 * @param {LocalToday} today
 * @param {Said} before
 * @returns {LocalToday}
 */
export function withNext(today, before) {
  const said = merge(today, before);
  const left = said.extra_until_ms - today.total_ms;
  const budgets = today.budgets.map((budget) => {
    const { id, used_ms, budget_ms, shown_level } = budget;
    const percent = LEVEL_PERCENTS[Math.max(shown_level, said.levels[id] ?? 0)];
    // Any use at all is over a budget of nothing.
    const next_ms = percent === undefined ? null : Math.max(1, (budget_ms * percent) / 100);
    return { ...budget, next_ms: said.extra_until_ms > 0 ? used_ms + Math.max(0, left) : next_ms };
  });
  return { ...today, budgets };
}

/**
 * Writes down what today comes to, where every page reads it.
 * @param {number} now epoch ms
 * @returns {Promise<LocalToday | null>} null before the companion has ever answered
 */
export async function tellToday(now) {
  const today = await reckon(now);
  if (!today) return null;
  const told = withNext(today, await get("said"));
  await put("today", told);
  return told;
}

/**
 * Says what there is to say about the budgets, once, and writes that down.
 * @param {SiteEntry} site the page that shows it
 * @param {number} now epoch ms
 * @returns {Promise<Saying | null>}
 */
export async function speak(site, now) {
  const today = await reckon(now);
  if (!today) return null;
  const before = await get("said");
  const { say: how, level, budget, said } = announce(today, before);
  if (said !== before) await put("said", said);
  if (level > 0) await note("level-shown", site, now, level);
  await tellToday(now);
  if (!budget || !how) return null;
  return how === "line" ? line(budget) : card(budget, level, site, said);
}

/** @param {BudgetState} budget @returns {Saying} */
function line({ used_ms, budget_ms }) {
  const left = inWords(Math.max(0, budget_ms - used_ms) + 30_000);
  const words = say("budget_line", inWords(used_ms), inWords(budget_ms), left);
  const hide = button(say("close_sign"), null, ".hide", say("hide"));
  return {
    part: part("div.part.line.near", [part("span", words), hide], { role: "status" }),
    at: "right",
    fades_ms: FADES_MS,
    left: null,
  };
}

/**
 * @param {BudgetState} budget
 * @param {BudgetLevel} level
 * @param {SiteEntry} site
 * @param {Said} said
 * @returns {Promise<Saying>}
 */
async function card({ id, used_ms, budget_ms }, level, { name }, said) {
  const { extra_per_day = 2, extra_minutes = 5 } = (await get("server"))?.settings ?? {};
  const over = id.startsWith("site:")
    ? say("budget_card_site", inWords(budget_ms), name)
    : say("budget_card", inWords(budget_ms));
  const title = level === 4 ? say("budget_card_again", inWords(used_ms)) : over;
  const left = extra_per_day - said.extra_used;
  /** @param {"extra-minutes" | "done-for-today"} kind */
  const choose = (kind) => /** @type {const} */ ({ type: "choose", kind });
  const choices = [
    button(say("budget_close_tab"), { type: "close-tab" }),
    left > 0 ? button(say("budget_more", extra_minutes), choose("extra-minutes")) : null,
    button(say("budget_done"), choose("done-for-today")),
  ];
  const parts = [
    part("h2", title),
    part("p.soft", say("budget_card_text", name)),
    part("div.does", choices),
    left > 0 ? part("p.soft", say(left === 1 ? "budget_more_last" : "budget_more_left", left)) : null,
  ];
  return {
    part: part("section.part.budget.over", parts, { role: "dialog", ariaLabel: title }),
    at: "right",
    fades_ms: null,
    left: null,
  };
}

/** @param {number} ms @returns {string} 7 min; from an hour on 1 h 05 min */
function inWords(ms) {
  const minutes = Math.floor(ms / 60_000);
  if (minutes < 60) return say("minutes", minutes);
  return say("hours_minutes", Math.floor(minutes / 60), `${minutes % 60}`.padStart(2, "0"));
}

/**
 * What the person chose on the card of the budget.
 * @param {"extra-minutes" | "done-for-today"} kind
 * @param {SiteEntry} site
 * @param {number} now epoch ms
 */
export async function choose(kind, site, now) {
  const [today, said, server] = await Promise.all([reckon(now), get("said"), get("server")]);
  const extraMs = (server?.settings.extra_minutes ?? 5) * 60_000;
  const extra = { extra_used: said.extra_used + 1, extra_until_ms: (today?.total_ms ?? 0) + extraMs };
  await put("said", { ...said, ...(kind === "extra-minutes" ? extra : { done: true }) });
  await note(kind, site, now);
  await tellToday(now);
}

/**
 * Whether this moment begins a visit, and whether to ask.
 * @param {{ seen_at: number, visit: Visit | null, prompt: StorageKeys["prompt"] }} known
 * @param {boolean} isWanted the setting
 * @param {number} now epoch ms
 */
export function begin({ seen_at, visit, prompt }, isWanted, now) {
  const isNew = !visit || now - seen_at >= VISIT_MS;
  return { isNew, asks: isNew && isWanted && now >= prompt.resting_until };
}

/**
 * @param {StorageKeys["prompt"]} prompt
 * @param {boolean} isAnswered
 * @param {number} now epoch ms
 * @returns {StorageKeys["prompt"]}
 */
export function after(prompt, isAnswered, now) {
  const skips = isAnswered ? 0 : prompt.skips + 1;
  return skips >= MOST_SKIPS ? { skips: 0, resting_until: now + REST_MS } : { ...prompt, skips };
}

/**
 * Counting has started on a page: what to ask there, if a visit begins with it.
 * @param {SiteEntry} site
 * @param {boolean} isBusy whether somebody is writing there
 * @param {number} now epoch ms
 * @returns {Promise<Saying | null>}
 */
export async function visit(site, isBusy, now) {
  const [seen_at, last, prompt, server] = await Promise.all([
    get("seen_at"),
    get("visit"),
    get("prompt"),
    get("server"),
  ]);
  const { isNew, asks } = begin({ seen_at, visit: last, prompt }, server?.settings.prompt ?? true, now);
  if (!isNew) return null;
  await put("visit", { purpose: null, label: "", started_at: now });
  if (!asks || isBusy || !server?.purposes.length) return null;
  await note("prompt-shown", site, now);
  return question(server.purposes);
}

/** @param {Purpose[]} purposes @returns {Saying} */
function question(purposes) {
  /** @param {Purpose | null} chosen null: skipped */
  const answer = (chosen) => /** @type {const} */ ({ type: "purpose", chosen });
  const choices = purposes.map((each) =>
    button(each.label, answer(each), each.purpose.startsWith("goal:") ? "" : ".plain", each.label),
  );
  const top = part("div.top", [part("p", say("purpose_question")), button(say("purpose_skip"), answer(null), ".skip")]);
  const props = { role: "group", ariaLabel: say("purpose_question") };
  return {
    part: part("section.part.ask", [top, part("div.choices", choices)], props),
    at: "top",
    fades_ms: FADES_MS,
    left: answer(null),
  };
}

/**
 * @param {Purpose | null} chosen null: the question was skipped
 * @param {SiteEntry} site
 * @param {number} now epoch ms
 */
export async function answer(chosen, site, now) {
  await note(chosen ? "prompt-answered" : "prompt-skipped", site, now);
  await put("prompt", after(await get("prompt"), chosen !== null, now));
  if (chosen) await put("visit", { ...chosen, started_at: now });
}

/**
 * Journals an event for the companion.
 * @param {EventKind} kind
 * @param {SiteEntry} site
 * @param {number} at epoch ms
 * @param {BudgetLevel} [level]
 */
async function note(kind, { id: site }, at, level) {
  const event = { id: crypto.randomUUID(), at, kind, site, ...(level && { level }) };
  await chrome.storage.local.set({ [`e:${event.id}`]: event });
}
