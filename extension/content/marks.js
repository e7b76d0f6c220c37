// Underlines findings in a compose box without a change to the page's DOM: CSS Custom Highlights over the words,
// and for a text field whose words have no nodes, lines drawn in our own layer where a mirror says they are.
const Marks = (() => {
  // A page can list its highlights, so these names say nothing about us or about what was found.
  const NAMES = /** @type {const} */ ({ hint: "u1", warn: "u2", hold: "u3" });
  // The same in content/marks.css: a document's highlight rules do not reach into a shadow tree in Firefox.
  const CSS_TEXT =
    "::highlight(u1){text-decoration:underline dotted #5b7083 2px;text-underline-offset:3px}" +
    "::highlight(u2){text-decoration:underline wavy #b35900 1.5px;text-underline-offset:3px}" +
    "::highlight(u3){text-decoration:underline double #b4237a 1.5px;text-underline-offset:3px}";
  const LINES =
    ".l{position:fixed;pointer-events:none;box-sizing:border-box;border:0 solid}" +
    ".hint{border-bottom:2px dotted #5b7083}.warn{border-bottom:2px solid #b35900}.hold{border-bottom:4px double #b4237a}" +
    "@media(forced-colors:active){.l{border-color:Mark!important}}";

  /** @type {Map<Level, Highlight>} */
  const highlights = new Map();
  /** @type {Map<Box, Mark[]>} */
  const shown = new Map();
  /** @type {WeakMap<ShadowRoot, CSSStyleSheet>} */
  const sheets = new WeakMap();
  /** @type {Map<Box, {el: HTMLElement, remove: () => void, stop: AbortController}>} */
  const drawings = new Map();

  /** @param {Level} level @returns {Highlight} */
  function highlight(level) {
    let found = highlights.get(level);
    if (!found) {
      found = new Highlight();
      found.type = "grammar-error"; // so that assistive technology announces it like the browser's own marks
      found.priority = ["hint", "warn", "hold"].indexOf(level);
      highlights.set(level, found);
    }
    if (!CSS.highlights.has(NAMES[level])) CSS.highlights.set(NAMES[level], found);
    return found;
  }

  /** @param {Element} el */
  function styleShadow(el) {
    const root = el.getRootNode();
    if (!(root instanceof ShadowRoot) || sheets.has(root)) return;
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(CSS_TEXT);
    root.adoptedStyleSheets = [...root.adoptedStyleSheets, sheet];
    sheets.set(root, sheet);
  }

  /** @param {Element} el */
  function unstyleShadow(el) {
    const root = el.getRootNode();
    const sheet = root instanceof ShadowRoot && sheets.get(root);
    if (!sheet) return;
    root.adoptedStyleSheets = root.adoptedStyleSheets.filter((other) => other !== sheet);
    sheets.delete(root);
  }

  /** Words of a text field as a range of the browser's own, in Chromium 148 and later. @param {HTMLTextAreaElement} field @param {number} start @param {number} end */
  const valueRange = (field, start, end) => field.createValueRange?.(start, end) ?? null;

  /** @param {Reading} reading @param {Finding} finding @returns {Mark} */
  function mark(reading, finding) {
    const { start, end } = finding;
    const { root } = reading;
    if (DraftText.isField(root)) return { finding, field: root, range: valueRange(root, start, end) };
    return { finding, field: null, range: DraftText.range(reading, start, end) };
  }

  /**
   * Shows these findings in a box instead of the ones shown before.
   * @param {Box} box @param {Reading} reading what was just read @param {Finding[]} findings
   */
  function show(box, reading, findings) {
    clear(box);
    if (findings.length === 0) return;
    styleShadow(box.root);
    const marks = findings.map((finding) => mark(reading, finding));
    for (const { finding, range } of marks) if (range) highlight(finding.level).add(/** @type {Range} */ (range));
    shown.set(box, marks);
    if (marks.some(({ range }) => range === null)) draw(box);
  }

  /** @param {Box} box */
  function clear(box) {
    for (const { finding, range } of shown.get(box) ?? [])
      if (range) highlights.get(finding.level)?.delete(/** @type {Range} */ (range));
    shown.delete(box);
    undraw(box);
    for (const [level, { size }] of highlights) if (size === 0) CSS.highlights.delete(NAMES[level]);
  }

  function clearAll() {
    for (const box of [...shown.keys()]) {
      clear(box);
      unstyleShadow(box.root);
    }
  }

  /** Boxes around a finding's words, in px of this frame's window. @param {Mark} mark @returns {DOMRect[]} */
  function rectsOf({ finding, field, range }) {
    if (range) return [...range.getClientRects()];
    return field ? Mirror.rects(field, finding.start, finding.end) : [];
  }

  /** @param {Box} box @param {string} key @returns {DOMRect[]} */
  const rects = (box, key) => (shown.get(box) ?? []).filter(({ finding }) => finding.key === key).flatMap(rectsOf);

  /** The finding under a point of this frame's window. @param {number} x @param {number} y */
  function at(x, y) {
    for (const [box, marks] of shown)
      for (const one of marks)
        if (rectsOf(one).some((r) => x >= r.left - 1 && x <= r.right + 1 && y >= r.top - 1 && y <= r.bottom + 4))
          return { box, finding: one.finding };
    return null;
  }

  /** Lines under a text field's words, drawn again when the field scrolls, grows or moves. @param {Box} box */
  function draw(box) {
    const view = Layer.view();
    const el = view.document.createElement("div");
    el.setAttribute("aria-hidden", "true");
    const stop = new AbortController();
    drawings.set(box, { el, remove: Layer.add(el, LINES, box.el), stop });
    let frame = 0;
    const place = () => {
      cancelAnimationFrame(frame);
      frame = requestAnimationFrame(() => drawLines(box, el));
    };
    const options = { signal: stop.signal, passive: true, capture: true };
    document.addEventListener("scroll", place, options);
    window.addEventListener("resize", place, options);
    const watcher = new ResizeObserver(place);
    watcher.observe(box.el);
    stop.signal.addEventListener("abort", () => {
      watcher.disconnect();
      cancelAnimationFrame(frame);
    });
    void document.fonts.ready.then(() => stop.signal.aborted || place());
    drawLines(box, el);
  }

  /** @param {Box} box @param {HTMLElement} el */
  function drawLines(box, el) {
    const { x, y } = Layer.shift();
    const lines = (shown.get(box) ?? []).flatMap((one) =>
      rectsOf(one).map((rect) => {
        const line = el.ownerDocument.createElement("i");
        line.className = `l ${one.finding.level}`;
        line.style.cssText = `left:${rect.left + x}px;top:${rect.top + y}px;width:${rect.width}px;height:${rect.height + 2}px`;
        return line;
      }),
    );
    el.replaceChildren(...lines);
  }

  /** @param {Box} box */
  function undraw(box) {
    const drawing = drawings.get(box);
    if (!drawing) return;
    drawing.stop.abort();
    drawing.remove();
    drawings.delete(box);
    if (DraftText.isField(box.root)) Mirror.forget(box.root);
  }

  return { show, clear, clearAll, rects, at };
})();
