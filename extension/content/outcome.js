// Turns the life of a draft into one outcome: what kind it was, and what became of each warning. Never text.
const Outcome = (() => {
  const LINK = /https?:\/\/\S+|www\.\S+/gi;
  const RESHARED = /^\s*(rt|via)\s+@|\bRT\s+@/i;
  const OWN_WORDS = 4; // fewer beside a reshare are no words of one's own ("so true", "this!")

  /** @param {string} text */
  const ownWords = (text) =>
    text
      .replace(/\bRT\s+@\S+[\s\S]*$/i, "")
      .replace(LINK, "")
      .match(/(?<![#@\p{L}\p{N}])\p{L}[\p{L}\p{N}’'-]*/gu)?.length ?? 0;

  /** @param {string} text @param {Surface} surface @returns {DraftKind} */
  function kind(text, surface) {
    if (surface === "quote" || surface === "reshare" || RESHARED.test(text))
      return ownWords(text) >= OWN_WORDS ? "share" : "reshare";
    if (surface === "reply" || surface === "comment") return "reply";
    return /\?(?=["'”’)\s]|$)/.test(text.replace(LINK, "")) ? "question" : "post";
  }

  /** Notes which findings a draft has now. @param {Ledger} ledger @param {Finding[]} findings */
  function see(ledger, findings) {
    for (const entry of ledger.values()) entry.present = false;
    for (const { key, rule } of findings) ledger.set(key, { rule, present: true });
  }

  /** @param {DraftEnd} end @param {boolean} present */
  function became(end, present) {
    if (end === "posted") return present ? "kept" : "changed";
    return end === "unknown" ? "unknown" : "dropped";
  }

  /**
   * @param {Ledger} ledger @param {DraftEnd} end unknown: the page went away with the draft
   * @returns {{rule: string, outcome: "changed" | "kept" | "dropped" | "unknown"}[]}
   */
  const warnings = (ledger, end) =>
    [...ledger.values()].map(({ rule, present }) => ({ rule, outcome: became(end, present) }));

  return { kind, see, warnings };
})();
