// Starts and stops every other part of this document: on while the person wants us on this site, gone without a trace otherwise.
(() => {
	/** @type {AbortController | null} */
	let running = null;
	let asked = 0;

	/** Asks the worker who this page is and whether we are wanted here. */
	async function decide() {
		const mine = ++asked;
		const said = await Link.ask({ type: "page" });
		if (mine !== asked || !said) return;
		running?.abort();
		if (!said.on) return Guard.use(null);
		running = new AbortController();
		const page = { ...said, top: window === window.top, signal: running.signal };
		for (const part of [Layer, Marks, Watch, Time, Counter]) part.start(page);
	}

	Link.start(() => {
		running?.abort();
		Guard.use(null);
	});
	Layer.sweep();
	// The person has switched something that concerns pages.
	chrome.runtime.onMessage.addListener(({ type }) => void (type === "decide" && decide()));
	void decide();
})();
