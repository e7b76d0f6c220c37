// Reads a compose box as the text its person wrote, and finds a place in that text in the page again.
// One walk yields both, so that words and places cannot disagree. Offsets are UTF-16 units, as in the DOM.
/** @type {DraftText} */
const DraftText = (() => {
	const BLOCKS =
		"address,article,aside,blockquote,body,dd,details,div,dl,dt,figcaption,figure,footer,h1,h2,h3,h4,h5,h6,header,hr,li," +
		"main,ol,p,pre,section,summary,table,td,th,tr,ul";
	// What an editor shows but nobody wrote.
	const SILENT =
		"button,input,noscript,script,select,style,svg,template,textarea,[aria-hidden=true],[hidden]," +
		"[data-slate-placeholder],[data-mce-bogus=all],[class*=placeholder i][contenteditable=false]";
	// Editors put these around embeds; the joiners 200C and 200D stay: emoji and scripts need them.
	const GUARDS = /[\u200B\u2060\uFEFF]+/g;

	/** @param {Element} el @returns {el is HTMLTextAreaElement} */
	const isField = (el) => el.localName === "textarea";

	/** @param {Node | null} node */
	const isBlock = (node) =>
		node instanceof HTMLElement && node.matches(BLOCKS) && !node.style.display.startsWith("inline");

	/** A line break between two blocks of the source, never shown. @param {Text} node */
	const isLayout = ({ data, previousSibling, nextSibling }) =>
		/^\s*\n\s*$/.test(data) && [previousSibling, nextSibling].some(isBlock);

	/** A <br> that only keeps an empty line or a line's end open is no line break. @type {Fills} */
	function fills(br, root) {
		for (let inside = br; inside !== root; inside = /** @type {Node} */ (inside.parentNode)) {
			for (let next = inside.nextSibling; next; next = next.nextSibling) {
				if (next instanceof Text && next.data.replace(GUARDS, "") !== "") return false;
				if (next instanceof Element && !next.matches(SILENT)) return isBlock(next);
			}
			if (isBlock(inside.parentNode)) return true;
		}
		return true;
	}

	/** @type {DraftText["read"]} */
	function read(root) {
		if (isField(root)) return { text: root.value, segments: [], root };
		/** @type {Segment[]} */
		const segments = [];
		let text = "";
		let lines = 0; // pieces of content and empty lines so far
		let isOwed = false; // a line break, before the next piece

		const begin = () => {
			if (isOwed && lines > 0) text += "\n";
			isOwed = false;
			lines++;
		};
		/** @type {PutWords} */
		const put = (words, node, offset) => {
			begin();
			segments.push({ at: text.length, length: words.length, node, offset });
			text += words;
		};
		/** @param {Node} node */
		const visit = (node) => {
			if (node instanceof Text && !isLayout(node)) {
				let from = 0;
				for (const { index, 0: guard } of [...node.data.matchAll(GUARDS), { index: node.data.length, 0: "" }]) {
					if (index > from) put(node.data.slice(from, index), node, from);
					from = index + guard.length;
				}
			}
			if (!(node instanceof Element) || node.matches(SILENT)) return;
			if (node.nodeName === "BR") return fills(node, root) ? begin() : put("\n", node, null);
			if (node.nodeName === "IMG") {
				const alt = node.getAttribute("alt");
				if (alt && !node.classList.contains("ProseMirror-separator")) put(alt, node, null);
				return;
			}
			const block = node !== root && isBlock(node);
			const before = lines;
			isOwed ||= block;
			for (let child = node.firstChild; child; child = child.nextSibling) visit(child);
			if (block && lines === before) begin();
			isOwed ||= block;
		};
		visit(root);
		return { text: text.replaceAll("\u00a0", " "), segments, root };
	}

	return {
		read,
		isField,
		range({ segments, root }, start, end) {
			const range = root.ownerDocument.createRange();
			range.setStart(root, 0);
			/** A start looks forward and an end looks back. @type {PlaceEnd} */
			const place = (side, offset) => {
				const past = side === "End" ? offset - 1 : offset;
				const found = segments.find(({ at, length }) => at + length > past) ?? segments.at(-1);
				if (!found) return;
				const into = Math.min(Math.max(offset - found.at, 0), found.length);
				const around = into > 0 ? "After" : "Before";
				if (found.offset !== null) range[`set${side}`](found.node, found.offset + into);
				else range[`set${side}${around}`](found.node);
			};
			place("Start", start);
			place("End", end);
			return range;
		},
		carry(findings, before, after) {
			if (before === after) return findings;
			// The same head and tail, one edit between.
			const most = Math.min(before.length, after.length);
			let head = 0;
			while (head < most && before[head] === after[head]) head++;
			let tail = 0;
			while (tail < most - head && before.at(-1 - tail) === after.at(-1 - tail)) tail++;
			const shift = after.length - before.length;
			return findings.flatMap((finding) => {
				const { start, end } = finding;
				if (end <= head) return [finding];
				return start < before.length - tail ? [] : [{ ...finding, start: start + shift, end: end + shift }];
			});
		},
	};
})();
