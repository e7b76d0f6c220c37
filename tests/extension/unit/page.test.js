import assert from "node:assert/strict";
import { test } from "node:test";
import { kindOf } from "../../../extension/background/kind.js";
import { concernsPages } from "../../../extension/background/page.js";

const settings = { enabled: true, sites_off: [], personas: {}, keys: {}, counter: { x: 16, y: 16 } };

for (const [what, changes, expected] of /** @type {[string, any, boolean][]} */ ([
  [
    "a site that is switched off",
    { settings: { oldValue: settings, newValue: { ...settings, sites_off: ["x"] } } },
    true,
  ],
  [
    "a counter that is moved",
    { settings: { oldValue: settings, newValue: { ...settings, counter: { x: 300 } } } },
    false,
  ],
  [
    "a pause of this site",
    { pause: { oldValue: { until: 0, sites: {} }, newValue: { until: 0, sites: { x: 1 } } } },
    true,
  ],
  ["a pause of the count", { pause: { oldValue: { until: 0, sites: {} }, newValue: { until: 9, sites: {} } } }, false],
  ["messages that count no longer", { server: { newValue: { settings: { count_messages: false } } } }, true],
  ["a minute more", { today: { newValue: { total_ms: 60_000 } }, seen_at: { newValue: 1 } }, false],
  ["everything erased", { settings: { oldValue: settings } }, true],
]))
  test(`${what} ${expected ? "starts pages anew" : "leaves pages as they are"}`, () => {
    assert.equal(concernsPages(changes), expected);
  });

for (const [text, surface, kind] of /** @type {[string, Surface, DraftKind][]} */ ([
  ["Has anybody tried this?", "post", "question"],
  ["See https://example.org/?a=1", "post", "post"],
  ["Is it? I think so.", "reply", "reply"],
  ["so true", "quote", "reshare"],
  ["This changed how I work with families", "quote", "share"],
  ["RT @ann Our new guideline is out", "post", "reshare"],
]))
  test(`"${text}" as a ${surface} is a ${kind}`, () => {
    assert.equal(kindOf(text, surface), kind);
  });
