// Says what kind of draft a text is: a question, a reply, one's own news, a bare reshare, or something shared with own words.

const LINK = /https?:\/\/\S+|www\.\S+/gi;
const RESHARED = /^\s*(rt|via)\s+@|\bRT\s+@/i;
/** Fewer beside a reshare are no words of one's own ("so true", "this!"). */
const OWN_WORDS = 4;

/**
 * @param {string} text
 * @param {Surface} surface
 * @returns {DraftKind}
 */
export function kindOf(text, surface) {
  if (surface === "quote" || surface === "reshare" || RESHARED.test(text))
    return ownWords(text) >= OWN_WORDS ? "share" : "reshare";
  if (surface === "reply" || surface === "comment") return "reply";
  return /\?(?=["'”’)\s]|$)/.test(text.replace(LINK, "")) ? "question" : "post";
}

/** @param {string} text */
function ownWords(text) {
  const own = text.replace(/\bRT\s+@\S+[\s\S]*$/i, "").replace(LINK, "");
  return own.match(/(?<![#@\p{L}\p{N}])\p{L}[\p{L}\p{N}’'-]*/gu)?.length ?? 0;
}
