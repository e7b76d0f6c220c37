// Where the words of a plain text field are on the screen, in browsers that cannot say so themselves.
// The field's text is laid out again, unscrolled and without borders, in our own layer; what is measured there is mapped
// back through the field's scroll and scale. Within 1.5 px of the browser's own lines.
const Mirror = (() => {
  const COPIED = (
    "direction font-family font-feature-settings font-kerning font-size font-stretch font-style font-variant font-weight hyphens " +
    "letter-spacing line-break line-height overflow-wrap padding-bottom padding-left padding-right padding-top tab-size text-align " +
    "text-indent text-transform word-break word-spacing writing-mode"
  ).split(" ");
  const CSS =
    ".m{position:fixed;left:0;top:0;visibility:hidden;pointer-events:none;contain:strict;border:0;box-sizing:content-box}";

  /** @type {WeakMap<HTMLTextAreaElement, {el: HTMLElement, remove: () => void, style: string, text: string}>} */
  const mirrors = new WeakMap();

  /** @param {HTMLTextAreaElement} field */
  function mirrorOf(field) {
    const view = Layer.view();
    let mirror = mirrors.get(field);
    if (!mirror?.el.isConnected) {
      const el = view.document.createElement("div");
      el.className = "m";
      el.setAttribute("aria-hidden", "true");
      mirror = { el, remove: Layer.add(el, CSS, field), style: "", text: "" };
      mirrors.set(field, mirror);
    }
    const style = getComputedStyle(field);
    const inner = field.clientWidth - Number.parseFloat(style.paddingLeft) - Number.parseFloat(style.paddingRight);
    const wraps = style.whiteSpace.includes("nowrap") || field.wrap === "off" ? "pre" : "pre-wrap";
    const css = COPIED.map((name) => `${name}:${style.getPropertyValue(name)}`).join(";");
    const all = `${css};width:${inner}px;height:100000px;white-space:${wraps}`;
    if (mirror.style !== all) {
      mirror.style = all;
      mirror.el.style.cssText = all;
    }
    if (mirror.text !== field.value) {
      mirror.text = field.value;
      mirror.el.textContent = `${field.value}\u200b`;
    }
    return mirror.el;
  }

  /**
   * Boxes around a span of a text field's words, one a line, in px of the field's own window, cut to what the field shows.
   * @param {HTMLTextAreaElement} field @param {number} start @param {number} end @returns {DOMRect[]}
   */
  function rects(field, start, end) {
    const el = mirrorOf(field);
    const text = el.firstChild;
    if (!text) return [];
    const range = el.ownerDocument.createRange();
    range.setStart(text, Math.min(start, field.value.length));
    range.setEnd(text, Math.min(end, field.value.length));
    const from = el.getBoundingClientRect();
    const box = field.getBoundingClientRect();
    const scaleX = box.width / field.offsetWidth || 1;
    const scaleY = box.height / field.offsetHeight || 1;
    // Right to left, a scrolled field counts from 0 down; its mirror starts at the same edge.
    const left = box.left + (field.clientLeft - field.scrollLeft) * scaleX;
    const top = box.top + (field.clientTop - field.scrollTop) * scaleY;
    const edge = {
      left: box.left + field.clientLeft * scaleX,
      right: box.left + (field.clientLeft + field.clientWidth) * scaleX,
      top: box.top + field.clientTop * scaleY,
      bottom: box.top + (field.clientTop + field.clientHeight) * scaleY,
    };
    const found = [];
    for (const line of range.getClientRects()) {
      const x = Math.max(left + (line.left - from.left) * scaleX, edge.left);
      const y = Math.max(top + (line.top - from.top) * scaleY, edge.top);
      const right = Math.min(left + (line.right - from.left) * scaleX, edge.right);
      const bottom = Math.min(top + (line.bottom - from.top) * scaleY, edge.bottom);
      if (right > x && bottom > y) found.push(new DOMRect(x, y, right - x, bottom - y));
    }
    return found;
  }

  /** @param {HTMLTextAreaElement} field */
  function forget(field) {
    mirrors.get(field)?.remove();
    mirrors.delete(field);
  }

  return { rects, forget };
})();
