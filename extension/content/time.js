// Measures how long this page is really in use and writes it down in slices that only grow, each in a key of its own.
/** @type {Time} */
const Time = (() => {
	const TICK_MS = 5_000; // the most that a killed browser loses
	const CAP_MS = 12_000; // longer gaps mean sleep, a frozen process or a debugger
	const SKEW_MS = 2_000; // further apart, one of the two clocks was set
	const SLICE_MS = 60_000;
	const IDLE_MS = 60_000;
	const VIDEO_MS = 30 * 60_000; // watching is use too
	const SETTLE_MS = 300; // a click into a frame blurs the window for a moment
	const MOMENT_MS = 200;
	const DRAIN_MS = 15_000;
	const RELAY_MS = 20_000;
	const VISIT_MS = 30 * 60_000; // this long away, and a new visit begins
	const INPUT = ["keydown", "pointerdown", "pointermove", "touchstart", "wheel", "scroll"];

	/** @type {Time["pure"]} */
	const pure = {
		credit(mono, wall) {
			const [least, most] = [Math.min(mono, wall), Math.max(mono, wall)];
			return least < 0 || most > CAP_MS || most - least > SKEW_MS ? null : least;
		},
		open(meter, now, site, purpose) {
			const { src, seq } = meter;
			const start = Math.round(now.wall);
			return { ...meter, open: { src, seq, site, start, end: start, ...(purpose && { purpose }) }, last: now };
		},
		advance(meter, now, until = Infinity) {
			const { open, last, counted } = meter;
			if (!open) return { meter, writes: [] };
			const whole = pure.credit(now.mono - last.mono, now.wall - last.wall);
			if (whole === null) return pure.close(meter);
			const end = Math.round(open.end + Math.max(0, Math.min(whole, until - last.mono)));
			const grown = { ...open, end };
			const after = { ...meter, open: grown, last: now, counted: counted + end - open.end };
			return end - open.start < SLICE_MS ? { meter: after, writes: [grown] } : pure.close(after);
		},
		close(meter) {
			const { open, seq } = meter;
			if (!open) return { meter, writes: [] };
			return {
				meter: { ...meter, seq: seq + 1, open: null },
				writes: open.end > open.start ? [{ ...open, closed: true }] : [],
			};
		},
		withMore(today, more, site) {
			const grows = ["day", `site:${site}`];
			const budgets = today.budgets.map((budget) =>
				grows.includes(budget.id) ? { ...budget, used_ms: budget.used_ms + more } : budget,
			);
			return { ...today, budgets, total_ms: today.total_ms + more };
		},
	};

	function playsVideo() {
		return [...document.getElementsByTagName("video")].some((video) => {
			if (video.paused || video.ended || video.readyState < 3) return false;
			const { width, bottom, top } = video.getBoundingClientRect();
			return width > 100 && bottom > 0 && top < innerHeight;
		});
	}

	const now = () => ({ mono: performance.now(), wall: Date.now() });

	/** @type {PageContext} */
	let page;
	/** @type {Meter} */
	let meter = { src: crypto.randomUUID(), seq: 0, counted: 0, open: null, last: now() };
	/** @type {LocalToday | null} */
	let today = null;
	let reckoned = 0; // how much of what was counted here is in `today` (ms)
	/** @type {string | null} */
	let purpose = null;
	const pausedUntil = { here: 0, there: 0 };
	let isFocused = false;
	let isLocked = false;
	let lastInput = 0;
	let sinceInput = 0; // until the newest of the same moment (ms)
	let lastDrain = 0;
	let lastSeen = 0;
	/** @type {Instant | null} while the window may only have lost focus to a frame of its own */
	let blurredAt = null;
	let timer = 0;
	let tell = () => {};

	/** @param {() => void} used */
	function watchInput(used) {
		let heard = 0;
		const hear = (/** @type {Event} */ { isTrusted }) => {
			if (!isTrusted) return;
			// At a key, performance.now() takes longer than all else here.
			sinceInput = Date.now() - heard;
			if (sinceInput >= 0 && sinceInput < MOMENT_MS) return;
			heard += sinceInput;
			used();
		};
		for (const type of INPUT) addEventListener(type, hear, { capture: true, passive: true, signal: page.signal });
	}

	const idleAt = () => lastInput + sinceInput + (playsVideo() ? VIDEO_MS : IDLE_MS);
	const isVisible = () => document.visibilityState === "visible";
	const isUsed = () =>
		isVisible() &&
		isFocused &&
		!isLocked &&
		performance.now() < idleAt() &&
		Date.now() >= Math.max(pausedUntil.here, pausedUntil.there) &&
		!page.uncounted.some((path) => location.pathname.startsWith(path));

	/** @param {MeterStep} step */
	async function take(step) {
		meter = step.meter;
		const slices = step.writes.map((slice) => [`s:${slice.src}:${slice.seq}`, slice]);
		if (slices.length) await Link.keep({ ...Object.fromEntries(slices), seen_at: Date.now() });
	}

	/** A slice that is full is followed by the next. */
	async function step() {
		const at = now();
		const wasOpen = meter.open !== null;
		const written = take(pure.advance(meter, at));
		if (!meter.open) {
			if (at.wall - lastSeen > VISIT_MS) purpose = null;
			meter = pure.open(meter, at, page.site, purpose);
			if (!wasOpen) tell();
		}
		await written;
	}

	function pause(until = Infinity) {
		clearTimeout(timer);
		if (!meter.open) return;
		const credited = pure.advance(meter, now(), until);
		const closed = pure.close(credited.meter);
		void take(closed.writes.length ? closed : { ...credited, meter: closed.meter });
		tell();
		drain();
	}

	function tick() {
		clearTimeout(timer);
		if (page.signal.aborted || Link.isLost()) return;
		if (!blurredAt && !isUsed()) return pause(Math.min(idleAt(), performance.now()));
		if (!blurredAt) void step();
		if (performance.now() - lastDrain >= DRAIN_MS) drain();
		const next = blurredAt ? SETTLE_MS : Math.min(TICK_MS, idleAt() - performance.now());
		timer = setTimeout(tick, Math.max(50, next));
	}

	function drain() {
		lastDrain = performance.now();
		void Link.ask({ type: "drain" });
	}

	async function askFocus() {
		const at = now();
		blurredAt = at;
		await Link.wait(SETTLE_MS);
		const has = document.hasFocus() || (await Link.ask({ type: "focus" })) === true;
		if (blurredAt !== at || page.signal.aborted) return;
		blurredAt = null;
		isFocused = has;
		if (has) tick();
		else pause(at.mono);
	}

	/** @param {boolean} focused */
	function setFocus(focused) {
		const blurred = blurredAt;
		blurredAt = null;
		isFocused = focused;
		if (focused) touched();
		else pause(blurred?.mono);
	}

	function used() {
		lastInput = performance.now();
		sinceInput = 0;
		if (!meter.open && !blurredAt && isUsed()) tick();
	}

	function touched() {
		isLocked = false;
		used();
	}

	/** @param {StoredNews} news */
	function heed(news) {
		lastSeen = news.seen_at ?? lastSeen;
		if ("today" in news) {
			today = news.today ?? null;
			reckoned = meter.counted;
		}
		if ("visit" in news) {
			purpose = news.visit?.purpose ?? null;
			// A purpose that is named in mid-slice holds for the slice.
			if (meter.open && purpose) meter = { ...meter, open: { purpose, ...meter.open } };
		}
		if ("server" in news) pausedUntil.there = news.server?.paused_until ?? 0;
		if ("pause" in news) pausedUntil.here = news.pause?.until ?? 0;
		if ("today" in news || "pause" in news) tell();
		if ((meter.open !== null) !== isUsed()) tick();
	}

	function measure() {
		const { signal } = page;
		isFocused = document.hasFocus();
		lastInput = performance.now();
		document.addEventListener("visibilitychange", () => (isVisible() ? void askFocus() : pause()), { signal });
		addEventListener("focus", () => setFocus(true), { signal });
		addEventListener("blur", () => void askFocus(), { signal });
		addEventListener("pagehide", () => pause(), { signal });
		addEventListener("pageshow", used, { signal });
		watchInput(touched);
		Link.hear((message) => {
			if (message.type === "focus-changed") setFocus(message.focused && isVisible());
			if (message.type === "input") used();
			if (message.type !== "locked") return;
			isLocked = true;
			pause();
		}, signal);
		signal.addEventListener("abort", () => {
			if (chrome.runtime?.id) pause();
			clearTimeout(timer);
		});
		const keys = ["today", "visit", "server", "pause", "seen_at"];
		void Link.watch(keys, heed, signal).then(() => (isFocused ? tick() : void askFocus()));
	}

	return {
		start(context) {
			page = context;
			if (page.top) return measure();
			// A frame tells the page around it that it is in use.
			let last = -Infinity;
			watchInput(() => {
				if (performance.now() - last < RELAY_MS) return;
				last = performance.now();
				void Link.ask({ type: "input" });
			});
		},
		today: () => today && pure.withMore(today, pure.advance(meter, now()).meter.counted - reckoned, page.site),
		isCounting: () => meter.open !== null,
		async write() {
			if (meter.open) await step();
		},
		onChange(listener) {
			tell = listener;
		},
		pure,
	};
})();
