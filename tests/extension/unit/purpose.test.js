import assert from "node:assert/strict";
import { test } from "node:test";
import { loadPlain, plain } from "./plain.js";

const { begin, after } = loadPlain("purpose.js", "Purpose").pure;
const NOW = 1_795_312_219_531;
const HALF_HOUR = 30 * 60_000;
const visit = { purpose: null, label: "", started_at: NOW - 1000 };
const prompt = { skips: 0, resting_until: 0 };

test("the first page ever begins a visit and asks", () => {
  assert.deepEqual(plain(begin({ seen_at: 0, visit: null, prompt }, true, NOW)), { isNew: true, asks: true });
});

test("another page within half an hour belongs to the same visit", () => {
  assert.equal(begin({ seen_at: NOW - HALF_HOUR + 1, visit, prompt }, true, NOW).isNew, false);
});

test("half an hour away ends a visit", () => {
  assert.deepEqual(plain(begin({ seen_at: NOW - HALF_HOUR, visit, prompt }, true, NOW)), { isNew: true, asks: true });
});

test("switched off, a visit begins without a question", () => {
  assert.deepEqual(plain(begin({ seen_at: 0, visit: null, prompt }, false, NOW)), { isNew: true, asks: false });
});

test("five skips in a row and it asks again next week", () => {
  let state = prompt;
  for (let skip = 0; skip < 5; skip += 1) state = after(state, false, NOW);
  assert.deepEqual(plain(state), { skips: 0, resting_until: NOW + 7 * 86_400_000 });
  assert.equal(begin({ seen_at: 0, visit: null, prompt: state }, true, NOW + 6 * 86_400_000).asks, false);
  assert.equal(begin({ seen_at: 0, visit: null, prompt: state }, true, NOW + 7 * 86_400_000).asks, true);
});

test("an answer starts the count of skips again", () => {
  let state = prompt;
  for (const answered of [false, false, false, false, true, false, false, false, false])
    state = after(state, answered, NOW);
  assert.deepEqual(plain(state), { skips: 4, resting_until: 0 });
});
