// Sees a Post before the page does (window, capture, document_start) and asks what to do with it.
// Without an answer, or with nothing to hold, every event passes untouched.
/** @type {Guard} */
const Guard = (() => {
	const HEARD = ["keydown", "pointerdown", "mousedown", "pointerup", "mouseup", "click", "submit"];

	/** @type {GuardJudge | null} */
	let judge = null;
	let isOurs = false; // the key that is down
	/** The press that is being kept from the page, until its click. @type {object | null} */
	let holding = null;
	let listening = new AbortController();

	/** Keys in our card are no shortcuts of the page; Enter and Space still press its buttons. @param {Event} event */
	function shelter(event) {
		if (isOurs && event.isTrusted) event.stopImmediatePropagation();
	}

	/** @param {any} event */
	function onEvent(event) {
		if (!judge || !event.isTrusted || !keepsBack(judge, event)) return;
		event.preventDefault();
		event.stopImmediatePropagation();
	}

	/** Shall the page not see it? @type {KeepsBack} */
	function keepsBack(asked, event) {
		if (event.type === "keydown") {
			isOurs = asked.owns(event);
			shelter(event);
			return isOurs ? asked.ownKey(event) : asked.pressed(event);
		}
		if (asked.owns(event)) return false;
		// Whether the page sees a press is decided when it begins.
		if (event.type === "pointerdown") holding = asked.wouldHold(event);
		if (event.type !== "click" && event.type !== "submit")
			return holding !== null && asked.wouldHold(event) === holding;
		if (event.type === "click") holding = null;
		return asked.stops(event);
	}

	/** @type {Guard["listen"]} */
	function listen(view) {
		const { signal } = listening;
		for (const type of HEARD) view.addEventListener(type, onEvent, { capture: true, signal });
		for (const type of ["keypress", "keyup"]) view.addEventListener(type, shelter, { capture: true, signal });
	}

	listen(window); // before any script of the page
	// Where we are switched off, this ends it; the other scripts come later.
	chrome.runtime.sendMessage({ type: "on" }).then(
		(isOn) => isOn === false && listening.abort(),
		() => null,
	);
	return {
		listen,
		use(signal, asks) {
			judge = asks ?? null;
			holding = null;
			if (!signal) return listening.abort();
			if (listening.signal.aborted) listening = new AbortController();
			const mine = listening;
			signal.addEventListener("abort", () => mine.abort());
			// Twice is once; but a frame whose document was opened anew has lost its listeners.
			listen(window);
		},
	};
})();
