// Finds room for what stands over the page: a card by its words, all else beside boxes; light or dark as the page is.
/** @type {Room} */
const Room = (() => {
	const GAP = 10; // px between words and card
	const EDGE = 8; // px from the window's edge
	const LOWEST = 120; // px; in a lower card nothing could be read
	const LOOK_AGAIN_MS = 2000; // a page is looked at most this often
	const BOXES = "textarea,[contenteditable]:not([contenteditable=false]),[role=textbox],[type=submit]";

	/** How much of these areas something would cover, px². @type {Covered} */
	function covered(at, size, areas) {
		const both = areas.map(
			(area) =>
				Math.max(0, Math.min(at.x + size.width, area.x + area.width) - Math.max(at.x, area.x)) *
				Math.max(0, Math.min(at.y + size.height, area.y + area.height) - Math.max(at.y, area.y)),
		);
		return both.reduce((sum, one) => sum + one, 0);
	}

	/** Brings a place for something of this size into the window. @type {Inside} */
	const inside = (size, view) => (x, y) => ({
		x: Math.max(EDGE, Math.min(x, view.width - size.width - EDGE)),
		y: Math.max(EDGE, Math.min(y, view.height - size.height - EDGE)),
	});

	/** The smallest area around all. @type {Around} */
	function around(areas) {
		const xs = areas.flatMap(({ x, width }) => [x, x + width]);
		const ys = areas.flatMap(({ y, height }) => [y, y + height]);
		const x = Math.min(...xs);
		const y = Math.min(...ys);
		return { x, y, width: Math.max(...xs) - x, height: Math.max(...ys) - y };
	}

	/** @type {Room["find"]} */
	function find(size, view, wanted, areas) {
		const at = inside(size, view);
		const corners = [Infinity, 0].flatMap((y) => [0, Infinity, (view.width - size.width) / 2].map((x) => at(x, y)));
		const places = [...wanted.map(({ x, y }) => at(x, y)), ...corners];
		return places.find((place) => covered(place, size, areas) === 0) ?? null;
	}

	/** By the ground behind an element; by the system only where the page has none and takes both. @param {Element | null} from */
	function looksDark(from) {
		for (let el = from; el; el = el.parentElement ?? el.getRootNode().host) {
			const parts = getComputedStyle(el).backgroundColor.match(/[\d.]+/g) ?? [];
			const [red = 0, green = 0, blue = 0, alpha = 1] = parts.map(Number);
			if (parts.length >= 3 && alpha > 0.5) return red * 0.299 + green * 0.587 + blue * 0.114 < 110;
		}
		const scheme = getComputedStyle(document.documentElement).colorScheme;
		return scheme.includes("dark") && (!scheme.includes("light") || matchMedia("(prefers-color-scheme:dark)").matches);
	}

	let seen = { at: -Infinity, boxes: /** @type {DOMRect[]} */ ([]), isDark: false };

	function look() {
		if (performance.now() - seen.at < LOOK_AGAIN_MS) return seen;
		const boxes = [...document.querySelectorAll(BOXES)].map((box) => box.getBoundingClientRect());
		seen = { at: performance.now(), boxes, isDark: looksDark(document.body) };
		return seen;
	}

	return {
		find,
		choose(card, view, words, keepClear, box) {
			const at = inside(card, view);
			const word = words.length ? around(words) : box;
			// Under the words or over them; then beside what is to be kept clear, and the draft; then the corners.
			const others = [...keepClear, around([word, ...keepClear, box])];
			const ys = [word, ...others].flatMap(({ y, height }) => [y + height + GAP, y - card.height - GAP]);
			const xs = others.flatMap(({ x, width }) => [x + width + GAP, x - card.width - GAP]);
			const places = [word.x, word.x + word.width - card.width, ...xs, 0, Infinity].flatMap((x) =>
				[...ys, word.y, 0, Infinity].map((y) => at(x, y)),
			);
			/** Words count most, then the button, then the rest of the draft. @param {Point} place */
			const cost = (place) =>
				covered(place, card, words) * 100 + covered(place, card, keepClear) * 10 + covered(place, card, [box]);
			const best = places.reduce((least, place) => (cost(place) < cost(least) ? place : least));
			if (covered(best, card, [...words, ...keepClear]) === 0) return best;
			// It fits nowhere: cut to the most room over, between or under what is to be kept clear, it scrolls.
			let most = { ...best, height: LOWEST };
			let y = EDGE;
			for (const next of [...words, ...keepClear, { y: view.height, height: 0 }].sort((a, b) => a.y - b.y)) {
				const height = next.y - GAP - y;
				if (height > most.height) most = { x: at(word.x, 0).x, y, height };
				y = Math.max(y, next.y + next.height + GAP);
			}
			return most.height > LOWEST ? most : best;
		},
		settle(part, wanted) {
			const size = { width: part.offsetWidth, height: part.offsetHeight };
			const view = { width: document.documentElement.clientWidth, height: innerHeight };
			const at = find(size, view, wanted, [...look().boxes, ...Watch.keepClear()]);
			part.style.visibility = at ? "visible" : "hidden";
			if (at) Layer.move(part, at);
		},
		isDark: () => look().isDark,
		looksDark,
	};
})();
