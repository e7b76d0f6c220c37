// Puts a caret at words, and replaces words so that the editor's model, undo and caret follow. Read again and not as
// expected, it is undone once, and the person can copy.
/** @type {Apply} */
const Apply = (() => {
	const SELECTION_MS = 30; // editors take a selection over later, at selectionchange
	const SETTLED_MS = 120; // some editors put their own text back at the next render
	const PATIENCE_MS = 400;

	const { wait } = Link;

	/** @param {Box} box */
	const text = (box) => DraftText.read(box.root).text;

	/** @type {Apply["select"]} */
	function select(box, start, end) {
		if (DraftText.isField(box.root)) {
			box.root.focus({ preventScroll: true });
			box.root.setSelectionRange(start, end);
			return box.root;
		}
		const range = DraftText.range(DraftText.read(box.root), start, end);
		if (start === end) range.collapse(false);
		const host = Find.field(range.startContainer) ?? box.el; // a canvas may hold several editing hosts
		host.focus({ preventScroll: true });
		const selection = host.ownerDocument.getSelection();
		selection?.removeAllRanges();
		selection?.addRange(range);
		return host;
	}

	/** An editor that owns its input takes the event; else the browser edits. @type {TellInput} */
	function input(host, what, edit) {
		const event = new InputEvent("beforeinput", { bubbles: true, cancelable: true, composed: true, ...what });
		if (host.dispatchEvent(event)) edit();
	}

	return {
		select,
		remember({ el }) {
			const selection = el.getRootNode().getSelection?.() ?? document.getSelection();
			// It follows what the editor does meanwhile. A text field keeps its caret itself.
			const range = selection?.rangeCount ? selection.getRangeAt(0).cloneRange() : null;
			return () => {
				el.focus({ preventScroll: true });
				if (!range || !el.contains(range.startContainer)) return;
				selection?.removeAllRanges();
				selection?.addRange(range);
			};
		},
		async replace(box, start, end, words) {
			const before = text(box);
			const host = select(box, start, end);
			await wait(SELECTION_MS);
			let isTyping = false; // then what the text becomes is the person's
			const note = (/** @type {Event} */ { isTrusted }) => {
				isTyping ||= isTrusted;
			};
			document.addEventListener("keydown", note, { capture: true, signal: AbortSignal.timeout(4 * PATIENCE_MS) });
			/** @param {string} wanted */
			const becomes = async (wanted) => {
				for (let waited = 0; text(box) !== wanted; waited += SELECTION_MS) {
					if (waited > PATIENCE_MS) return false;
					await wait(SELECTION_MS);
				}
				await wait(SETTLED_MS);
				return isTyping || text(box) === wanted;
			};
			// Deprecated, and the only way that keeps the page's own undo; its answer proves nothing.
			const edit = () => void document.execCommand(words ? "insertText" : "delete", false, words);
			const inputType = words ? "insertReplacementText" : "deleteContentBackward";
			// Never with a DataTransfer: in Firefox the page reads it as empty, and Quill and Lexical then delete words.
			// Found again, since an editor may draw its text anew for a selection.
			const range = DraftText.range(DraftText.read(box.root), start, end);
			if (DraftText.isField(host)) edit();
			else input(host, { inputType, data: words || null, targetRanges: [new StaticRange(range)] }, edit);
			if (await becomes(before.slice(0, start) + words + before.slice(end))) return "done";
			if (text(box) === before) return "restored";
			if (isTyping) return "changed"; // an undo would take away what the person has just typed
			input(host, { inputType: "historyUndo" }, () => void document.execCommand("undo"));
			return (await becomes(before)) ? "restored" : "changed";
		},
	};
})();
