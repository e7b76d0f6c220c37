// Relays a draft to the companion and says so when nobody looked at it. The draft is in no variable longer than its request.
import { ask } from "./companion.js";
import { dress } from "./dress.js";
import { get } from "./keep.js";
import { kindOf } from "./kind.js";

/** The most the companion reads (UTF-16 units are never fewer than code points). */
const LONGEST_DRAFT = 20_000;

/**
 * @param {DraftToCheck} draft
 * @param {string} site
 * @param {Persona} persona
 * @returns {Promise<Checked<Finding> | NotChecked>}
 */
export async function checkDraft(draft, site, persona) {
  const { text, revision, surface, media, context } = draft;
  if (countCodePoints(text) > LONGEST_DRAFT) return { state: "not-checked", revision, why: "too-long" };
  const answer = await ask("POST", "/api/v1/checks", {
    text: text.toWellFormed(),
    revision,
    surface,
    media,
    site,
    persona,
    ...(context && { context }),
  });
  if (!answer.ok) return { state: "not-checked", revision, why: answer.why };
  const { findings, length, incomplete, more, quieted, notices = [] } = answer.body;
  return {
    state: "checked",
    revision: answer.body.revision,
    length,
    kind: kindOf(text, surface),
    findings,
    incomplete: Boolean(incomplete),
    more: more ?? 0,
    quieted: quieted ?? [],
    notEnglish: notices.includes("mostly-not-english"),
  };
}

/**
 * The same, with each finding as its card shows it.
 * @param {DraftToCheck} draft
 * @param {string} site
 * @param {Persona} persona
 * @returns {Promise<CheckAnswer>}
 */
export async function checkForPage(draft, site, persona) {
  const answer = await checkDraft(draft, site, persona);
  if (answer.state !== "checked") return answer;
  const { text, surface } = draft;
  return { ...answer, findings: answer.findings.map((each) => dress(each, text, surface, answer.notEnglish)) };
}

/** @param {string} text */
function countCodePoints(text) {
  if (text.length <= LONGEST_DRAFT) return text.length;
  let count = 0;
  for (const _ of text) count += 1;
  return count;
}

/**
 * Which hat the person wears on this site: chosen here, else in the companion's settings.
 * @param {string} site
 * @returns {Promise<Persona>}
 */
export async function personaFor(site) {
  const [settings, server] = await Promise.all([get("settings"), get("server")]);
  const theirs = server?.settings;
  return settings.personas[site] ?? theirs?.persona_by_site?.[site] ?? theirs?.persona ?? "professional";
}
