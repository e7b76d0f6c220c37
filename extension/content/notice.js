// Shows what the worker has to say of minutes and visits (background/say.js), never over a box, and tells it the answer.
/** @type {Notice} */
const Notice = (() => {
	/** @type {Map<Saying["at"], OpenNotice>} */
	const shown = new Map();
	const asking = new Set();

	/** @param {Saying} saying */
	function show({ part, at, fades_ms, left }) {
		shown.get(at)?.close();
		const stop = new AbortController();
		const { signal } = stop;
		/** @param {FromContent | null} tells */
		const answer = async (tells) => {
			if (signal.aborted) return;
			close();
			await Time.write();
			if (tells) void Link.ask(tells);
		};
		const el = Layer.draw(part, answer);
		el.classList.toggle("dark", Room.isDark());
		const onKey = (/** @type {KeyboardEvent} */ { key }) => {
			if (key === "Escape" && !Watch.isComposing()) void answer(left);
			return key === "Escape";
		};
		// Esc answers a question wherever the focus is, except in a box, where it is the page's.
		if (left) addEventListener("keydown", onKey, { signal, capture: true });
		const remove = Layer.add(el, null, onKey);
		// What nobody could see was not passed over.
		const fade = () => void answer(el.style.visibility === "hidden" ? null : left);
		const fading = fades_ms === null ? 0 : setTimeout(fade, fades_ms);
		for (const type of ["pointerenter", "focusin"]) el.addEventListener(type, () => clearTimeout(fading));
		const place = () => {
			if (Watch.isComposing()) {
				el.style.visibility = "hidden";
				return;
			}
			const x = at === "top" ? (innerWidth - el.offsetWidth) / 2 : innerWidth;
			Room.settle(el, [
				{ x, y: 16 },
				{ x, y: Infinity },
			]);
		};
		const close = () => {
			stop.abort();
			clearTimeout(fading);
			remove();
			shown.delete(at);
		};
		shown.set(at, { el, place, close });
		place();
	}

	return {
		async ask(message, signal) {
			if (asking.has(message.type)) return;
			asking.add(message.type);
			// The worker reckons with what is written down; a visit is new until its first minute is.
			if (message.type !== "visit") await Time.write();
			const saying = await Link.ask(message);
			asking.delete(message.type);
			if (saying && !signal.aborted) show(saying);
		},
		isOpen: () => shown.get("right")?.el.matches(".budget") ?? false,
		place: () => shown.forEach(({ place }) => void place()),
		clear: () => shown.forEach(({ close }) => void close()),
	};
})();
