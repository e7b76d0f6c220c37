// Where all of ours is drawn: closed shadow trees under <html>, outside every editor, while there is something to show; for a
// box in a same-origin iframe the outermost page's, so that a low frame cuts off no card.
/** @type {Layer} */
const Layer = (() => {
	let style = "";
	/** By host. @type {Trees} */
	const trees = new Map();
	/** @type {KeysOf} */
	const hears = new WeakMap();

	function view() {
		/** @type {Window} */
		let shown = window;
		try {
			while (shown.parent !== shown && shown.parent.document.documentElement) shown = shown.parent;
		} catch {
			// Of another origin: no further out may we draw.
		}
		return /** @type {Window & typeof globalThis} */ (shown);
	}

	/** @type {Layer["sheet"]} */
	function sheet(css, { CSSStyleSheet } = window) {
		const made = new CSSStyleSheet();
		made.replaceSync(css);
		return made;
	}

	/** @type {Layer["make"]} */
	function make(name, inside = null, props = {}) {
		const [tag = "", ...classes] = name.split(".");
		const el = document.createElement(tag);
		el.className = classes.join(" ");
		el.append(...[inside].flat().filter((part) => part !== null));
		return Object.assign(el, props);
	}

	/** @type {Layer["draw"]} */
	function draw({ is, has, props, tells }, press) {
		const inside = [has].flat().map((part) => (part && typeof part === "object" ? draw(part, press) : part));
		const el = make(is, inside, props);
		if (tells !== undefined) el.addEventListener("click", () => press(tells));
		return el;
	}

	return {
		ARROWS: { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] },
		start(page) {
			style = page.style;
		},
		say: (key, ...words) => chrome.i18n.getMessage(key, words.map(String)),
		make,
		draw,
		button(has, tells, label, classes = "") {
			const props = { type: "button", ...(label && { ariaLabel: label, title: label }) };
			return draw({ is: `button${classes}`, has, props, tells }, (act) => act());
		},
		add(part, near, keys) {
			const { documentElement } = view().document;
			// Everything beside a modal <dialog> is inert.
			const dialog = near && near.ownerDocument === documentElement.ownerDocument && near.closest("dialog:modal");
			const parent = dialog || documentElement;
			let root = [...trees.values()].find(({ host }) => host.parentNode === parent);
			if (!root) {
				const host = parent.ownerDocument.createElement("div"); // as any page could have one
				root = host.attachShadow({ mode: "closed" });
				root.adoptedStyleSheets = [sheet(style, view())];
				trees.set(host, root);
				parent.append(host);
			}
			root.append(part);
			if (keys) hears.set(part, keys);
			return () => {
				part.remove();
				if (root.hasChildNodes()) return;
				root.host.remove();
				trees.delete(root.host);
			};
		},
		sweep() {
			for (const host of document.querySelectorAll("html > div, dialog > div")) {
				const [first] = host.openOrClosedShadowRoot?.adoptedStyleSheets ?? [];
				if (first?.cssRules[1]?.cssText.startsWith(".part {")) host.remove();
			}
		},
		onKey(event) {
			const part = trees.get(event.target)?.activeElement?.closest(".part");
			return (part && hears.get(part)?.(event)) ?? false;
		},
		owns: ({ target }) => trees.has(target),
		outer(el, { x, y, width, height } = el.getBoundingClientRect()) {
			const outermost = view();
			for (
				let inner = /** @type {Window} */ (el.ownerDocument.defaultView);
				inner !== outermost;
				inner = inner.parent
			) {
				const frame = /** @type {Element} */ (inner.frameElement);
				const box = frame.getBoundingClientRect();
				x += box.left + frame.clientLeft;
				y += box.top + frame.clientTop;
			}
			return new DOMRect(x, y, width, height);
		},
		view,
		sheet,
		move: (part, { x, y }) => Object.assign(part.style, { left: `${x}px`, top: `${y}px` }),
		follow(act, signal) {
			let frame = 0;
			const soon = () => {
				frame ||= requestAnimationFrame(() => {
					frame = 0;
					if (!signal.aborted) act();
				});
			};
			for (const target of new Set([view(), window]))
				for (const type of ["scroll", "resize"])
					target.addEventListener(type, soon, { capture: true, passive: true, signal });
			return soon;
		},
	};
})();
