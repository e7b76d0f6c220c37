// Reads a compose box as the text its person wrote, and finds a place in that text in the page again.
// One walk yields both, so that words and places cannot disagree. Offsets are UTF-16 units, as in the DOM.
const DraftText = (() => {
  const BLOCKS = new Set(
    "ADDRESS ARTICLE ASIDE BLOCKQUOTE BODY DD DETAILS DIV DL DT FIGCAPTION FIGURE FOOTER H1 H2 H3 H4 H5 H6 HEADER HR LI MAIN OL P PRE SECTION SUMMARY TABLE TD TH TR UL".split(
      " ",
    ),
  );
  const SILENT = new Set("BUTTON INPUT NOSCRIPT SCRIPT SELECT STYLE SVG TEMPLATE TEXTAREA".split(" "));
  // Place holders that editors put around embeds; the joiners 200C and 200D stay, emoji and scripts need them.
  const GUARDS = /[\u200B\u2060\uFEFF]+/g;

  /** @param {Element} el @returns {el is HTMLTextAreaElement} */
  const isField = (el) => el.localName === "textarea";

  /** @param {Node} node */
  const isBlock = (node) =>
    BLOCKS.has(node.nodeName) && !(/** @type {HTMLElement} */ (node).style?.display.startsWith("inline"));

  /** What an editor shows but nobody wrote. @param {Element} el */
  const isSilent = (el) =>
    SILENT.has(el.nodeName.toUpperCase()) ||
    el.getAttribute("aria-hidden") === "true" ||
    /** @type {HTMLElement} */ (el).hidden === true ||
    el.matches("[data-slate-placeholder],[data-mce-bogus=all],[class*=placeholder i][contenteditable=false]");

  /** A line break of the page's source between two blocks, which no browser shows. @param {Text} node */
  const isLayout = (node) =>
    /^\s*\n\s*$/.test(node.data) &&
    [node.previousSibling, node.nextSibling].some((beside) => beside !== null && isBlock(beside));

  /** A <br> that only keeps an empty line or a line's end open is no line break. @param {Node} br @param {Node} root */
  function fills(br, root) {
    for (let inside = br; inside !== root; inside = /** @type {Node} */ (inside.parentNode)) {
      for (let next = inside.nextSibling; next; next = next.nextSibling) {
        if (next.nodeType === Node.TEXT_NODE) {
          if (/** @type {Text} */ (next).data.replace(GUARDS, "") !== "") return false;
        } else if (next instanceof Element && !isSilent(next)) return isBlock(next);
      }
      if (inside.parentNode && isBlock(inside.parentNode)) return true;
    }
    return true;
  }

  /** @param {Element} root the field, editing host or canvas to read @returns {Reading} */
  function read(root) {
    if (isField(root)) return { text: root.value, segments: [], root };
    /** @type {Segment[]} */
    const segments = [];
    let text = "";
    let lines = 0; // how many pieces of content and empty lines there are so far
    let owed = false; // a line break is due before the next piece

    const begin = () => {
      if (owed && lines > 0) text += "\n";
      owed = false;
      lines++;
    };
    /** @param {string} words @param {Node} node @param {number | null} offset */
    const put = (words, node, offset) => {
      begin();
      segments.push({ at: text.length, length: words.length, node, offset });
      text += words;
    };
    /** @param {Text} node */
    const putText = (node) => {
      let from = 0;
      for (const guard of node.data.matchAll(GUARDS)) {
        if (guard.index > from) put(node.data.slice(from, guard.index), node, from);
        from = guard.index + guard[0].length;
      }
      if (from < node.data.length) put(node.data.slice(from), node, from);
    };
    /** @param {Node} node */
    const visit = (node) => {
      if (node.nodeType === Node.TEXT_NODE) {
        if (!isLayout(/** @type {Text} */ (node))) putText(/** @type {Text} */ (node));
        return;
      }
      if (!(node instanceof Element) || isSilent(node)) return;
      if (node.nodeName === "BR") {
        if (fills(node, root)) begin();
        else put("\n", node, null);
        return;
      }
      if (node.nodeName === "IMG") {
        const alt = node.getAttribute("alt");
        if (alt && !node.classList.contains("ProseMirror-separator")) put(alt, node, null);
        return;
      }
      const block = node !== root && isBlock(node);
      const before = lines;
      if (block) owed = true;
      for (let child = node.firstChild; child; child = child.nextSibling) visit(child);
      if (block && lines === before) begin();
      if (block) owed = true;
    };
    visit(root);
    return { text: text.replaceAll("\u00a0", " "), segments, root };
  }

  /** @param {Segment} segment @param {number} into @returns {[Node, number]} */
  function inside(segment, into) {
    if (segment.offset !== null) return [segment.node, segment.offset + into];
    const parent = /** @type {Node} */ (segment.node.parentNode);
    const index = Array.prototype.indexOf.call(parent.childNodes, segment.node);
    return [parent, into > 0 ? index + 1 : index];
  }

  /** The place of an offset: a start looks forward and an end looks back. @param {Reading} reading @param {number} offset @param {boolean} isEnd @returns {[Node, number]} */
  function place({ segments, root }, offset, isEnd) {
    let low = 0;
    let high = segments.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      const segment = /** @type {Segment} */ (segments[middle]);
      const past = isEnd ? segment.at + segment.length < offset : segment.at + segment.length <= offset;
      if (past) low = middle + 1;
      else high = middle;
    }
    const segment = segments[low] ?? segments.at(-1);
    if (!segment) return [root, 0];
    return inside(segment, Math.min(Math.max(offset - segment.at, 0), segment.length));
  }

  /** @param {Reading} reading @param {number} start @param {number} end @returns {Range} */
  function range(reading, start, end) {
    const found = reading.root.ownerDocument.createRange();
    found.setStart(...place(reading, start, false));
    found.setEnd(...place(reading, end, true));
    return found;
  }

  /** How the second text came from the first: the same head and tail, one edit between. @param {string} before @param {string} after */
  function edit(before, after) {
    const most = Math.min(before.length, after.length);
    let head = 0;
    while (head < most && before[head] === after[head]) head++;
    let tail = 0;
    while (tail < most - head && before[before.length - 1 - tail] === after[after.length - 1 - tail]) tail++;
    return { head, tail, shift: after.length - before.length };
  }

  /**
   * Findings of an older text at their places in a newer one; those that the edit touched are gone.
   * @template {{start: number, end: number}} T
   * @param {T[]} findings @param {string} before @param {string} after @returns {T[]}
   */
  function carry(findings, before, after) {
    if (before === after) return findings;
    const { head, tail, shift } = edit(before, after);
    /** @type {T[]} */
    const kept = [];
    for (const finding of findings) {
      if (finding.end <= head) kept.push(finding);
      else if (finding.start >= before.length - tail)
        kept.push({ ...finding, start: finding.start + shift, end: finding.end + shift });
    }
    return kept;
  }

  return { read, range, carry, isField };
})();
