import assert from "node:assert/strict";
import { webcrypto } from "node:crypto";
import { test } from "node:test";
import { badgeOf, badgeOfDraft } from "../../../extension/background/badge.js";
import { isProof, refusalOf } from "../../../extension/background/companion.js";
import { nextWait, removable, settled, tooMuch, wire } from "../../../extension/background/journal.js";
import { levelOf, localToday, unionMs } from "../../../extension/background/reckon.js";
import { siteAt, siteOfSender } from "../../../extension/background/sites.js";

const NOW = 1_795_312_219_531;
/** @param {number} seq @param {number} start @param {number} end @param {object} [more] */
const slice = (seq, start, end, more = {}) => ({
  src: "tab",
  seq,
  site: "x",
  start: NOW + start,
  end: NOW + end,
  ...more,
});
/** @param {any} one @returns {[string, any]} */
const entry = (one) => [`s:${one.src}:${one.seq}`, one];

test("overlapping time of two windows counts once", () => {
  assert.equal(unionMs([slice(0, 0, 600), slice(1, 300, 900), slice(2, 950, 1000)], NOW, NOW + 5000), 950);
});

test("time is clipped to the period", () => {
  assert.equal(unionMs([slice(0, -500, 500), slice(1, 900, 2000)], NOW, NOW + 1000), 600);
});

/** @type {any} */
const TODAY = {
  day: "2026-11-21",
  day_ends_at: NOW + 3_600_000,
  total_ms: 60_000,
  sites: { x: 60_000 },
  budget_ms: 900_000,
  level: 0,
  shown_level: 1,
  budgets: [
    { id: "day", budget_ms: 900_000, used_ms: 60_000, shown_level: 1 },
    { id: "site:x", budget_ms: 60_000, used_ms: 60_000, shown_level: 0 },
  ],
};

test("today is the companion's total and what the journal holds after it", () => {
  const journal = [slice(0, -30_000, 10_000), slice(1, 5000, 20_000), slice(2, 0, 1000, { site: "reddit" })];
  const today = localToday({ today: TODAY, covers_until: NOW }, journal, NOW + 30_000);
  assert.deepEqual([today?.total_ms, today?.sites], [80_000, { x: 80_000, reddit: 1000 }]);
  assert.deepEqual(
    today?.budgets.map(({ used_ms }) => used_ms),
    [80_000, 80_000],
  );
});

test("the budget is reached while the companion is away", () => {
  const today = localToday({ today: TODAY, covers_until: NOW }, [slice(0, 0, 840_000)], NOW + 840_000);
  assert.equal(today?.level, 4);
  assert.equal(levelOf(today?.total_ms ?? 0, TODAY.budget_ms), 3);
});

test("a day that ends while the companion is away starts a new one from nothing", () => {
  const journal = [slice(0, 3_590_000, 3_610_000)];
  const today = localToday({ today: TODAY, covers_until: NOW }, journal, NOW + 3_620_000);
  assert.deepEqual([today?.day, today?.total_ms, today?.budgets[0]?.shown_level], ["2026-11-22", 10_000, 0]);
  const later = localToday({ today: TODAY, covers_until: NOW }, journal, NOW + 3_600_000 + 2 * 86_400_000);
  assert.deepEqual([later?.day, later?.total_ms], ["2026-11-24", 0]);
});

test("before the companion has ever answered there is no today", () => {
  assert.equal(localToday(null, [slice(0, 0, 1000)], NOW), null);
});

test("five more minutes taken in another browser hold here too", () => {
  const today = localToday({ today: { ...TODAY, snoozed_ms: 200_000, extra_used: 1 }, covers_until: NOW }, [], NOW);
  assert.deepEqual([today?.extra_until_ms, today?.extra_used], [260_000, 1]);
});

test("a slice is removed only when acknowledged, unchanged and closed", () => {
  const sent = [
    slice(0, 0, 9, { closed: true }),
    slice(1, 0, 9, { closed: true }),
    slice(2, 0, 9),
    slice(3, 0, 9, { closed: true }),
  ].map(entry);
  const stored = Object.fromEntries(sent);
  stored["s:tab:1"] = slice(1, 0, 12, { closed: true }); // grew while its request was under way
  const gone = new Set(["s:tab:0", "s:tab:1", "s:tab:2"]); // the answer to 3 was lost
  assert.deepEqual(removable(sent, gone, stored, NOW + 10), ["s:tab:0"]);
});

