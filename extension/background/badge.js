// Turns what is known into the toolbar's few letters: minutes and budget colour, warnings, or that nothing is checked.
import { get } from "./keep.js";

/** Contrast with white text is at least 4.5:1 for each. */
const COLOURS = { calm: "#4a5560", half: "#1f6478", near: "#8a5200", over: "#a1340a", warn: "#9a3412", off: "#4a5560" };

/**
 * @typedef {{ text: string, colour: string, title: string, args: string[] }} Badge `title` is a message name in _locales
 */

/**
 * What the badge says when the tab in front has no say of its own.
 * @param {Connection["state"]} connection
 * @param {LocalToday | null} today
 * @param {{ mondayDot: boolean, enabled: boolean, pausedUntil: number, now: number }} rest
 * @returns {Badge}
 */
export function badgeOf(connection, today, rest) {
  if (!rest.enabled) return { text: "", colour: COLOURS.off, title: "badge_off", args: [] };
  if (connection === "unpaired" || connection === "unknown")
    return { text: "!", colour: COLOURS.over, title: "badge_unpaired", args: [] };
  if (connection === "not-the-companion") return { text: "!", colour: COLOURS.over, title: "badge_stranger", args: [] };
  if (connection === "update") return { text: "!", colour: COLOURS.over, title: "badge_update", args: [] };
  if (connection === "down") return { text: "?", colour: COLOURS.off, title: "badge_down", args: [] };
  if (rest.mondayDot) return { text: "•", colour: COLOURS.half, title: "badge_monday", args: [] };
  const minutes = Math.floor((today?.total_ms ?? 0) / 60_000);
  if (rest.pausedUntil > rest.now)
    return { text: "", colour: COLOURS.off, title: "badge_paused", args: [`${minutes}`] };
  const colour =
    [COLOURS.calm, COLOURS.half, COLOURS.near, COLOURS.over, COLOURS.over][today?.level ?? 0] ?? COLOURS.calm;
  const budget = today?.budget_ms ?? null;
  if (budget === null)
    return { text: minutes ? `${minutes}m` : "", colour, title: "badge_minutes", args: [`${minutes}`] };
  const args = [`${minutes}`, `${Math.round(budget / 60_000)}`];
  return { text: minutes ? `${minutes}m` : "", colour, title: "badge_minutes_of", args };
}

/**
 * What the badge says on a tab where somebody writes.
 * @param {number | null} warnings null: the draft was not checked
 * @returns {Badge | null} null: nothing of its own
 */
export function badgeOfDraft(warnings) {
  if (warnings === null) return { text: "?", colour: COLOURS.off, title: "badge_not_checked", args: [] };
  if (warnings === 0) return null;
  const title = warnings === 1 ? "badge_warning" : "badge_warnings";
  return { text: `${warnings}`, colour: COLOURS.warn, title, args: [`${warnings}`] };
}

/** Shows the general badge. @param {number} now epoch ms */
export async function showBadge(now) {
  const [connection, today, server, settings, pause] = await Promise.all([
    get("connection"),
    get("today"),
    get("server"),
    get("settings"),
    get("pause"),
  ]);
  const badge = badgeOf(connection.state, today, {
    mondayDot: server?.monday_dot ?? false,
    enabled: settings.enabled,
    pausedUntil: Math.max(pause.until, server?.paused_until ?? 0),
    now,
  });
  await Promise.all([
    chrome.action.setBadgeText({ text: badge.text }),
    chrome.action.setBadgeBackgroundColor({ color: badge.colour }),
    chrome.action.setBadgeTextColor({ color: "#ffffff" }),
    chrome.action.setTitle({ title: chrome.i18n.getMessage(badge.title, badge.args) }),
  ]);
}

/**
 * @param {number} tabId
 * @param {number | null} warnings
 */
export async function showDraftBadge(tabId, warnings) {
  const badge = badgeOfDraft(warnings);
  if (!badge) {
    // null brings the general badge back in both browsers; only the types do not know it.
    const none = /** @type {any} */ (null);
    const [title, color] = await Promise.all([chrome.action.getTitle({}), chrome.action.getBadgeBackgroundColor({})]);
    await Promise.all([
      chrome.action.setBadgeText({ tabId, text: none }),
      chrome.action.setBadgeBackgroundColor({ tabId, color }),
      chrome.action.setTitle({ tabId, title }),
    ]);
    return;
  }
  await Promise.all([
    chrome.action.setBadgeText({ tabId, text: badge.text }),
    chrome.action.setBadgeBackgroundColor({ tabId, color: badge.colour }),
    chrome.action.setTitle({ tabId, title: chrome.i18n.getMessage(badge.title, badge.args) }),
  ]);
}
