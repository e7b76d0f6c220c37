// Where a text field's words are, in browsers that cannot say so: laid out again in our layer, unscrolled and without borders,
// and mapped back through scroll and scale, within 1.5 px of the browser's own lines.
/** @type {Mirror} */
const Mirror = (() => {
	const COPIED =
		/^(direction|font|hyphens|letter|line-|overflow-wrap|padding|tab-size|text-(align|indent|transform)|word|writing)/;
	/** @type {string[]} */
	let copied = [];

	/** @type {WeakMap<Element, LaidOut>} */
	const mirrors = new WeakMap();

	/** @param {HTMLTextAreaElement} field */
	function mirrorOf(field) {
		let mirror = mirrors.get(field);
		if (!mirror?.el.isConnected) {
			const el = Layer.make("div.mirror", null, { ariaHidden: "true" });
			mirror = { el, remove: Layer.add(el, field), css: "" };
			mirrors.set(field, mirror);
		}
		const { el } = mirror;
		const style = getComputedStyle(field);
		const inner = field.clientWidth - Number.parseFloat(style.paddingLeft) - Number.parseFloat(style.paddingRight);
		const wraps = style.whiteSpace.includes("nowrap") || field.wrap === "off" ? "pre" : "pre-wrap";
		if (!copied.length) copied = [...style].filter((name) => COPIED.test(name));
		const css = `${copied.map((name) => `${name}:${style.getPropertyValue(name)}`).join(";")};width:${inner}px;height:100000px;white-space:${wraps}`;
		if (mirror.css !== css) mirror.css = el.style.cssText = css;
		const text = `${field.value}\u200b`;
		if (el.textContent !== text) el.textContent = text;
		return el;
	}

	return {
		rects(field, start, end) {
			const el = mirrorOf(field);
			const text = /** @type {Text} */ (el.firstChild);
			const range = el.ownerDocument.createRange();
			const { length } = field.value;
			range.setStart(text, Math.min(start, length));
			range.setEnd(text, Math.min(end, length));
			const from = el.getBoundingClientRect();
			const box = field.getBoundingClientRect();
			const { offsetWidth, offsetHeight, clientLeft, clientTop, clientWidth, clientHeight } = field;
			const scaleX = box.width / offsetWidth || 1;
			const scaleY = box.height / offsetHeight || 1;
			const edge = { left: box.left + clientLeft * scaleX, top: box.top + clientTop * scaleY };
			// Right to left, a scrolled field counts from 0 down; its mirror starts at the same edge.
			const left = edge.left - (field.scrollLeft + from.left) * scaleX;
			const top = edge.top - (field.scrollTop + from.top) * scaleY;
			return [...range.getClientRects()].flatMap((line) => {
				const x = Math.max(left + line.left * scaleX, edge.left);
				const y = Math.max(top + line.top * scaleY, edge.top);
				const right = Math.min(left + line.right * scaleX, edge.left + clientWidth * scaleX);
				const bottom = Math.min(top + line.bottom * scaleY, edge.top + clientHeight * scaleY);
				return right > x && bottom > y ? [new DOMRect(x, y, right - x, bottom - y)] : [];
			});
		},
		forget(field) {
			mirrors.get(field)?.remove();
			mirrors.delete(field);
		},
	};
})();
