// Turns findings into what their cards show: what was seen, why it can hurt, what to do instead, who says so, and the ways on.
import { button, part, say } from "./part.js";

const FACTS = 5; // more would not be read
/** Surfaces that anyone can read. */
const PUBLIC = ["post", "reply", "comment", "quote", "reshare", "article"];
/** What the person may say of whom a draft describes. @type {DraftContext[]} */
const CONTEXTS = ["not-served", "consent", "made-up"];

/**
 * @param {Finding} finding
 * @param {string} text the draft that it was found in
 * @param {Surface} surface
 * @param {boolean} notEnglish whether only identifiers were checked
 * @returns {ShownFinding}
 */
export function dress(finding, text, surface, notEnglish) {
  const { rule, level, start, end, title, key, replacement = null } = finding;
  return { rule, level, start, end, title, key, replacement, card: cardOf(finding, text, surface, notEnglish) };
}

/**
 * @param {Finding} finding
 * @param {string} text
 * @param {Surface} surface
 * @param {boolean} notEnglish
 * @returns {ShownFinding["card"]}
 */
function cardOf(finding, text, surface, notEnglish) {
  const { family, level, start, end, title, message, reason, suggestion, sources } = finding;
  const isPublic = family === "confidentiality" && PUBLIC.includes(surface);
  const heading = part("h2", title, { id: "t" });
  const seen = part("p", message);
  const instead = part("p.instead", [part("b", say("card_instead")), suggestion]);
  const audience = isPublic ? part("p.public", say("card_public")) : null;
  const partly = notEnglish ? part("p.says", say("not_english")) : null;
  const why = part("p.why", reason);
  return {
    level: say(`card_${level}`),
    writing: [
      heading,
      part("div", [seen, why], { id: "d" }),
      factList(finding),
      instead,
      audience,
      says(sources.slice(0, 2)),
      partly,
      waysOn(finding),
      part("p.status", "", { role: "status" }),
    ],
    others: alternatives(finding),
    // At Post people read two lines, not ten.
    atPost: [heading, part("div", [seen], { id: "d" }), instead, audience, says(sources.slice(0, 1)), partly],
    held: part("li", [part("b", title), say("card_words", text.slice(start, end))]),
    audience,
    exits: exits(finding),
  };
}

/** @param {Source[]} sources */
function says(sources) {
  const links = sources.map(({ title, section, url }) => {
    const name = section ? say("card_source", title, section) : title;
    const isWeb = url && /^https?:/.test(url);
    return isWeb ? part("a", name, { href: url, target: "_blank", rel: "noopener noreferrer" }) : part("span", name);
  });
  return links.length
    ? part(
        "p.says",
        links.flatMap((link, at) => [at ? " · " : null, link]),
      )
    : null;
}

/** The facts that add up; the companion puts the one first that narrows most, which need not be the heaviest. @param {Finding} finding */
function factList({ facts = [] }) {
  const labels = [...new Set(facts.filter(({ weight }) => weight >= 0).map(({ label }) => label))].slice(0, FACTS);
  const items = labels.map((label, at) => part("li", at === 0 ? say("card_fact_most", label) : label));
  return items.length ? part("ul.facts", items, { ariaLabel: say("card_facts") }) : null;
}

/** The ways on, the best one first. @param {Finding} finding */
function waysOn({ replacement: exact = null, family, level }) {
  return part("div.does", [
    exact === null ? null : button(exact ? say("card_apply", exact) : say("card_remove"), { way: "apply" }),
    button(say("card_edit"), { way: "edit" }),
    exact ? button(say("card_copy"), { way: "copy" }) : null,
    breather(family, level),
  ]);
}

/** An angry draft may be put aside. @param {string} family @param {Level} level */
function breather(family, level) {
  return family === "respect" && level !== "hint" ? button(say("card_breather"), { way: "breathe" }) : null;
}

/** At Post: leaving comes first, and all are of one size. @param {Finding} finding */
function exits({ family, level }) {
  return part("div.does.equal", [
    button(say("card_keep"), { way: "close" }),
    breather(family, level),
    button(say("card_edit_words"), { way: "edit" }),
    button(say("card_post_anyway"), { way: "postAnyway" }),
  ]);
}

/** @param {Finding} finding */
function alternatives({ family }) {
  // Only the Rules page may quiet a confidentiality rule: it says first what that would mean.
  const isConfidential = family === "confidentiality";
  return part("div.rest", [
    ...CONTEXTS.map((context) =>
      isConfidential ? button(say(`card_${context.replace("-", "_")}`), { way: "explain", context }) : null,
    ),
    button(say("card_dismiss"), { way: "dismiss" }),
    isConfidential ? null : button(say("card_quiet"), { way: "quiet" }),
  ]);
}
