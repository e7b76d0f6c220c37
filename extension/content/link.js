// Talks to the worker and to the browser's storage, until the extension is reloaded under this page.
/** @type {Link} */
const Link = (() => {
	let end = () => {}; // of all of ours in this document

	function isLost() {
		if (chrome.runtime?.id) return false;
		end();
		return true;
	}

	/** @type {Heed} */
	function on(event, listener, signal) {
		event.addListener(listener);
		signal.addEventListener("abort", () => chrome.runtime?.id && event.removeListener(listener));
	}

	return {
		start(stop) {
			end = stop;
		},
		isLost,
		wait: (ms) => new Promise((done) => setTimeout(done, ms)),
		async ask(message) {
			if (isLost()) return null;
			try {
				return await chrome.runtime.sendMessage(message);
			} catch {
				return null; // the worker was stopped in mid-answer
			}
		},
		async keep(entries) {
			if (!isLost()) await chrome.storage.local.set(entries).catch(end);
		},
		hear: (listener, signal) => on(chrome.runtime.onMessage, listener, signal),
		async watch(keys, heed, signal) {
			on(
				chrome.storage.local.onChanged,
				(changes) => {
					const news = keys.filter((key) => key in changes).map((key) => [key, changes[key]?.newValue]);
					if (news.length) heed(Object.fromEntries(news));
				},
				signal,
			);
			await chrome.storage.local.get(keys).then((stored) => signal.aborted || heed(stored), end);
		},
	};
})();