test("a slice of a page that was killed is removed once it has been still for long", () => {
  const sent = [entry(slice(0, -40_000, -31_000))];
  assert.deepEqual(removable(sent, new Set(["s:tab:0"]), Object.fromEntries(sent), NOW), ["s:tab:0"]);
});

test("a purpose named meanwhile keeps the slice for another request", () => {
  const sent = [entry(slice(0, 0, 9, { closed: true }))];
  const stored = { "s:tab:0": slice(0, 0, 9, { closed: true, purpose: "replies" }) };
  assert.deepEqual(removable(sent, new Set(["s:tab:0"]), stored, NOW), []);
});

test("stored, extended, duplicate, ignored, gone and rejected are all dealt with; rejected is counted", () => {
  const statuses = ["stored", "extended", "duplicate", "ignored", "gone", "rejected"];
  const batch = statuses.map((_, seq) => entry(slice(seq, 0, 9)));
  const results = statuses.map((status, seq) => ({ src: "tab", seq, status }));
  assert.deepEqual(settled(batch, results), { gone: batch.map(([key]) => key), dropped: 1 });
  assert.deepEqual(settled(batch, results.slice(1, 2)), { gone: ["s:tab:1"], dropped: 0 });
});

test("only the fields of the shape go over the wire", () => {
  assert.deepEqual(wire(slice(0, 0, 9, { closed: true, other: 1 })), slice(0, 0, 9));
  assert.deepEqual(wire(slice(0, 0, 9, { purpose: "replies" })), slice(0, 0, 9, { purpose: "replies" }));
});

test("what is older than 35 days and what is more than 20,000 goes, oldest first", () => {
  const day = 86_400_000;
  const old = entry(slice(0, -36 * day, -36 * day + 9));
  const many = Array.from({ length: 20_002 }, (_, index) => entry(slice(index + 1, index, index + 9)));
  assert.deepEqual(tooMuch([old, ...many], NOW), ["s:tab:0", "s:tab:1", "s:tab:2"]);
});

test("the waits between tries double up to a minute", () => {
  const waits = [0];
  for (let time = 0; time < 8; time += 1) waits.push(nextWait(waits.at(-1) ?? 0));
  assert.deepEqual(waits.slice(1), [1000, 2000, 4000, 8000, 16_000, 32_000, 60_000, 60_000]);
});

for (const [status, why] of /** @type {const} */ ([
  [401, "not-paired"],
  [403, "not-paired"],
  [404, "update"],
  [413, "too-long"],
  [429, "too-many"],
  [500, "companion-down"],
  [503, "companion-down"],
  [507, "companion-down"],
  [400, "refused"],
  [422, "refused"],
  [409, "refused"],
])) {
  test(`an answer of ${status} means ${why}`, () => assert.equal(refusalOf(status).why, why));
}

/** @param {Uint8Array<ArrayBuffer>} bytes */
const keyOf = (bytes) =>
  webcrypto.subtle.importKey("raw", bytes, { name: "HMAC", hash: "SHA-256" }, false, ["sign", "verify"]);
/** @param {CryptoKey} key @param {string} text */
const proofOf = async (key, text) =>
  Buffer.from(await webcrypto.subtle.sign("HMAC", key, Buffer.from(text))).toString("hex");

test("only the proof for this nonce, this port and this key is taken", async () => {
  const key = await keyOf(new Uint8Array(32).fill(7));
  const other = await keyOf(new Uint8Array(32).fill(8));
  const right = await proofOf(key, "nonce|7678");
  assert.equal(await isProof(key, right, "nonce", 7678), true);
  for (const [proof, nonce, port] of /** @type {[unknown, string, number][]} */ ([
    [right, "nonce", 7679],
    [right, "another", 7678],
    [await proofOf(other, "nonce|7678"), "nonce", 7678],
    [right.toUpperCase(), "nonce", 7678],
    [undefined, "nonce", 7678],
    ["", "nonce", 7678],
    [{}, "nonce", 7678],
  ])) {
    assert.equal(await isProof(key, proof, nonce, port), false);
  }
});

