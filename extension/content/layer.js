// The one place where anything of ours is drawn: a closed shadow tree under <html>, outside every editor.
// It exists only while there is something to show. A box in a same-origin iframe is drawn over by the outermost page,
// so that a card is not cut off by a low frame.
const Layer = (() => {
  // Important, or the page's own rules for a <div> would win over a :host rule.
  const HOST =
    ":host{all:initial!important;position:absolute!important;left:0!important;top:0!important;width:0!important;height:0!important}";

  /** @type {WeakMap<Document, {host: HTMLElement, root: ShadowRoot, parts: number}>} */
  const layers = new WeakMap();

  /** @type {WeakMap<Element, (event: KeyboardEvent) => boolean>} */
  const hears = new WeakMap();

  /** The window that shows everything of ours for this frame. @returns {Window & typeof globalThis} */
  function view() {
    /** @type {Window} */
    let shown = window;
    try {
      while (shown.parent !== shown && shown.parent.document.documentElement) shown = shown.parent;
    } catch {
      // The parent belongs to another origin: this frame is the outermost that we may draw in.
    }
    return /** @type {Window & typeof globalThis} */ (shown);
  }

  /** How far this frame's (0, 0) is from the one of the window that shows us, in px. */
  function shift() {
    let x = 0;
    let y = 0;
    /** @type {Window} */
    let inner = window;
    for (const outermost = view(); inner !== outermost; inner = inner.parent) {
      const frame = inner.frameElement;
      if (!frame) break;
      const box = frame.getBoundingClientRect();
      x += box.left + frame.clientLeft;
      y += box.top + frame.clientTop;
    }
    return { x, y };
  }

  /** @param {Window & typeof globalThis} shown @param {string} css */
  function sheetOf(shown, css) {
    const sheet = new shown.CSSStyleSheet();
    sheet.replaceSync(css);
    return sheet;
  }

  /** Everything under a modal <dialog> is inert; there the layer goes into the dialog. @param {Element} near @param {Document} doc */
  const parentFor = (near, doc) => (near.ownerDocument === doc && near.closest("dialog:modal")) || doc.documentElement;

  /**
   * Adds one part of ours. The layer's host is a plain <div> that any page could have.
   * @param {HTMLElement} part @param {string} css @param {Element} near the box it is about
   * @param {(event: KeyboardEvent) => boolean} [keys] hears the keys pressed inside; the page does not. True: it was one of its own
   * @returns {() => void} takes the part away, and with the last part the layer
   */
  function add(part, css, near, keys) {
    const shown = view();
    const doc = shown.document;
    let layer = layers.get(doc);
    if (!layer?.host.isConnected) {
      const host = doc.createElement("div");
      layer = { host, root: host.attachShadow({ mode: "closed" }), parts: 0 };
      layer.root.adoptedStyleSheets = [sheetOf(shown, HOST)];
      layers.set(doc, layer);
      parentFor(near, doc).append(host);
    }
    const { host, root } = layer;
    // A tree of its own for each part, so that no part's style reaches another.
    const holder = doc.createElement("div");
    const tree = holder.attachShadow({ mode: "closed" });
    tree.adoptedStyleSheets = [sheetOf(shown, css)];
    tree.append(part);
    root.append(holder);
    if (keys) hears.set(holder, keys);
    layer.parts++;
    const mine = layer;
    return () => {
      if (!holder.parentNode) return;
      holder.remove();
      if (--mine.parts === 0) host.remove();
    };
  }

  /** Gives a key to the part that has the focus. @param {KeyboardEvent} event */
  function onKey(event) {
    const holder = layers.get(view().document)?.root.activeElement;
    return (holder && hears.get(holder)?.(event)) ?? false;
  }

  /** Is this event's target our host, seen from outside? @param {Event} event */
  const owns = (event) => layers.get(view().document)?.host === event.target;

  return { add, onKey, owns, shift, view };
})();
