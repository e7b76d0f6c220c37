// Puts a caret at words, and replaces words so that the editor's own model, its undo and its caret follow.
// What was done is read again; if the text is not as expected it is undone once, and the person can copy instead.
const Apply = (() => {
  const SELECTION_MS = 30; // editors take a new selection over at selectionchange, which comes later
  const SETTLED_MS = 120; // some editors put their own text back at the next render
  const PATIENCE_MS = 400;

  /** @param {number} ms */
  const wait = (ms) => new Promise((done) => setTimeout(done, ms));

  /** @param {Box} box */
  const text = (box) => DraftText.read(box.root).text;

  /** The editing host that holds a range: a canvas may hold several. @param {Box} box @param {Range} range */
  const hostOf = (box, range) => Find.field(range.startContainer) ?? box.el;

  /** @param {Box} box @param {number} start @param {number} end @returns {{host: HTMLElement, range: Range | null}} */
  function select(box, start, end) {
    if (DraftText.isField(box.root)) {
      box.root.focus({ preventScroll: true });
      box.root.setSelectionRange(start, end);
      return { host: box.root, range: null };
    }
    const range = DraftText.range(DraftText.read(box.root), start, end);
    if (start === end) range.collapse(false);
    const host = hostOf(box, range);
    host.focus({ preventScroll: true });
    const selection = host.ownerDocument.getSelection();
    selection?.removeAllRanges();
    selection?.addRange(range);
    return { host, range };
  }

  /** Where the caret is now, as a function that puts it back. @param {Box} box @returns {() => void} */
  function remember(box) {
    const { el } = box;
    if (DraftText.isField(el)) {
      const { selectionStart, selectionEnd, selectionDirection } = el;
      return () => {
        el.focus({ preventScroll: true });
        el.setSelectionRange(selectionStart, selectionEnd, selectionDirection);
      };
    }
    const root = /** @type {{getSelection?: () => Selection | null}} */ (/** @type {unknown} */ (el.getRootNode()));
    const selection = root.getSelection?.() ?? el.ownerDocument.getSelection();
    const { anchorNode, anchorOffset, focusNode, focusOffset } = selection ?? {};
    return () => {
      el.focus({ preventScroll: true });
      if (!anchorNode?.isConnected || !focusNode?.isConnected) return;
      try {
        selection?.setBaseAndExtent(anchorNode, anchorOffset ?? 0, focusNode, focusOffset ?? 0);
      } catch (error) {
        // The editor has shortened its text meanwhile: its own caret is the better one.
        if (!(error instanceof DOMException)) throw error;
      }
    };
  }

  /** An editor that owns its input takes the event; else the browser edits. @param {HTMLElement} host @param {Range | null} range @param {string} words */
  function put(host, range, words) {
    if (range) {
      // Never with a DataTransfer: in Firefox the page reads it as empty, and Quill and Lexical then delete words.
      const taken = !host.dispatchEvent(
        new InputEvent("beforeinput", {
          bubbles: true,
          cancelable: true,
          composed: true,
          inputType: words ? "insertReplacementText" : "deleteContentBackward",
          data: words || null,
          targetRanges: [new StaticRange(range)],
        }),
      );
      if (taken) return;
    }
    // Deprecated, and the only way that keeps the page's own undo; its answer proves nothing, so it is not read.
    if (words) document.execCommand("insertText", false, words);
    else document.execCommand("delete");
  }

  /** @param {HTMLElement} host */
  function undo(host) {
    const event = new InputEvent("beforeinput", {
      bubbles: true,
      cancelable: true,
      composed: true,
      inputType: "historyUndo",
    });
    if (host.dispatchEvent(event)) document.execCommand("undo");
  }

  /** Whether the person has pressed a key since now: then what a text became is theirs. @param {Document} doc @param {AbortSignal} signal @returns {() => boolean} */
  function watchKeys(doc, signal) {
    let wasPressed = false;
    const note = (/** @type {Event} */ event) => {
      wasPressed ||= event.isTrusted;
    };
    doc.addEventListener("keydown", note, { capture: true, passive: true, signal });
    return () => wasPressed;
  }

  /** @param {Box} box @param {string} wanted @param {() => boolean} isTyping */
  async function becomes(box, wanted, isTyping) {
    for (let waited = 0; waited <= PATIENCE_MS; waited += SELECTION_MS) {
      if (text(box) === wanted) {
        await wait(SETTLED_MS);
        return isTyping() || text(box) === wanted;
      }
      await wait(SELECTION_MS);
    }
    return false;
  }

  /**
   * @param {Box} box @param {number} start @param {number} end @param {string} words
   * @returns {Promise<"done" | "restored" | "changed">} changed: neither the new text nor the old one; the person must look
   */
  async function replace(box, start, end, words) {
    const before = text(box);
    const wanted = before.slice(0, start) + words + before.slice(end);
    const { host, range } = select(box, start, end);
    await wait(SELECTION_MS);
    const watch = new AbortController();
    const isTyping = watchKeys(host.ownerDocument, watch.signal);
    try {
      put(host, range, words);
      if (await becomes(box, wanted, isTyping)) return "done";
      if (text(box) === before) return "restored";
      if (isTyping()) return "changed"; // an undo would take away what the person has just typed
      undo(host);
      return (await becomes(box, before, isTyping)) ? "restored" : "changed";
    } finally {
      watch.abort();
    }
  }

  return { replace, select, remember };
})();
