// Underlines findings in a compose box without a change to the page's DOM: by CSS Custom Highlights, and for a text field,
// whose words have no nodes, by lines in our own layer where a mirror says they are.
/** @type {Marks} */
const Marks = (() => {
	// A page can list its highlights: these names say nothing of us or of what was found.
	const NAMES = { hint: "u1", warn: "u2", hold: "u3" };

	/** @type {Map<Box, MarkedBox>} */
	const shown = new Map();
	/** @type {Map<ShadowRoot, CSSStyleSheet>} */
	const styled = new Map();
	let style = "";

	/** @type {HighlightOf} */
	function highlight(level) {
		const name = NAMES[level];
		const found = CSS.highlights.get(name) ?? new Highlight();
		found.type = "grammar-error"; // announced like the browser's own marks
		found.priority = Number(name[1]);
		CSS.highlights.set(name, found);
		return found;
	}

	/** A document's highlight rules do not reach into a shadow tree in Firefox. @param {Element} el */
	function styleShadow(el) {
		const root = el.getRootNode();
		if (!(root instanceof ShadowRoot) || styled.has(root)) return;
		const sheet = Layer.sheet(style);
		root.adoptedStyleSheets = [...root.adoptedStyleSheets, sheet];
		styled.set(root, sheet);
	}

	/** @type {Marks["clear"]} */
	function clear(box) {
		const { marks = [], undraw } = shown.get(box) ?? {};
		shown.delete(box);
		undraw?.();
		for (const { finding, range } of marks) {
			const name = NAMES[finding.level];
			const found = CSS.highlights.get(name);
			if (range) found?.delete(range);
			if (found?.size === 0) CSS.highlights.delete(name);
		}
	}

	/** Lines under a field's words, drawn again when it scrolls, grows or moves. @type {DrawMarks} */
	function draw(box, marks) {
		const el = Layer.make("div", null, { ariaHidden: "true" });
		const remove = Layer.add(el, box.el);
		const stop = new AbortController();
		const place = () => {
			const lines = marks.flatMap((mark) =>
				mark.rects().map((rect) => {
					const { x, y, width, height } = Layer.outer(box.el, rect);
					const style = `left:${x}px;top:${y}px;width:${width}px;height:${height + 2}px`;
					return Layer.make(`i.drawn.${mark.finding.level}`, null, { style });
				}),
			);
			el.replaceChildren(...lines);
		};
		const soon = Layer.follow(place, stop.signal);
		const watcher = new ResizeObserver(soon);
		watcher.observe(box.el);
		void document.fonts.ready.then(soon);
		place();
		return () => {
			stop.abort();
			watcher.disconnect();
			remove();
			Mirror.forget(box.root);
		};
	}

	/** Is `old` at the same words still, and drawn? @type {IsShown} */
	const isShown = ({ finding, range, words }, old) =>
		finding.key === old?.finding.key &&
		words === old.read() &&
		range?.startContainer === old.range?.startContainer &&
		range?.startOffset === old.range?.startOffset &&
		(!old.range || CSS.highlights.get(NAMES[finding.level])?.has(old.range));

	return {
		start(page) {
			style = page.marks;
		},
		show(box, reading, findings) {
			const { root } = reading;
			const field = DraftText.isField(root) ? root : null;
			const marks = findings.map((finding) => {
				const { start, end } = finding;
				const range = field ? (field.createValueRange?.(start, end) ?? null) : DraftText.range(reading, start, end);
				const rects = () => (range ? [...range.getClientRects()] : field ? Mirror.rects(field, start, end) : []);
				const read = () =>
					range && field ? field.value.slice(range.startOffset, range.endOffset) : `${range ?? field?.value}`;
				return { finding, range, rects, read, words: read() };
			});
			const old = shown.get(box)?.marks ?? [];
			if (marks.length === old.length && marks.every((mark, at) => isShown(mark, old[at]))) return;
			clear(box);
			if (marks.length === 0) return;
			styleShadow(root);
			for (const { finding, range } of marks) if (range) highlight(finding.level).add(range);
			const undraw = marks.every(({ range }) => range) ? () => {} : draw(box, marks);
			shown.set(box, { marks, undraw });
		},
		areTrue: (box) => shown.get(box)?.marks.every(({ words, read }) => words === read()) ?? true,
		clear,
		clearAll() {
			[...shown.keys()].forEach(clear);
			for (const [root, sheet] of styled)
				root.adoptedStyleSheets = root.adoptedStyleSheets.filter((other) => other !== sheet);
			styled.clear();
		},
		rects: (box, key) =>
			(shown.get(box)?.marks ?? []).filter(({ finding }) => finding.key === key).flatMap((mark) => mark.rects()),
		at(x, y) {
			/** @param {DOMRect} r */
			const isUnder = (r) => x >= r.left - 1 && x <= r.right + 1 && y >= r.top - 1 && y <= r.bottom + 4;
			for (const [box, { marks }] of shown)
				for (const mark of marks) if (mark.rects().some(isUnder)) return { box, key: mark.finding.key };
			return null;
		},
	};
})();