/** @type {any} */
const REST = { mondayDot: false, enabled: true, pausedUntil: 0, now: NOW };
/** @param {number} total @param {number} level */
const used = (total, level) => /** @type {any} */ ({ total_ms: total, budget_ms: 900_000, level });

test("the badge says minutes, and the budget's colour changes with the level", () => {
  const badges = [0, 1, 2, 3, 4].map((level) => badgeOf("paired", used(780_000, level), REST));
  assert.deepEqual(
    badges.map(({ text }) => text),
    Array(5).fill("13m"),
  );
  assert.equal(new Set(badges.map(({ colour }) => colour)).size, 4);
});

test("the badge never looks fine when nothing is checked", () => {
  for (const state of /** @type {const} */ (["down", "unpaired", "unknown", "not-the-companion", "update"])) {
    assert.match(badgeOf(state, used(780_000, 1), REST).text, /^[?!]$/);
  }
  assert.equal(badgeOfDraft(null)?.text, "?");
});

test("the badge counts warnings and says nothing of its own without any", () => {
  assert.deepEqual([badgeOfDraft(1)?.text, badgeOfDraft(3)?.text, badgeOfDraft(0)], ["1", "3", null]);
});

test("a dot says on Monday that last week is ready", () => {
  assert.equal(badgeOf("paired", used(0, 0), { ...REST, mondayDot: true }).text, "•");
});

test("switched off, the badge is empty", () => {
  assert.equal(badgeOf("down", null, { ...REST, enabled: false }).text, "");
});

test("white on every badge colour has a contrast of at least 4.5", () => {
  const badges = [
    badgeOfDraft(1),
    ...[0, 1, 2, 3].map((level) => badgeOf("paired", used(60_000, level), REST)),
    badgeOf("down", null, REST),
  ];
  for (const badge of badges) {
    const [r = 0, g = 0, b = 0] = (badge?.colour.match(/[0-9a-f]{2}/g) ?? []).map((hex) => {
      const share = Number.parseInt(hex, 16) / 255;
      return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
    });
    assert.ok(1.05 / (0.2126 * r + 0.7152 * g + 0.0722 * b + 0.05) >= 4.5, badge?.colour);
  }
});

const SITES = [
  { id: "x", name: "X", hosts: ["x.com"] },
  { id: "wordpress", name: "WordPress", hosts: ["wordpress.com", "*.wordpress.com"] },
];
/** @param {object} more */
const sender = (more) =>
  /** @type {any} */ ({ frameId: 0, url: "https://x.com/home", tab: { id: 1, url: "https://x.com/home" }, ...more });

test("a site is known by its host, whole, over https", () => {
  const addresses = [
    "https://x.com/home",
    "http://x.com/",
    "https://notx.com/",
    "https://x.com.evil.example/",
    "https://a.wordpress.com/",
    undefined,
    "nonsense",
  ];
  assert.deepEqual(
    addresses.map((address) => siteAt(SITES, address)?.id),
    ["x", undefined, undefined, undefined, "wordpress", undefined, undefined],
  );
});

test("an editor's own frame belongs to its page; a site embedded elsewhere belongs to nobody", () => {
  const blog = { id: 1, url: "https://me.wordpress.com/post" };
  assert.equal(siteOfSender(SITES, sender({ frameId: 4, url: "about:srcdoc", tab: blog }))?.id, "wordpress");
  assert.equal(
    siteOfSender(SITES, sender({ frameId: 4, url: "https://wordpress.com/editor", tab: blog }))?.id,
    "wordpress",
  );
  assert.equal(siteOfSender(SITES, sender({ frameId: 4, tab: { id: 1, url: "https://news.example/" } })), null);
  assert.equal(siteOfSender(SITES, sender({ frameId: 4, tab: { id: 1 } })), null);
});

test("a private window belongs to nobody", () => {
  assert.equal(siteOfSender(SITES, sender({ tab: { id: 1, url: "https://x.com/", incognito: true } })), null);
});

test("a message without a tab belongs to nobody", () => {
  assert.equal(siteOfSender(SITES, sender({ tab: undefined })), null);
});
