// Finds the compose box around an event, what it is for and what sends it: by the site's own selectors, and where those are
// stale, by roles, labels and the nearest button.
/** @type {Find} */
const Find = (() => {
	const EDITABLE = "textarea,[contenteditable=''],[contenteditable=true],[contenteditable=plaintext-only]";
	const BUTTONS = "button,[role=button],input[type=submit]";
	const NO_DRAFT = "[role=searchbox],textarea:is([role=combobox],:disabled,:read-only)";
	const NARROWEST = 80; // px; narrower fields are for tags, codes and quantities
	const MOST_STEPS = 30; // further out, a button belongs to something else
	const SAID = /** @type {const} */ (["reply", "comment", "message", "group"]); // by a box's label
	const LABELS = ["aria-label", "placeholder", "aria-placeholder", "data-placeholder"];

	/** An element and all around it, out of shadow trees and frames too. @type {Outward} */
	function outward(el) {
		const { host = el.ownerDocument.defaultView?.frameElement } = el.getRootNode();
		const next = el.parentElement ?? host;
		return next ? [el, ...outward(next)] : [el];
	}

	/** @type {Closest} */
	const closest = (from, selector) => outward(from).find((el) => el.matches(selector));

	/** What is found first, near before far. @type {Nearest} */
	function nearest(from, look) {
		for (const around of outward(from).slice(1, MOST_STEPS)) {
			const found = look(around);
			if (found) return found;
		}
		return null;
	}

	/** @param {Element} el */
	function label(el) {
		const by = el.getAttribute("aria-labelledby")?.split(" ")[0] ?? "";
		const root = el.getRootNode();
		const said = [root.getElementById?.(by)?.textContent, ...LABELS.map((name) => el.getAttribute(name))];
		return (said.find(Boolean) ?? "").trim().toLowerCase();
	}

	/** @param {HTMLInputElement} button */
	const caption = (button) =>
		(button.ariaLabel || button.value || button.textContent || "").trim().replace(/\s+/g, " ").toLowerCase();

	/** Whole words at the start of a label. @type {StartsWith} */
	const startsWith = (words, text) =>
		words.some((word) => text.startsWith(word) && !/[\p{L}\p{N}-]/u.test(text[word.length] ?? ""));

	/** The outermost editing host or the text field around a node. @type {Find["field"]} */
	function field(target) {
		const from = target instanceof Element ? target : target instanceof Node ? target.parentElement : null;
		let el = from?.closest(EDITABLE);
		for (let outer = el; outer; outer = outer.parentElement?.closest(EDITABLE)) el = outer;
		// A page in design mode has no editable element: its body is the box.
		if (!el && from?.ownerDocument.designMode === "on") el = from.ownerDocument.body;
		return /** @type {HTMLElement | null} */ (el ?? null);
	}

	/** @type {IsForDrafts} */
	function isForDrafts(el, { words }) {
		// A rich editor that completes @names may call itself a combobox; a plain field that does is a search.
		if (el.matches(NO_DRAFT) || closest(el, "[role=search],[aria-hidden=true]")) return false;
		if (/^(cc-|one-time-code|.*-password$)/.test(el.getAttribute("autocomplete") ?? "")) return false;
		if (startsWith(words.not, label(el))) return false;
		return el.localName === "body" || el.getBoundingClientRect().width >= NARROWEST;
	}

	const isHere = ({ url = "" }) => {
		const { pathname, search } = Layer.view().location;
		return new RegExp(url).test(pathname + search);
	};

	/** @type {IsNear} */
	const isNear = ({ near }, el) =>
		near === undefined || (closest(el, "[role=dialog],form,article") ?? document).querySelector(near) !== null;

	/** @type {Within} */
	const within = (around, selector, box) =>
		[around, around.shadowRoot]
			.flatMap((tree) => /** @type {HTMLInputElement[]} */ ([...(tree?.querySelectorAll(selector) ?? [])]))
			.filter((button) => button.offsetWidth > 0 && button.offsetHeight > 0 && !button.contains(box));

	/** By the site's selectors, else its caption, else the form. @type {FindSender} */
	function sender(el, selectors, verbs) {
		const known = nearest(el, (around) => selectors.map((one) => within(around, one, el)[0]).find(Boolean));
		if (known) return known;
		return nearest(el, (around) => {
			const buttons = within(around, BUTTONS, el);
			const named = buttons.filter((button) => caption(button).length < 40 && startsWith(verbs, caption(button)));
			return (
				named.find((button) => el.compareDocumentPosition(button) & Node.DOCUMENT_POSITION_FOLLOWING) ??
				named[0] ??
				buttons.find((button) => button.type === "submit" && button.form?.contains(el))
			);
		});
	}

	return {
		field,
		look(target, finder) {
			const el = field(target);
			if (!el?.isConnected || !isForDrafts(el, finder)) return null;
			const { sites, words } = finder;
			const site = sites.find(({ detect }) => !detect || document.querySelector(detect));
			const rule = site?.boxes.find((one) => closest(el, one.box) && isHere(one) && isNear(one, el));
			const said = SAID.find((each) => words[each].some((word) => label(el).includes(word)));
			const here = site?.boxes.find((one) => one.url && isHere(one));
			const surface = rule?.surface ?? said ?? here?.surface ?? site?.mostly ?? "post";
			return {
				el,
				// Read together with the box: a page of blocks is one draft.
				root: (rule?.read && closest(el, rule.read)) || el,
				surface,
				send: sender(el, rule?.send ?? [], words.send),
				enterSends: rule ? rule.send_key === "Enter" : (site?.enter_sends?.includes(surface) ?? false),
				guessing: rule === undefined,
				media: rule?.media ?? null,
			};
		},
		media({ el, media }) {
			if (!media) return [];
			const all = nearest(el, (around) => (around.querySelector(media) ? [...around.querySelectorAll(media)] : null));
			return (all ?? []).slice(0, 20).map((one) => ({
				type: one.localName === "video" ? "video" : "image",
				alt: one.getAttribute("alt") || one.ariaLabel,
			}));
		},
	};
})();
