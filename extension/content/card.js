// Shows the card of a finding by its words, and at Post; what it says comes with the finding (background/dress.js).
/** @type {Card} */
const Card = (() => {
	const HOLDS = 3; // more would not be read
	const { make, draw, button, say } = Layer;

	/** @type {OpenCard | null} */
	let open = null;
	const live = make("div.live", "", { role: "status" });
	let removeLive = () => {};
	let removeNote = () => {};

	/** @type {Card["build"]} */
	function build({ finding, index, count, more, holds, dark }, does) {
		const { level, card } = finding;
		/** @param {CardWay} told */
		const press = (told) => (told.way === "explain" ? does.explain(told.context) : does[told.way]());
		const steps = [
			make("span.count", say("card_position", index + 1, count)),
			button("‹", () => does.step(-1), say("card_previous")),
			button("›", () => does.step(1), say("card_next")),
		];
		const top = make("div.top", [
			make("span.level", holds ? say("card_at_post") : card.level),
			...(count > 1 && !holds ? steps : []),
			button("×", does.close, say("card_close")),
		]);
		const parts = !holds ? card.writing : holds.length > 1 ? several(holds) : card.atPost;
		const drawn = [...parts, holds ? card.exits : card.others].map((part) => part && draw(part, press));
		const el = make(`div.part.card.${level}${dark ? ".dark" : ""}`, [top, ...drawn], { role: "dialog", tabIndex: -1 });
		if (!holds && more > 0) el.lastElementChild?.append(button(say("card_more", more), does.showMore));
		el.lang = chrome.i18n.getUILanguage();
		el.setAttribute("aria-labelledby", "t");
		el.setAttribute("aria-describedby", "d");
		return el;
	}

	/** @type {DrawSeveral} */
	function several(holds) {
		const more = holds.length - HOLDS;
		const lines = holds.slice(0, HOLDS).map(({ held }) => held);
		if (more > 0) lines.push({ is: "li.why", has: say("card_holds_more", more) });
		return [
			{ is: "h2", has: say("card_holds", holds.length), props: { id: "t" } },
			{ is: "ul.holds", has: lines, props: { id: "d" } },
			holds.find(({ audience }) => audience)?.audience ?? null,
		];
	}

	function focused() {
		const active = open?.el.getRootNode().activeElement ?? null;
		return open?.el.contains(active) ? active : null;
	}

	const hasFocus = () => focused() !== null;

	/** Tab goes round: what comes after the card is the page's. @param {1 | -1} step */
	function cycle(step) {
		const stops = /** @type {any[]} */ ([...(open?.el.querySelectorAll("button,a[href]") ?? [])]);
		const now = stops.indexOf(focused());
		stops.at(now < 0 ? (step - 1) / 2 : (now + step) % stops.length)?.focus();
	}

	/** @param {KeyboardEvent} event */
	function onKey({ key, shiftKey }) {
		const [x, y] = Layer.ARROWS[key] ?? [0, 0];
		if (key === "Escape") open?.does.close();
		else if (key === "Tab") cycle(shiftKey ? -1 : 1);
		else if (x || y) open?.does.step(x + y);
		return key === "Escape" || key === "Tab" || x + y !== 0;
	}

	/** A press leaves the caret in its box, and no page needs to hear of it. @param {HTMLElement} el */
	function shelter(el) {
		for (const type of ["pointerdown", "mousedown", "pointerup", "mouseup", "click"])
			el.addEventListener(type, (event) => {
				if (type.endsWith("down")) event.preventDefault();
				event.stopPropagation();
			});
	}

	function take() {
		const was = open;
		open = null;
		was?.stop.abort();
		return was;
	}

	return {
		build,
		show(shown, does, near, { focus, back }) {
			const had = hasFocus();
			const was = take();
			const el = build(shown, does);
			el.popover = "manual";
			const stop = new AbortController();
			const { signal } = stop;
			signal.addEventListener("abort", Layer.add(el, near, onKey));
			open = { el, stop, does, back: had ? was?.back : focus ? back : undefined };
			shelter(el);
			// A dialog of the page that keeps the focus would pull it back.
			const view = Layer.view();
			for (const type of ["focusin", "focusout"])
				view.addEventListener(type, (event) => Layer.owns(event) && event.stopImmediatePropagation(), {
					capture: true,
					signal,
				});
			const put = () => {
				const { clientWidth: width, clientHeight: height } = el.ownerDocument.documentElement;
				const { words, keepClear, box } = shown.where();
				el.style.maxHeight = "";
				const size = { width: el.offsetWidth, height: el.offsetHeight };
				const at = Room.choose(size, { width, height }, words, keepClear, box);
				if (at.height) el.style.maxHeight = `${at.height}px`;
				Layer.move(el, at);
			};
			Layer.follow(put, signal);
			el.showPopover();
			put();
			if (!focus && !had) return;
			if (view !== window) view.focus();
			el.focus({ preventScroll: true });
		},
		hide() {
			const had = hasFocus();
			const was = take();
			if (had) was?.back?.();
		},
		hasFocus,
		report(key) {
			const line = open?.el.querySelector(".status");
			if (line) line.textContent = say(key);
		},
		announce(count, near) {
			if (near && count > 0 && !live.isConnected) removeLive = Layer.add(live, near);
			const text = near ? say(["card_count_none", "card_count_one"][count] ?? "card_count", count) : "";
			if (live.textContent !== text) live.textContent = text;
		},
		note(text, answer, act, near) {
			removeNote();
			const close = () => {
				const had = el.matches(":focus-within");
				removeNote();
				if (had) near.focus({ preventScroll: true });
			};
			const answered = button(answer, () => {
				close();
				act();
			});
			const cross = answer === say("card_close") ? null : button("×", close, say("card_close"));
			const el = make("div.part.note", [make("span", text), answered, cross], { role: "status" });
			shelter(el);
			el.classList.toggle("dark", Room.looksDark(near));
			removeNote = Layer.add(el, near);
		},
		clear() {
			take();
			removeLive();
			removeNote();
		},
	};
})();
