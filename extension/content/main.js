// Starts every other part while the person wants us on this site; otherwise leaves nothing of ours.
/** @type {Main} */
const Main = (() => {
	let running = new AbortController();
	let asked = 0;

	function stop() {
		running.abort();
		Guard.use(null);
	}

	/** Asks the worker who this page is and whether we are wanted here. */
	async function decide() {
		const mine = ++asked;
		const said = await Link.ask({ type: "page" });
		if (mine !== asked || !said) return;
		if (!said.on) return stop();
		running.abort();
		running = new AbortController();
		const { signal } = running;
		// A page kept aside has not heard what was switched meanwhile.
		addEventListener("pageshow", ({ persisted }) => persisted && void decide(), { signal });
		const page = { ...said, top: window === window.top, signal };
		for (const part of [Layer, Marks, Watch, Time, Counter]) part.start(page);
	}

	Link.start(stop);
	Layer.sweep();
	void decide();
	// The worker calls this when something was switched: where we are off, nothing of ours listens.
	return { decide };
})();
