import assert from "node:assert/strict";
import { test } from "node:test";
import { loadPlain, plain } from "./plain.js";

const { find } = loadPlain("room.js", "Room");

const SIZE = { width: 200, height: 32 };
const VIEW = { width: 1000, height: 800 };

test("a part stays where it was put when nothing is under it", () => {
  assert.deepEqual(plain(find(SIZE, VIEW, [{ x: 16, y: 700 }], [])), { x: 16, y: 700 });
});

test("a part that would cover a box goes to a free corner", () => {
  const box = { x: 0, y: 600, width: 600, height: 200 };
  assert.deepEqual(plain(find(SIZE, VIEW, [{ x: 16, y: 752 }], [box])), { x: 792, y: 760 });
});

test("a part goes to the next place wanted before it goes to a corner", () => {
  const header = { x: 0, y: 0, width: 1000, height: 200 };
  const wanted = [
    { x: 400, y: 16 },
    { x: 400, y: Infinity },
  ];
  assert.deepEqual(plain(find(SIZE, VIEW, wanted, [header])), { x: 400, y: 760 });
});

test("a part stays out of sight when boxes take the whole window", () => {
  assert.equal(find(SIZE, VIEW, [{ x: 16, y: 16 }], [{ x: 0, y: 0, width: 1000, height: 800 }]), null);
});

test("a place outside a smaller window is brought inside", () => {
  assert.deepEqual(plain(find(SIZE, VIEW, [{ x: 5000, y: -50 }], [])), { x: 792, y: 8 });
});
