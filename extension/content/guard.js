// Sees a Post before the page does (window, capture, document_start) and asks what to do with it.
// Without an answer, or with nothing to hold, every event passes untouched.
/** @type {Guard} */
const Guard = (() => {
	const PRESSES = ["pointerdown", "mousedown", "pointerup", "mouseup", "click", "submit"];
	const KEYS = ["keydown", "keyup", "keypress"];

	/** @type {GuardJudge | null} */
	let judge = null;
	/** The press that is being kept from the page, until its click. @type {object | null} */
	let holding = null;
	let listening = new AbortController();

	/** Also one of another window. @param {Event} event @returns {event is KeyboardEvent} */
	const isKey = (event) => KEYS.includes(event.type);

	/** @param {Event} event */
	function onEvent(event) {
		if (!judge || !event.isTrusted) return;
		if (!keepsBack(judge, event)) return;
		event.preventDefault();
		event.stopImmediatePropagation();
	}

	/** Shall the page not see it? @param {GuardJudge} asked @param {Event} event */
	function keepsBack(asked, event) {
		const isOurs = asked.owns(event);
		if (isKey(event)) {
			// Keys pressed in our card are no shortcuts of the page; Enter and Space still press its buttons.
			if (isOurs) event.stopImmediatePropagation();
			if (event.type !== "keydown") return false;
			return isOurs ? asked.ownKey(event) : asked.shortcut(event) || asked.stops(event);
		}
		if (isOurs) return false;
		// A press is one thing: whether the page sees it is decided when it begins.
		if (event.type === "pointerdown") holding = asked.wouldHold(event);
		if (event.type !== "click" && event.type !== "submit")
			return holding !== null && asked.wouldHold(event) === holding;
		if (event.type === "click") holding = null;
		return asked.stops(event);
	}

	/** @type {Guard["listen"]} */
	function listen(view) {
		const { signal } = listening;
		for (const type of [...PRESSES, ...KEYS]) view.addEventListener(type, onEvent, { capture: true, signal });
	}

	listen(window); // before any script of the page
	// Where we are switched off, this answer ends it; the other scripts come later.
	chrome.runtime.sendMessage({ type: "on" }).then(
		(isOn) => isOn === false && listening.abort(),
		() => null,
	);
	return {
		isKey,
		listen,
		use(signal, asks) {
			judge = asks ?? null;
			holding = null;
			if (!signal) return listening.abort();
			if (listening.signal.aborted) listening = new AbortController();
			const mine = listening;
			signal.addEventListener("abort", () => mine.abort());
			// Twice is once, except in a frame whose document was opened anew: that has lost its listeners.
			listen(window);
		},
	};
})();
