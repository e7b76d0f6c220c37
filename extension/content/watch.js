// Hears where somebody writes and what they press: follows every draft, opens the card, and asks once at Post.
/** @type {Watch} */
const Watch = (() => {
	const AT_ONCE_MS = 30; // after a sentence; the editor must take the letter in first
	const DWELL_MS = 350;
	const LEAVE_MS = 600;
	const WRITING_MS = 5000;
	const ANSWER_MS = 150; // longer than this a Post never waits
	const REST_MS = 10 * 60_000; // between two holds on one site

	/** @type {PageContext} */
	let page;
	/** @type {Map<Target, Draft>} */
	const drafts = new Map();
	/** @type {Draft | null} */
	let current = null;
	let typedAt = 0;
	/** @type {any} */
	let told; // to the badge
	let pointerTimer = 0;
	/** When a Post was last held, by site (epoch ms). @type {Record<string, number>} */
	let held = {};

	/** @param {Draft | null} draft */
	function showBadge(draft) {
		const loud = draft?.text.trim() ? draft.findings.filter(({ level }) => level !== "hint").length : 0;
		const warnings = draft?.state === "not-checked" ? null : loud;
		if (warnings === told) return;
		told = warnings;
		void Link.ask({ type: "badge", warnings });
		Card.announce(loud, draft?.box.el);
	}

	// Most come from a known box: the way into open shadow trees is dear.
	const draftOf = (/** @type {Event} */ event) => drafts.get(event.target) ?? draftAt(event.composedPath()[0]);

	/** The draft at a node, begun at the first sight of its box. @param {Target} node */
	function draftAt(node) {
		const el = Find.field(node);
		const known = drafts.get(el);
		if (!el || known) return known;
		const box = Find.look(el, page.finder);
		if (!box) return null;
		const draft = new Draft(box, page);
		drafts.set(el, draft);
		Guard.listen(Layer.view());
		return draft;
	}

	/** What may change a draft. @param {Event} event */
	const onChance = (event) => draftOf(event)?.expect();

	/** @param {InputEvent} event */
	function onInput(event) {
		const draft = draftOf(event);
		if (!draft) return;
		current = draft;
		typedAt = Date.now();
		if (Draft.isComposing) return;
		const { data, inputType } = event;
		const isEnd = inputType === "insertParagraph" || /[.!?…]$/.test(data ?? "");
		draft.schedule(isEnd ? AT_ONCE_MS : undefined);
		draft.mark();
	}

	/** @param {Draft | null | undefined} draft */
	function enter(draft) {
		if (!draft) return;
		current = draft;
		told = undefined; // another frame may have spoken since
		if (draft.state === "checked") showBadge(draft);
		draft.schedule(); // the site may have kept or changed it
	}

	/** The mouse rests on a mark, presses it, or has left it. @param {MouseEvent} event */
	function onPointer(event) {
		clearTimeout(pointerTimer);
		const isClick = event.type === "click";
		if (drafts.size === 0 || Layer.owns(event) || (!isClick && Card.hasFocus())) return;
		const found = isClick || event.buttons === 0 ? Marks.at(event.clientX, event.clientY) : null;
		const open = Talk.opened();
		if (found ? open?.key === found.key && !isClick : !open) return;
		const draft = found && drafts.get(found.box.el);
		const act = () => (draft ? Talk.show(draft, found.key) : Talk.close());
		if (isClick) act();
		else pointerTimer = setTimeout(act, found ? DWELL_MS : LEAVE_MS);
	}

	/** The drafts that an event sends: those of a thread stand over one button. @param {Press} event */
	function sending(event) {
		const { isComposing, shiftKey, ctrlKey, metaKey } = event;
		const isKey = event.type === "keydown";
		if (drafts.size === 0 || (isKey && (isComposing || shiftKey))) return [];
		const path = event.composedPath();
		const written = [...drafts.values()].filter(({ text, timer }) => text.trim() || timer);
		for (const draft of written) if (!draft.box.send?.isConnected) draft.lookAgain();
		const pressed = written.filter(({ box }) => {
			if (event.type === "submit") return event.target.contains(box.el);
			if (isKey) return path.includes(box.el) && (ctrlKey || metaKey || box.enterSends);
			return box.send !== null && path.includes(box.send);
		});
		const sent = pressed.map(({ box }) => box.send ?? box.el);
		return written.filter(({ box }) => sent.includes(box.send ?? box.el));
	}

	/** Once a draft and once in ten minutes a site, and never in messages. @param {Draft} draft */
	const mayHold = ({ wasHeld, box }) =>
		!wasHeld && box.surface !== "message" && Date.now() - (held[page.site] ?? 0) >= REST_MS;

	/** Only a companion that answers is waited for. @param {Draft} draft */
	const mayWait = (draft) => Draft.isAnswered && !draft.isJustSent && mayHold(draft) && draft.isUnread;

	/** Asks once about all holds, if there are any. @param {Draft[]} all */
	function holdsBack(all) {
		const holding = all.filter((draft) => mayHold(draft) && draft.holds.length > 0);
		const holds = holding.flatMap((draft) => draft.holds);
		if (!holding[0] || !holds[0]) return false;
		for (const draft of holding) draft.wasHeld = true;
		held = { ...held, [page.site]: Date.now() };
		void Link.keep({ held });
		Talk.show(holding[0], holds[0].key, { focus: true, holds });
		return true;
	}

	/** The words are newer than what was checked. @type {WaitAndSend} */
	async function waitAndSend(all, event) {
		const [target] = event.composedPath();
		const checked = Promise.all(all.map((draft) => draft.check()));
		await Promise.race([checked, Link.wait(ANSWER_MS)]);
		if (holdsBack(all)) return;
		for (const draft of all) draft.sent();
		if (event.type === "keydown") target?.dispatchEvent(new KeyboardEvent(event.type, event));
		else if (event.type === "submit") event.target.requestSubmit();
		else target?.click();
	}

	/** @param {KeyboardEvent} event */
	function shortcut(event) {
		const { key, ctrlKey, altKey } = event;
		if (key === "Escape" && Talk.opened()) {
			Talk.close();
			return true;
		}
		// No chord goes without one of these (pages/options.js).
		if (!(ctrlKey || altKey) || !current?.findings.length) return false;
		const { code, shiftKey, metaKey } = event;
		const held = [ctrlKey, altKey, shiftKey, metaKey];
		// By its place too, since Alt changes letters.
		const way = page.chords[`${[...held, code]}`] ?? page.chords[`${[...held, key.toLowerCase()]}`];
		if (way) Talk.step(current, way === "previous" ? -1 : 1, way === "card" ? "" : undefined);
		return way !== undefined;
	}

	/** @type {GuardJudge} */
	const judge = {
		owns: Layer.owns,
		ownKey: Layer.onKey,
		pressed: (event) => shortcut(event) || (event.key === "Enter" && judge.stops(event)),
		wouldHold(event) {
			const all = sending(event).filter(mayHold);
			if (event.type === "pointerdown") for (const draft of all.filter(mayWait)) void draft.check();
			return all.find(({ holds }) => holds.length > 0) ?? null;
		},
		stops(event) {
			const all = sending(event);
			if (holdsBack(all)) return true;
			const waits = all.some(mayWait);
			if (waits) void waitAndSend(all, event);
			else for (const draft of all) draft.sent();
			return waits;
		},
	};

	/** @type {Heard} */
	const HEARD = {
		input: onInput,
		compositionstart() {
			Draft.isComposing = true;
		},
		compositionend(event) {
			Draft.isComposing = false;
			onInput(event);
		},
		focusin: (event) => enter(draftOf(event)),
		focusout(event) {
			const draft = draftOf(event);
			if (draft?.timer) draft.schedule(0);
		},
		pointermove: onPointer,
		click(event) {
			current?.expect();
			onPointer(event);
		},
		// Editors that paste, delete and undo by themselves tell of no input.
		beforeinput: onChance,
		keyup: onChance,
		paste: onChance,
		cut: onChance,
		drop: onChance,
	};

	return {
		start(context) {
			page = context;
			const { signal } = page;
			const quietly = { capture: true, passive: true, signal };
			for (const [type, act] of Object.entries(HEARD)) document.addEventListener(type, act, quietly);
			addEventListener("pagehide", () => drafts.forEach((draft) => void draft.finish("unknown")), { signal });
			// The popup asks for the box that was used last, and for one finding's card.
			Link.hear((message, _sender, answer) => {
				if (!current) return;
				const { box, state, isNotEnglish: notEnglish, findings } = current;
				const { surface, guessing } = box;
				if (message.type === "box") answer({ open: true, surface, guessing, state, notEnglish, findings });
				if (message.type !== "show" || !current.find(message.key)) return;
				current.isExpanded ||= !current.visible.some(({ key }) => key === message.key);
				current.follow();
				Talk.show(current, message.key, { focus: true });
			}, signal);
			void Link.watch(["held"], (news) => Object.assign(held, news.held), signal);
			Guard.use(signal, judge);
			signal.addEventListener("abort", () => {
				clearTimeout(pointerTimer);
				drafts.forEach((draft) => void draft.leave());
				Card.clear();
				Marks.clearAll();
			});
			let focused = document.activeElement;
			while (focused?.shadowRoot?.activeElement) focused = focused.shadowRoot.activeElement;
			enter(draftAt(focused));
		},
		changed(draft) {
			if (draft === current) showBadge(draft);
			const open = Talk.opened();
			if (open?.draft === draft && !draft.find(open.key)) Talk.close();
		},
		ended(draft) {
			drafts.delete(draft.box.el);
			if (Talk.opened()?.draft === draft) Talk.close();
			if (draft !== current) return;
			current = null;
			showBadge(null);
		},
		isComposing: () =>
			Draft.isComposing ||
			Date.now() - typedAt < WRITING_MS ||
			Boolean(current?.text.trim() && current.box.el.matches(":focus-within")),
		keepClear() {
			if (!current?.box.el.isConnected) return [];
			return [...Talk.whereabouts(current).keepClear, current.box.el.getBoundingClientRect()];
		},
	};
})();
