// One draft from its first letter to its end: reads it at a pause, keeps what was found at its words, and writes down what
// became of it.
class Draft {
	static isComposing = false; // what an input method still composes is not read
	static isAnswered = false; // did the companion answer the last check?
	static #PAUSE_MS = 300; // in typing; then a draft is read
	static #GONE_MS = 2000; // how often its box is looked after
	static #SOON_MS = 250; // and after a Post
	static #SENT_MS = 10_000; // a sent draft has left its box by then

	text = "";
	/** @type {BoxAnswer["state"]} */
	state = "empty";
	/** What is known of `text`, without what the person dismissed. @type {ShownFinding[]} */
	findings = [];
	dismissed = new Set();
	isExpanded = false;
	wasHeld = false;
	isNotEnglish = false;
	/** Kept nowhere else. @type {DraftContext | undefined} */
	context = undefined;
	timer = 0;
	#frame = 0;
	// Editors change their words without an event; most leave the marks at theirs.
	#watcher = new MutationObserver(() => this.mark());
	#looking = 0;
	#revision = 0;
	/** @type {string | null} */
	#checkedText = null;
	/** By the last check. @type {ShownFinding[]} */
	#known = [];
	/** @type {Promise<void> | null} */
	#checking = null;
	/** The rule of each finding it has had. @type {Map<string, string>} */
	#had = new Map();
	/** @type {DraftKind | null} null: never checked */
	#kind = null;
	#hasHeldText = false;
	#sentAt = 0;
	#isOver = false;

	/** @param {Box} box @param {PageContext} page */
	constructor(box, page) {
		this.box = box;
		this.page = page;
		this.lookAfter();
	}

	/** The first three, the loudest of them first; the rest on request. */
	get visible() {
		return this.isExpanded ? this.findings : this.findings.slice(0, 3);
	}

	/** In the order of the words. */
	get ordered() {
		return [...this.visible].sort((a, b) => a.start - b.start || a.end - b.end);
	}

	/** @param {string} key */
	find(key) {
		return this.findings.find((finding) => finding.key === key);
	}

	get holds() {
		return this.findings.filter(({ level }) => level === "hold");
	}

	get isUnread() {
		return this.#checking !== null || DraftText.read(this.box.root).text !== this.#checkedText;
	}

	/** A box can change what it is for (a reply becomes a post), and its Post button is often made anew. */
	lookAgain() {
		Object.assign(this.box, Find.look(this.box.el, this.page.finder));
	}

	follow() {
		const reading = DraftText.read(this.box.root);
		this.findings = DraftText.carry(this.findings, this.text, reading.text);
		this.text = reading.text;
		this.#hasHeldText ||= this.text.trim() !== "";
		Marks.show(this.box, reading, this.visible);
		this.#watcher.disconnect();
		if (this.visible.length > 0)
			this.#watcher.observe(reading.root, { subtree: true, childList: true, characterData: true });
	}

	/** Marks the words again, before they are seen, where the marks are off them. */
	mark() {
		if (this.#frame || Marks.areTrue(this.box)) return;
		this.#frame = requestAnimationFrame(() => {
			this.#frame = 0;
			if (!this.#isOver && !Draft.isComposing) this.follow();
		});
	}

	/** It may have changed. */
	expect() {
		if (!this.timer && !Draft.isComposing) this.schedule();
	}

	schedule(delay = Draft.#PAUSE_MS) {
		clearTimeout(this.timer);
		this.timer = setTimeout(() => void this.check(), delay);
	}

	check() {
		clearTimeout(this.timer);
		this.timer = 0;
		if (this.#isOver || Draft.isComposing || !this.box.el.isConnected) return null;
		this.lookAgain();
		this.follow();
		if (!this.text.trim()) this.#empty();
		else if (this.text !== this.#checkedText) this.#checking = this.#ask(this.text);
		// An undo has brought back what an edit took away.
		else if (!this.#checking) this.#show(this.text, this.#known);
		return this.#checking;
	}

	/** Asks again, with what the person says of whom it describes. @param {DraftContext} context */
	explain(context) {
		this.context = context;
		this.#checkedText = null;
		this.schedule(0);
	}

	#empty() {
		this.state = "empty";
		this.context = undefined;
		this.#checkedText = null;
		this.findings = [];
		Watch.changed(this);
	}

	/** @param {string} text */
	async #ask(text) {
		this.#checkedText = text;
		const revision = ++this.#revision;
		if (this.state === "empty") this.state = "waiting";
		const { surface } = this.box;
		const draft = { text, revision, surface, media: Find.media(this.box), context: this.context };
		const answer = await Link.ask({ type: "check", draft });
		if (this.#isOver || revision < this.#revision) return;
		this.#checking = null;
		Draft.isAnswered = answer?.state === "checked";
		if (answer?.state !== "checked") {
			this.state = "not-checked";
			this.#checkedText = null;
			return this.#show(text, []);
		}
		this.state = "checked";
		this.#kind = answer.kind;
		this.isNotEnglish = answer.notEnglish;
		this.#known = answer.findings;
		for (const { key, rule } of this.#known) this.#had.set(key, rule);
		this.#show(text, this.#known);
		const [quieted] = answer.quieted;
		if (quieted) Talk.sayQuiet(this, quieted, "card_quieted");
	}

	/** @param {string} text @param {ShownFinding[]} findings the places are of this text */
	#show(text, findings) {
		this.findings = findings.filter(({ key }) => !this.dismissed.has(key));
		this.text = text;
		this.follow();
		Watch.changed(this);
	}

	/** A press that waited is repeated, and the submit that follows must not wait. */
	get isJustSent() {
		return Date.now() - this.#sentAt < 1000;
	}

	/** What the box holds now is what went out, if it leaves. */
	sent() {
		this.#sentAt = Date.now();
		this.lookAfter();
	}

	lookAfter() {
		clearTimeout(this.#looking);
		const isSent = Date.now() - this.#sentAt < Draft.#SENT_MS;
		const isThere = this.box.el.isConnected;
		if (isThere && (!this.#hasHeldText || DraftText.read(this.box.root).text.trim()))
			this.#looking = setTimeout(() => this.lookAfter(), isSent ? Draft.#SOON_MS : Draft.#GONE_MS);
		else this.finish(isSent ? "posted" : isThere ? "emptied" : "closed");
	}

	leave() {
		this.#isOver = true;
		clearTimeout(this.timer);
		clearTimeout(this.#looking);
		this.#watcher.disconnect();
		Marks.clear(this.box);
		Watch.ended(this);
	}

	/** Written down, and sent by the worker until it is acknowledged. @param {DraftEnd} outcome */
	finish(outcome) {
		this.leave();
		if (!this.#kind) return;
		const { site, persona } = this.page;
		const warnings = [...this.#had].map(([key, rule]) => {
			const atPost = this.#known.some((finding) => finding.key === key) ? "kept" : "changed";
			return { rule, outcome: outcome === "posted" ? atPost : outcome === "unknown" ? outcome : "dropped" };
		});
		const id = crypto.randomUUID();
		const about = { site, persona, surface: this.box.surface, kind: this.#kind, outcome, warnings };
		void Link.keep({ [`o:${id}`]: { draft: id, at: Date.now(), ...about } });
	}
}
