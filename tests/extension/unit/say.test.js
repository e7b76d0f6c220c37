import assert from "node:assert/strict";
import { test } from "node:test";
import { levelOf } from "../../../extension/background/reckon.js";
import { after, announce, begin, withNext } from "../../../extension/background/say.js";

const MINUTE = 60_000;
const NOTHING = { day: "2026-11-21", levels: {}, extra_used: 0, extra_until_ms: 0, done: false };

/** @param {number} used @param {object} [more] @returns {any} */
const today = (used, more = {}) => ({
  day: "2026-11-21",
  total_ms: used,
  budgets: [{ id: "day", budget_ms: 15 * MINUTE, used_ms: used, shown_level: 0, next_ms: null }],
  extra_used: 0,
  extra_until_ms: 0,
  done: false,
  ...more,
});

test("levels start at 50, 80, 100 and 150 percent, to the millisecond", () => {
  const at = [0, 449_999, 450_000, 720_000, 899_999, 900_000, 1_350_000];
  assert.deepEqual(
    at.map((used) => levelOf(used, 15 * MINUTE)),
    [0, 0, 1, 2, 2, 3, 4],
  );
});

test("a budget of nothing is over at the first millisecond, and no budget never is", () => {
  assert.deepEqual([levelOf(0, 0), levelOf(1, 0), levelOf(9 * MINUTE, null)], [0, 4, 0]);
});

test("each level is announced once: nothing, a line, a card, the card again", () => {
  let said = NOTHING;
  const heard = [8, 9, 12, 13, 15, 16, 22.5, 30].map((minutes) => {
    const answer = announce(today(minutes * MINUTE), said);
    said = answer.said;
    return answer.say;
  });
  assert.deepEqual(heard, [null, null, "line", null, "card", null, "card", null]);
});

test("a jump over two levels announces only the higher one", () => {
  const first = announce(today(16 * MINUTE), NOTHING);
  assert.equal(first.say, "card");
  assert.equal(announce(today(16 * MINUTE), first.said).say, null);
});

test("what another browser announced is not announced here", () => {
  const shown = today(12 * MINUTE);
  shown.budgets[0].shown_level = 2;
  assert.equal(announce(shown, NOTHING).say, null);
});

test("five more minutes are minutes of use, and the card comes back after them", () => {
  const said = { ...NOTHING, levels: { day: 3 }, extra_used: 1, extra_until_ms: 20 * MINUTE };
  assert.equal(announce(today(19.9 * MINUTE), said).say, null);
  const back = announce(today(20 * MINUTE), said);
  assert.equal(back.say, "card");
  assert.equal(announce(today(20.1 * MINUTE), back.said).say, null);
});

test("done for today silences everything but the last level", () => {
  const said = { ...NOTHING, levels: { day: 2 }, done: true };
  const over = announce(today(15 * MINUTE), said);
  assert.equal(over.say, null);
  assert.equal(announce(today(23 * MINUTE), over.said).say, "card");
});

test("a new day starts with nothing said", () => {
  const said = { ...NOTHING, day: "2026-11-20", levels: { day: 4 }, extra_used: 2, done: true };
  assert.equal(announce(today(12 * MINUTE), said).say, "line");
});

test("the budget of one site speaks when the day's is still far off", () => {
  const one = today(6 * MINUTE);
  one.budgets.push({ id: "site:x", budget_ms: 5 * MINUTE, used_ms: 6 * MINUTE, shown_level: 0 });
  const answer = announce(one, NOTHING);
  assert.deepEqual([answer.say, answer.level, answer.budget.id], ["card", 3, "site:x"]);
});

test("minutes taken in another browser count against the two a day", () => {
  const answer = announce(today(9 * MINUTE, { extra_used: 2, extra_until_ms: 14 * MINUTE }), NOTHING);
  assert.deepEqual([answer.said.extra_used, answer.said.extra_until_ms], [2, 14 * MINUTE]);
});

test("a page is told at what use it shall ask for the next level that nobody has heard", () => {
  /** @param {number} used @param {any} said */
  const next = (used, said) => withNext(today(used), said).budgets[0]?.next_ms;
  assert.equal(next(0, NOTHING), 7.5 * MINUTE);
  assert.equal(next(9 * MINUTE, { ...NOTHING, levels: { day: 2 } }), 15 * MINUTE);
  assert.equal(next(30 * MINUTE, { ...NOTHING, levels: { day: 4 } }), null);
});

test("while more minutes run a page asks when they are over", () => {
  const said = { ...NOTHING, levels: { day: 3 }, extra_used: 1, extra_until_ms: 20 * MINUTE };
  assert.equal(withNext(today(17 * MINUTE), said).budgets[0]?.next_ms, 20 * MINUTE);
});

test("more minutes that end under the budget are asked about once", () => {
  const said = { ...NOTHING, levels: { day: 1 }, extra_used: 1, extra_until_ms: 8 * MINUTE };
  const heard = announce(today(8 * MINUTE), said);
  assert.equal(heard.say, null);
  assert.equal(withNext(today(8 * MINUTE), heard.said).budgets[0]?.next_ms, 12 * MINUTE);
});

const NOW = 1_795_312_219_531;
const HALF_HOUR = 30 * 60_000;
const visit = { purpose: null, label: "", started_at: NOW - 1000 };
const prompt = { skips: 0, resting_until: 0 };

test("the first page ever begins a visit and asks", () => {
  assert.deepEqual(begin({ seen_at: 0, visit: null, prompt }, true, NOW), { isNew: true, asks: true });
});

test("another page within half an hour belongs to the same visit", () => {
  assert.equal(begin({ seen_at: NOW - HALF_HOUR + 1, visit, prompt }, true, NOW).isNew, false);
});

test("half an hour away ends a visit", () => {
  assert.deepEqual(begin({ seen_at: NOW - HALF_HOUR, visit, prompt }, true, NOW), { isNew: true, asks: true });
});

test("switched off, a visit begins without a question", () => {
  assert.deepEqual(begin({ seen_at: 0, visit: null, prompt }, false, NOW), { isNew: true, asks: false });
});

test("five skips in a row and it asks again next week", () => {
  let state = prompt;
  for (let skip = 0; skip < 5; skip += 1) state = after(state, false, NOW);
  assert.deepEqual(state, { skips: 0, resting_until: NOW + 7 * 86_400_000 });
  assert.equal(begin({ seen_at: 0, visit: null, prompt: state }, true, NOW + 6 * 86_400_000).asks, false);
  assert.equal(begin({ seen_at: 0, visit: null, prompt: state }, true, NOW + 7 * 86_400_000).asks, true);
});

test("an answer starts the count of skips again", () => {
  let state = prompt;
  for (const answered of [false, false, false, false, true, false, false, false, false])
    state = after(state, answered, NOW);
  assert.deepEqual(state, { skips: 4, resting_until: 0 });
});
