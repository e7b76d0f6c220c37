import assert from "node:assert/strict";
import { test } from "node:test";
import { loadPlain, plain } from "./plain.js";

const { credit, advance, close, open, withMore } = loadPlain("time.js", "Time", { crypto, performance }).pure;
const WALL = 1_795_312_219_531;
/** @param {number} mono @param {number} [wall] */
const at = (mono, wall = mono) => ({ mono: 1000 + mono, wall: WALL + wall });
const NEW = { src: "tab", seq: 0, counted: 0, open: null, last: at(0) };
const begun = () => open(NEW, at(0), "x", null);

for (const [mono, wall, expected] of [
  [5000, 5000, 5000],
  [5000, 3_605_000, null],
  [3_605_000, 3_605_000, null],
  [5000, -3_595_000, null],
  [5000, 5040, 5000],
  [9000, 9001, 9000],
  [12_000, 12_000, 12_000],
  [12_001, 12_001, null],
  [-1, 5, null],
]) {
  test(`a gap of ${mono} ms on one clock and ${wall} ms on the other credits ${expected}`, () => {
    assert.equal(credit(mono, wall), expected);
  });
}

test("a slice grows under one key until it is full", () => {
  let state = begun();
  const ends = [];
  for (let second = 5; second <= 60; second += 5) {
    const step = advance(state, at(second * 1000));
    state = step.meter;
    ends.push(...step.writes);
  }
  assert.deepEqual(plain(ends.map(({ seq, start }) => [seq, start])), Array(12).fill([0, WALL]));
  assert.deepEqual(plain(ends.at(-1)), {
    src: "tab",
    seq: 0,
    site: "x",
    start: WALL,
    end: WALL + 60_000,
    closed: true,
  });
  assert.equal(state.open, null);
  assert.equal(open(state, at(60_000), "x", null).open.seq, 1);
});

test("a frozen process ends the slice at the last good tick", () => {
  const good = advance(begun(), at(5000)).meter;
  const woken = advance(good, at(30_200));
  assert.equal(woken.meter.open, null);
  assert.deepEqual(plain(woken.writes), [
    { src: "tab", seq: 0, site: "x", start: WALL, end: WALL + 5000, closed: true },
  ]);
});

test("a clock set back an hour does not lengthen or shorten a slice", () => {
  const good = advance(begun(), at(5000)).meter;
  const changed = advance(good, at(10_000, -3_590_000));
  assert.equal(changed.writes[0].end, WALL + 5000);
});

test("a clock that is slewed counts the smaller of both", () => {
  assert.equal(advance(begun(), at(5000, 4990)).writes[0].end, WALL + 4990);
});

test("a slice ends at the instant of the blur, not at the tick after it", () => {
  const good = advance(begun(), at(5000)).meter;
  const step = advance(good, at(7000), 1000 + 6200);
  assert.equal(close(step.meter).writes[0].end, WALL + 6200);
});

test("an end that was already written is never taken back", () => {
  const good = advance(begun(), at(5000)).meter;
  assert.equal(close(advance(good, at(6000), 1000 + 2000).meter).writes[0].end, WALL + 5000);
});

test("a slice without length is not written", () => {
  assert.deepEqual(plain(close(begun()).writes), []);
});

test("a purpose named before the slice goes with it", () => {
  const state = open(NEW, at(0), "x", "goal:3");
  assert.equal(advance(state, at(5000)).writes[0].purpose, "goal:3");
});

/** @type {any} */
const today = {
  day: "2026-11-21",
  day_ends_at: WALL + 100_000,
  total_ms: 60_000,
  sites: { x: 60_000 },
  budget_ms: 900_000,
  level: 0,
  budgets: [
    { id: "day", budget_ms: 900_000, used_ms: 60_000, shown_level: 1 },
    { id: "site:x", budget_ms: 300_000, used_ms: 60_000, shown_level: 0 },
    { id: "site:reddit", budget_ms: 300_000, used_ms: 0, shown_level: 0 },
  ],
  as_of: WALL,
};

test("the counter adds what this page has counted to the day and to its own site", () => {
  const live = withMore(today, 5000, "x");
  assert.equal(live.total_ms, 65_000);
  assert.deepEqual(plain(live.budgets.map((/** @type {BudgetState} */ { used_ms }) => used_ms)), [65_000, 65_000, 0]);
});

test("what was counted goes on from slice to slice, and not while nobody was here", () => {
  const first = advance(advance(begun(), at(5000)).meter, at(9000)).meter;
  const second = advance(open(close(first).meter, at(20_000), "x", null), at(23_000)).meter;
  assert.equal(advance(second, at(60_000)).meter.counted, 12_000);
});
