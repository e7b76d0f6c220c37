// Opens the card of a finding, at its words or at Post, and does what the card's buttons say.
/** @type {Talk} */
const Talk = (() => {
	const BREATHER_MS = 10 * 60_000;
	const { say } = Layer;

	/** @type {ReturnType<Talk["opened"]>} */
	let open = null;

	/** @type {Talk["whereabouts"]} */
	function whereabouts({ box }, key = "") {
		const keepClear = box.send?.isConnected ? [Layer.outer(box.send)] : [];
		const all = document.createRange();
		all.selectNodeContents(box.root);
		const draft = (DraftText.isField(box.root) ? box.el : all).getBoundingClientRect();
		const words = Marks.rects(box, key).map((rect) => Layer.outer(box.el, rect));
		return { words, keepClear, box: Layer.outer(box.el, draft) };
	}

	/** @type {Talk["show"]} */
	function show(draft, key, { focus = false, holds } = {}) {
		const { box, findings, ordered } = draft;
		const finding = draft.find(key);
		if (!finding) return;
		open = { draft, key };
		const content = {
			finding,
			index: ordered.indexOf(finding),
			count: ordered.length,
			more: findings.length - ordered.length,
			holds: holds?.map(({ card }) => card),
			dark: Room.looksDark(box.el),
			where: () => whereabouts(draft, key),
		};
		Card.show(content, actions(draft, finding), box.el, { focus, back: Apply.remember(box) });
	}

	function close() {
		open = null;
		Card.hide();
	}

	/** @type {ActionsOf} */
	function actions(draft, shown) {
		const { box } = draft;
		const { key, rule } = shown;
		const exact = shown.replacement ?? "";
		const place = () => {
			draft.follow();
			return draft.find(key);
		};
		const dismiss = () => {
			draft.dismissed.add(key);
			remove(draft, (finding) => finding.key === key);
		};
		return {
			close,
			dismiss,
			step: (by) => step(draft, by, key),
			edit() {
				close();
				const at = place();
				if (at) Apply.select(box, at.end, at.end);
			},
			async apply() {
				const at = place();
				if (!at) return close();
				const result = await Apply.replace(box, at.start, at.end, exact);
				if (result !== "done") return Card.report(result === "restored" ? "card_not_applied" : "card_look_yourself");
				if (open?.key === key) close(); // unless it is the next one
				draft.schedule(0);
			},
			async copy() {
				const failed = await navigator.clipboard.writeText(exact).catch(() => true);
				Card.report(failed ? "card_not_copied" : "card_copied");
			},
			explain(context) {
				dismiss();
				draft.explain(context);
			},
			async quiet() {
				const answer = await Link.ask({ type: "quiet", rule, quiet: true });
				if (!answer?.done) return Card.report(answer?.code === "needs-the-page" ? "card_needs_page" : "card_not_quiet");
				remove(draft, (finding) => finding.rule === rule);
				sayQuiet(draft, shown, "card_now_quiet");
			},
			showMore() {
				draft.isExpanded = true;
				draft.follow();
				show(draft, key, { focus: Card.hasFocus() });
			},
			postAnyway() {
				close();
				box.send?.focus();
			},
			breathe() {
				close();
				breathe(draft);
			},
		};
	}

	/** @type {RemoveFindings} */
	function remove(draft, isGone) {
		const had = Card.hasFocus();
		const at = draft.ordered.findIndex(isGone);
		draft.findings = draft.findings.filter((finding) => !isGone(finding));
		draft.follow();
		const next = draft.ordered[at] ?? draft.ordered.at(-1);
		if (next && had) show(draft, next.key, { focus: true });
		else close();
		Watch.changed(draft);
	}

	/** @type {Talk["sayQuiet"]} */
	function sayQuiet({ box }, { rule, title }, key) {
		const undo = () => void Link.ask({ type: "quiet", rule, quiet: false });
		Card.note(say(key, title), say("card_undo"), undo, box.el);
	}

	/** The draft stays where it is. @param {Draft} draft */
	function breathe({ box, page }) {
		const until = new Date(Date.now() + BREATHER_MS).toLocaleTimeString([], { hour: "2-digit", minute: "2-digit" });
		const timer = setTimeout(
			() => Card.note(say("card_breather_over"), say("card_close"), () => box.el.focus(), box.el),
			BREATHER_MS,
		);
		const end = () => clearTimeout(timer);
		page.signal.addEventListener("abort", end);
		Card.note(say("card_breathing", until), say("card_breather_end"), end, box.el);
	}

	/** @type {Talk["step"]} */
	function step(draft, by, from = open?.key) {
		draft.follow();
		const all = draft.ordered;
		const at = all.findIndex(({ key }) => key === from);
		const start = at < 0 ? nearCaret(draft, all) - (by > 0 ? 1 : 0) : at;
		const next = all.at((start + by) % all.length);
		if (next) show(draft, next.key, { focus: Card.hasFocus() || !open });
	}

	/** Under the caret, else the first after it, else the first. @type {NearCaret} */
	function nearCaret({ box: { el, root } }, all) {
		const { focusNode: node = null, focusOffset = 0 } = el.ownerDocument.getSelection() ?? {};
		const reading = DraftText.read(root);
		const at = all.findIndex(({ start, end }) => {
			if (DraftText.isField(root)) return end >= root.selectionEnd;
			return node && root.contains(node) && DraftText.range(reading, start, end).comparePoint(node, focusOffset) <= 0;
		});
		return Math.max(0, at);
	}

	return { whereabouts, show, close, step, sayQuiet, opened: () => open };
})();
