import assert from "node:assert/strict";
import { test } from "node:test";
import { loadPlain, plain } from "./plain.js";

const { announce, levelOf, clock } = loadPlain("counter.js", "Counter").pure;
const { find } = loadPlain("room.js", "Room").pure;
const MINUTE = 60_000;
const NOTHING = { day: "2026-11-21", levels: {}, extra_used: 0, extra_until_ms: 0, done: false };

/** @param {number} used @param {object} [more] */
const today = (used, more = {}) => ({
  day: "2026-11-21",
  total_ms: used,
  budgets: [{ id: "day", budget_ms: 15 * MINUTE, used_ms: used, shown_level: 0 }],
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
  assert.deepEqual(plain([answer.say, answer.level, answer.budget.id]), ["card", 3, "site:x"]);
});

test("minutes taken in another browser count against the two a day", () => {
  const answer = announce(today(9 * MINUTE, { extra_used: 2, extra_until_ms: 14 * MINUTE }), NOTHING);
  assert.deepEqual(plain([answer.said.extra_used, answer.said.extra_until_ms]), [2, 14 * MINUTE]);
});

test("the clock shows minutes and seconds", () => {
  assert.deepEqual([0, 65_999, 3_600_000].map(clock), ["0:00", "1:05", "60:00"]);
});

const SIZE = { width: 200, height: 32 };
const VIEW = { width: 1000, height: 800 };

test("a part stays where it was put when nothing is under it", () => {
  assert.deepEqual(plain(find(SIZE, VIEW, [{ x: 16, y: 700 }], [])), { x: 16, y: 700 });
});

test("a part that would cover a box goes to a free corner", () => {
  const box = { x: 0, y: 600, width: 600, height: 200 };
  assert.deepEqual(plain(find(SIZE, VIEW, [{ x: 16, y: 752 }], [box])), { x: 792, y: 760 });
});

test("a part stays out of sight when boxes take the whole window", () => {
  assert.equal(find(SIZE, VIEW, [{ x: 16, y: 16 }], [{ x: 0, y: 0, width: 1000, height: 800 }]), null);
});

test("a place outside a smaller window is brought inside", () => {
  assert.deepEqual(plain(find(SIZE, VIEW, [{ x: 5000, y: -50 }], [])), { x: 792, y: 8 });
});
