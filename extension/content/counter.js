// Shows today's minutes against the budget, and asks the worker what to say when a visit or a level begins.
/** @type {Startable} */
const Counter = (() => {
	const STEP = 16; // px an arrow key moves it
	const { make, button, say } = Layer;

	/** @type {AbortSignal} */
	let signal;
	/** @type {Settings["counter"]} */
	let place = { shown: true, corner: "bottom-left", x: 16, y: 16 };
	let isWanted = false; // until the settings are read
	let wasCounting = false;
	let timer = 0;
	/** @type {Pill | null} */
	let pill = null;

	/** @param {number} ms */
	const clock = (ms) => `${Math.floor(ms / 60_000)}:${`${Math.floor(ms / 1000) % 60}`.padStart(2, "0")}`;

	function draw() {
		const time = make("span.time");
		const of = make("span.of");
		const fill = make("span.fill");
		const track = make("span.track", fill);
		const hide = button(say("close_sign"), () => save({ shown: false }), say("counter_hide"), ".hide");
		const el = make("div", [time, of, track, hide], { tabIndex: 0, role: "group", title: say("counter_help") });
		/** @type {Point | null} */
		let grip = null;

		el.addEventListener("pointerdown", ({ target, clientX, clientY, pointerId }) => {
			if (target === hide) return;
			grip = { x: clientX - el.offsetLeft, y: clientY - el.offsetTop };
			el.setPointerCapture(pointerId);
		});
		el.addEventListener("pointermove", ({ clientX, clientY }) => {
			if (grip) Layer.move(el, { x: clientX - grip.x, y: clientY - grip.y });
		});
		el.addEventListener("pointerup", () => {
			if (!grip) return;
			grip = null;
			saveAt(el);
		});
		const remove = Layer.add(el, null, ({ key }) => {
			const [x, y] = Layer.ARROWS[key] ?? [0, 0];
			if (!x && !y) return false;
			Layer.move(el, { x: el.offsetLeft + x * STEP, y: el.offsetTop + y * STEP });
			saveAt(el);
			return true;
		});
		return { el, time, of, fill, track, remove, isHeld: () => grip !== null, looks: "" };
	}

	/** @param {HTMLElement} el */
	const room = (el) => ({
		x: document.documentElement.clientWidth - el.offsetWidth,
		y: innerHeight - el.offsetHeight,
	});

	/** As a distance to the nearest corner, for a window of another size. @param {HTMLElement} el */
	function saveAt(el) {
		const { offsetLeft: left, offsetTop: top } = el;
		const { x, y } = room(el);
		const corner = /** @type {Corner} */ (`${y < top * 2 ? "bottom" : "top"}-${x < left * 2 ? "right" : "left"}`);
		save({ corner, x: Math.min(left, x - left), y: Math.min(top, y - top) });
	}

	/** @type {SavePlace} */
	function save(change) {
		place = { ...place, ...change };
		void Link.ask({ type: "place", counter: place });
		each();
	}

	/** @type {ShowPill} */
	function show(drawn, { total_ms, budget_ms }) {
		const { el, time, of, fill, track, isHeld } = drawn;
		const budget = budget_ms === null ? null : Math.round(budget_ms / 60_000);
		const share = budget_ms === null ? 0 : Math.min(1, total_ms / budget_ms || 0);
		const minutes = Math.floor(total_ms / 60_000);
		const className = `part pill ${share === 1 ? "over" : share >= 0.8 ? "near" : ""} ${Room.isDark() ? "dark" : ""}`;
		const now = clock(total_ms);
		// Most seconds change but a digit, once all is placed: nothing is laid out for it.
		const looks = `${[minutes, budget, share.toFixed(2), now.length, className]}`;
		if (drawn.looks !== looks) {
			drawn.looks = looks;
			el.ariaLabel = budget === null ? say("counter_label", minutes) : say("counter_label_of", minutes, budget);
			of.textContent = budget === null ? "" : say("counter_of", budget);
			track.hidden = !budget;
			fill.style.transform = `scaleX(${share.toFixed(2)})`;
			time.textContent = now;
			el.className = className;
		}
		if (!isHeld()) {
			const { corner, x, y } = place;
			const most = room(el);
			const at = { x: corner.endsWith("right") ? most.x - x : x, y: corner.startsWith("bottom") ? most.y - y : y };
			Room.settle(el, [at]);
		}
		time.textContent = now;
	}

	function each() {
		clearTimeout(timer);
		if (signal.aborted) return;
		const isCounting = Time.isCounting();
		const isBusy = Watch.isComposing() || Notice.isOpen();
		if (isCounting && !wasCounting) void Notice.ask({ type: "visit", busy: isBusy }, signal);
		wasCounting = isCounting;
		const today = document.visibilityState === "visible" ? Time.today() : null;
		if (today && isWanted && place.shown) {
			pill ??= draw();
			show(pill, today);
		} else hide();
		Notice.place();
		// Its clock runs only while time is counted; Time says when it starts again.
		if (!today || !isCounting) return;
		const isDue = today.budgets.some(({ used_ms, next_ms }) => next_ms !== null && used_ms >= next_ms);
		if (isDue && !isBusy) void Notice.ask({ type: "speak" }, signal);
		timer = setTimeout(each, 1000);
	}

	function hide() {
		pill?.remove();
		pill = null;
	}

	return {
		start(page) {
			if (!page.top) return;
			({ signal } = page);
			Time.onChange(each);
			document.addEventListener("visibilitychange", each, { signal });
			addEventListener("resize", each, { signal, passive: true });
			signal.addEventListener("abort", () => {
				clearTimeout(timer);
				wasCounting = false;
				hide();
				Notice.clear();
			});
			void Link.watch(
				["settings", "server"],
				({ settings, server }) => {
					place = { ...place, ...settings?.counter };
					if (server !== undefined) isWanted = server?.settings.counter ?? true;
					each();
				},
				signal,
			);
		},
	};
})();
