// Follows every draft from its first letter to its end: reads it when its person pauses, shows what was found,
// asks once at Post, and writes down what became of it.
const Watch = (() => {
  const PAUSE_MS = 300;
  const AT_ONCE_MS = 30; // a sentence's end: the editor needs a moment to take the letter in
  const DWELL_MS = 350; // the mouse rests on a mark
  const LEAVE_MS = 600;
  const GONE_MS = 2000; // how often a draft's box is looked after
  const SENT_MS = 10_000; // a sent draft has left its box by then
  const ANSWER_MS = 150; // longer than this a Post never waits
  const REST_MS = 10 * 60_000; // between two holds on one site, and the length of a breather
  const SHOWN = 3;
  const CHANCES = ["beforeinput", "keyup", "paste", "cut", "drop", "click"];
  const PUBLIC = new Set(["post", "reply", "comment", "quote", "reshare", "article"]);

  /** @type {PageContext} */
  let page;
  /** @type {Map<HTMLElement, Composition>} */
  const compositions = new Map();
  /** @type {Composition | null} */
  let current = null;
  /** @type {{composition: Composition, key: string} | null} */
  let open = null;
  let typedAt = 0;
  let isImeOpen = false;
  let heldAt = 0;
  let isAnswering = false; // did the companion answer the last check?
  let pointerTimer = 0;
  let goneTimer = 0;

  // ------------------------------------------------------------------------------------------ talking to the worker

  /** @param {FromContent} message @returns {Promise<any>} null when nobody answers: an update, a crash, a companion away */
  async function tell(message) {
    try {
      return await chrome.runtime.sendMessage(message);
    } catch {
      return null;
    }
  }

  /** @param {Composition | null} composition */
  function showBadge(composition) {
    const warnings = !composition?.text.trim()
      ? 0
      : composition.state === "not-checked"
        ? null
        : loud(composition).length;
    void tell({ type: "badge", warnings });
    if (composition) Card.announce(warnings ?? 0, composition.box.el);
  }

  // ------------------------------------------------------------------------------------------ drafts

  /** @param {HTMLElement} el @returns {Composition | null} */
  function begin(el) {
    const box = Find.look(el, page.site);
    if (!box) return null;
    /** @type {Composition} */
    const composition = {
      id: crypto.randomUUID(),
      box,
      revision: 0,
      answered: 0,
      text: "",
      lastText: "",
      checkedText: null,
      wasChecked: false,
      state: "empty",
      findings: [],
      known: [],
      dismissed: new Set(),
      notEnglish: false,
      ledger: new Map(),
      expanded: false,
      held: false,
      hasWaited: false,
      sentAt: 0,
      timer: 0,
      frame: 0,
      checking: null,
    };
    compositions.set(el, composition);
    if (goneTimer === 0) goneTimer = window.setInterval(lookAfterAll, GONE_MS);
    return composition;
  }

  /** A box can change what it is for (a reply becomes a post), and its Post button is made anew often. @param {Composition} composition */
  function lookAgain(composition) {
    const fresh = Find.look(composition.box.el, page.site);
    if (fresh) Object.assign(composition.box, fresh);
  }

  /** @param {Composition} composition @param {number} delay ms */
  function schedule(composition, delay) {
    clearTimeout(composition.timer);
    composition.timer = window.setTimeout(() => void check(composition), delay);
  }

  /** @param {Composition} composition @returns {Promise<void>} */
  function check(composition) {
    clearTimeout(composition.timer);
    composition.timer = 0;
    if (page.signal.aborted || isImeOpen || !composition.box.el.isConnected) return Promise.resolve();
    lookAgain(composition);
    const reading = follow(composition);
    if (!reading.text.trim()) return Promise.resolve(nothingIn(composition));
    if (reading.text === composition.checkedText) return recall(composition, reading.text) ?? Promise.resolve();
    composition.checking = askAbout(composition, reading.text);
    return composition.checking;
  }

  /** The words are as they were when they were checked: an undo has brought back what an edit took away. @param {Composition} composition @param {string} text */
  function recall(composition, text) {
    if (composition.answered === composition.revision) {
      know(composition, text, composition.known);
      follow(composition);
      show(composition);
    }
    return composition.checking;
  }

  /** @param {Composition} composition @param {string} text @param {Finding[]} findings the places are of this text */
  function know(composition, text, findings) {
    Outcome.see(composition.ledger, findings);
    composition.known = findings;
    composition.findings = findings.filter(({ key }) => !composition.dismissed.has(key));
    composition.text = text;
  }

  /** @param {Composition} composition @param {string} text */
  async function askAbout(composition, text) {
    composition.checkedText = text;
    const revision = ++composition.revision;
    if (composition.state === "empty") composition.state = "waiting";
    const { box, context } = composition;
    /** @type {CheckAnswer | null} */
    const answer = await tell({
      type: "check",
      draft: { text, revision, surface: box.surface, media: Find.media(box), ...(context && { context }) },
    });
    if (page.signal.aborted || compositions.get(box.el) !== composition || revision < composition.answered) return;
    composition.answered = revision;
    isAnswering = answer?.state === "checked";
    if (answer?.state !== "checked") {
      composition.state = "not-checked";
      composition.checkedText = null;
      composition.findings = composition.known = [];
    } else {
      composition.state = "checked";
      composition.wasChecked = true;
      know(composition, text, answer.findings);
      composition.notEnglish = answer.notices.includes("mostly-not-english");
      sayQuieted(composition, answer.quieted);
    }
    follow(composition);
    show(composition);
  }

  /** Reads a box again and moves what is known about it to its new places. @param {Composition} composition */
  function follow(composition) {
    const reading = DraftText.read(composition.box.root);
    composition.findings = DraftText.carry(composition.findings, composition.text, reading.text);
    composition.text = reading.text;
    if (reading.text.trim()) composition.lastText = reading.text;
    Marks.show(composition.box, reading, visible(composition));
    return reading;
  }

  /** The first three, the loudest of them first; the rest on request. @param {Composition} composition */
  const visible = ({ findings, expanded }) => (expanded ? findings : findings.slice(0, SHOWN));

  /** In the order of the words. @param {Composition} composition */
  const ordered = (composition) => [...visible(composition)].sort((a, b) => a.start - b.start || a.end - b.end);

  /** @param {Composition} composition */
  const loud = ({ findings }) => findings.filter(({ level }) => level !== "hint");

  /** @param {Composition} composition */
  function show(composition) {
    if (composition === current) showBadge(composition);
    if (open?.composition !== composition) return;
    if (!composition.findings.some(({ key }) => key === open?.key)) closeCard();
  }

  /** @param {Composition} composition */
  function nothingIn(composition) {
    composition.state = "empty";
    composition.checkedText = null;
    delete composition.context;
    composition.findings = [];
    show(composition);
    if (open?.composition === composition) closeCard();
  }

  // ------------------------------------------------------------------------------------------ what became of a draft

  /** @param {Composition} composition @param {DraftEnd} end */
  function finish(composition, end) {
    const { box, id, ledger, timer, frame } = composition;
    clearTimeout(timer);
    cancelAnimationFrame(frame);
    Marks.clear(box);
    if (open?.composition === composition) closeCard();
    compositions.delete(box.el);
    if (current === composition) {
      current = null;
      showBadge(null);
    }
    if (compositions.size === 0) {
      clearInterval(goneTimer);
      goneTimer = 0;
    }
    if (!composition.wasChecked) return;
    const { site, persona } = page;
    const kind = Outcome.kind(composition.lastText, box.surface);
    const warnings = Outcome.warnings(ledger, end);
    /** @type {Outcome} */
    const outcome = { draft: id, at: Date.now(), site, surface: box.surface, persona, outcome: end, kind, warnings };
    void keep(outcome);
  }

  /** Written down first, sent by the worker until it is acknowledged. @param {Outcome} outcome */
  async function keep(outcome) {
    try {
      await chrome.storage.local.set({ [`o:${outcome.draft}`]: outcome });
    } catch {
      return; // an update has orphaned this script
    }
    await tell({ type: "drain" });
  }

  /** Has a draft's box been emptied, sent or taken away? @param {Composition} composition */
  function lookAfter(composition) {
    const { box, sentAt, lastText } = composition;
    const wasSent = sentAt > 0 && Date.now() - sentAt < SENT_MS;
    if (!box.el.isConnected) return finish(composition, wasSent ? "posted" : "closed");
    if (!lastText || DraftText.read(box.root).text.trim()) return;
    finish(composition, wasSent ? "posted" : "emptied");
  }

  function lookAfterAll() {
    for (const composition of [...compositions.values()]) lookAfter(composition);
  }

  /** The person has sent it: what the box holds now is what went out, if it leaves. @param {Composition} composition */
  function sent(composition) {
    composition.sentAt = Date.now();
    const until = composition.sentAt + SENT_MS;
    const look = () => {
      if (compositions.get(composition.box.el) !== composition || page.signal.aborted) return;
      lookAfter(composition);
      if (Date.now() < until) setTimeout(look, 250);
    };
    setTimeout(look, 100);
  }

  // ------------------------------------------------------------------------------------------ the card

  /** @param {Composition} composition @returns {{words: DOMRect[], keepClear: DOMRect[], box: DOMRect}} in px of the outermost window */
  function whereabouts({ box }, key = "") {
    const { x, y } = Layer.shift();
    const shifted = (/** @type {DOMRect} */ r) => new DOMRect(r.x + x, r.y + y, r.width, r.height);
    const send = box.send?.isConnected ? [shifted(box.send.getBoundingClientRect())] : [];
    let draft = box.el.getBoundingClientRect();
    if (!DraftText.isField(box.root)) {
      const all = document.createRange();
      all.selectNodeContents(box.root);
      draft = all.getBoundingClientRect();
    }
    return { words: Marks.rects(box, key).map(shifted), keepClear: send, box: shifted(draft) };
  }

  /** @param {Composition} composition @param {Finding} finding @param {{focus?: boolean, hold?: boolean}} [how] */
  function openCard(composition, finding, { focus = false, hold = false } = {}) {
    const all = ordered(composition);
    const { box, findings, text, notEnglish } = composition;
    open = { composition, key: finding.key };
    /** @type {CardContent} */
    const content = {
      finding,
      index: Math.max(
        0,
        all.findIndex(({ key }) => key === finding.key),
      ),
      count: all.length,
      more: findings.length - all.length,
      holds: hold
        ? findings.filter(isHold).map((each) => ({ finding: each, words: text.slice(each.start, each.end) }))
        : null,
      notEnglish,
      angry: finding.family === "respect" && finding.level !== "hint",
      isPublic: PUBLIC.has(box.surface),
      dark: Room.looksDark(box.el),
      where: () => whereabouts(composition, finding.key),
    };
    Card.show(content, actions(composition, finding), box.el, { focus, back: Apply.remember(box) });
  }

  function closeCard() {
    open = null;
    Card.hide();
  }

  /** @param {Composition} composition @param {Finding} finding @returns {CardActions} */
  function actions(composition, finding) {
    const { box } = composition;
    const now = () => composition.findings.find(({ key }) => key === finding.key) ?? finding;
    return {
      close: closeCard,
      step: (by) => step(composition, finding.key, by, true),
      edit() {
        closeCard();
        Apply.select(box, now().end, now().end);
      },
      async apply() {
        const { start, end } = now();
        const result = await Apply.replace(box, start, end, finding.replacement ?? "");
        if (result === "done") {
          if (open?.key === finding.key) closeCard(); // the person may have opened the next one meanwhile
          schedule(composition, 0);
        } else Card.report(Card.say(result === "restored" ? "card_not_applied" : "card_look_yourself"));
      },
      copy: () => void copy(finding.replacement ?? ""),
      dismiss(context) {
        composition.dismissed.add(finding.key);
        remove(composition, ({ key }) => key === finding.key);
        if (!context) return;
        composition.context = context;
        composition.checkedText = null; // these words are to be asked about again
        schedule(composition, 0);
      },
      quiet: () => void quiet(composition, finding),
      showMore() {
        composition.expanded = true;
        follow(composition);
        openCard(composition, now(), { focus: Card.hasFocus() });
      },
      postAnyway() {
        closeCard();
        box.send?.focus();
      },
      breathe() {
        closeCard();
        breathe(composition);
      },
    };
  }

  /** @param {Composition} composition @param {(finding: Finding) => boolean} isGone */
  function remove(composition, isGone) {
    const had = Card.hasFocus();
    const at = ordered(composition).findIndex(isGone);
    composition.findings = composition.findings.filter((finding) => !isGone(finding));
    follow(composition);
    showBadge(composition);
    const rest = ordered(composition);
    const next = rest[Math.min(at, rest.length - 1)];
    if (next && had) openCard(composition, next, { focus: true });
    else closeCard();
  }

  /** @param {Composition} composition @param {Finding} finding */
  async function quiet(composition, { rule, title }) {
    /** @type {QuietAnswer | null} */
    const answer = await tell({ type: "quiet", rule, everywhere: false, quiet: true });
    if (!answer?.done)
      return Card.report(Card.say(answer?.code === "needs-the-page" ? "card_needs_page" : "card_not_quiet"));
    remove(composition, (finding) => finding.rule === rule);
    sayQuiet(composition, rule, title, "card_now_quiet");
  }

  /** @param {Composition} composition @param {{rule: string, title: string}[]} quieted */
  function sayQuieted(composition, quieted) {
    const [first] = quieted;
    if (first) sayQuiet(composition, first.rule, first.title, "card_quieted");
  }

  /** @param {Composition} composition @param {string} rule @param {string} title @param {string} key */
  function sayQuiet({ box }, rule, title, key) {
    const undo = () => void tell({ type: "quiet", rule, everywhere: false, quiet: false });
    Card.note(Card.say(key, title), Card.say("card_undo"), undo, box.el, Room.looksDark(box.el));
  }

  /** @param {string} words */
  async function copy(words) {
    try {
      await navigator.clipboard.writeText(words);
      Card.report(Card.say("card_copied"));
    } catch {
      Card.report(Card.say("card_not_copied"));
    }
  }

  /** A timer that the person sets; the draft stays where it is. @param {Composition} composition */
  function breathe({ box }) {
    const dark = Room.looksDark(box.el);
    const until = new Date(Date.now() + REST_MS).toLocaleTimeString([], { hour: "2-digit", minute: "2-digit" });
    const end = () => {
      clearTimeout(timer);
      page.signal.removeEventListener("abort", end);
    };
    const timer = setTimeout(() => {
      end();
      Card.note(Card.say("card_breather_over"), Card.say("card_close"), () => box.el.focus(), box.el, dark);
    }, REST_MS);
    page.signal.addEventListener("abort", end);
    Card.note(Card.say("card_breathing", until), Card.say("card_breather_end"), end, box.el, dark);
  }

  /** The next or previous finding, round and round. @param {Composition} composition @param {string | undefined} from @param {number} by @param {boolean} focus */
  function step(composition, from, by, focus) {
    const all = ordered(composition);
    if (all.length === 0) return;
    const at = all.findIndex(({ key }) => key === from);
    const start = at < 0 ? nearCaret(composition, all) - (by > 0 ? 1 : 0) : at;
    const next = all[(start + by + all.length * 2) % all.length];
    if (next) openCard(composition, next, { focus: focus && (Card.hasFocus() || !Card.isOpen()) });
  }

  /** The finding under the caret, else the first after it, else the first. @param {Composition} composition @param {Finding[]} all */
  function nearCaret({ box }, all) {
    if (DraftText.isField(box.root)) {
      const caret = box.root.selectionEnd;
      return Math.max(
        0,
        all.findIndex(({ end }) => end >= caret),
      );
    }
    const selection = box.el.ownerDocument.getSelection();
    const node = selection?.focusNode;
    if (!node || !box.root.contains(node)) return 0;
    const reading = DraftText.read(box.root);
    const index = all.findIndex(
      ({ start, end }) => DraftText.range(reading, start, end).comparePoint(node, selection.focusOffset) <= 0,
    );
    return Math.max(0, index);
  }

  // ------------------------------------------------------------------------------------------ keys, mouse and input

  /** "Alt+Shift+F" against an event; by its place on the keyboard too, since Alt changes letters. @param {string | undefined} chord @param {KeyboardEvent} event */
  function isChord(chord, event) {
    if (!chord) return false;
    const parts = chord.split("+");
    const key = parts.pop() ?? "";
    const held = { Alt: event.altKey, Shift: event.shiftKey, Ctrl: event.ctrlKey, Meta: event.metaKey };
    for (const [name, isHeld] of Object.entries(held)) if (parts.includes(name) !== isHeld) return false;
    return event.code === `Key${key.toUpperCase()}` || event.key.toLowerCase() === key.toLowerCase();
  }

  /** @param {KeyboardEvent} event @returns {boolean} whether the key was ours */
  function shortcut(event) {
    if (event.key === "Escape" && open && Card.isOpen()) {
      closeCard();
      return true;
    }
    const composition = current;
    if (!composition || ordered(composition).length === 0) return false;
    const { keys } = page.settings;
    if (isChord(keys?.card ?? "Alt+Shift+F", event)) step(composition, undefined, 1, true);
    else if (isChord(keys?.next ?? "Alt+Shift+N", event)) step(composition, open?.key, 1, true);
    else if (isChord(keys?.previous ?? "Alt+Shift+P", event)) step(composition, open?.key, -1, true);
    else return false;
    return true;
  }

  /** @param {Event} event @returns {Composition | null} the draft it happened in */
  function draftOf(event) {
    const el = Find.field(event.composedPath()[0]);
    return el && (compositions.get(el) ?? begin(el));
  }

  /** @param {Event} event */
  function onInput(event) {
    const composition = draftOf(event);
    if (!composition) return;
    current = composition;
    typedAt = Date.now();
    composition.hasWaited = false;
    const { isComposing, data, inputType } = /** @type {InputEvent} */ (event);
    if (isComposing || isImeOpen) return;
    const isEnd = inputType === "insertParagraph" || /[.!?…]$/.test(data ?? "");
    schedule(composition, isEnd ? AT_ONCE_MS : PAUSE_MS);
    followSoon(composition);
  }

  /** Editors that paste, delete and undo by themselves tell of no input: what may have changed a draft is looked at, too. @param {Event} event */
  function onChance(event) {
    const composition = event.type === "click" ? current : draftOf(event);
    if (!composition || isImeOpen) return;
    composition.hasWaited = false;
    if (composition.timer === 0) schedule(composition, PAUSE_MS);
    followSoon(composition);
  }

  /** @param {Composition} composition */
  function followSoon(composition) {
    if (composition.findings.length === 0 || composition.frame !== 0) return;
    composition.frame = requestAnimationFrame(() => {
      composition.frame = 0;
      if (!page.signal.aborted && compositions.has(composition.box.el)) follow(composition);
    });
  }

  /** @param {EventTarget | null | undefined} target */
  function enter(target) {
    const el = Find.field(target);
    if (!el) return;
    const composition = compositions.get(el) ?? begin(el);
    if (!composition) return;
    current = composition;
    if (composition.state === "checked") showBadge(composition);
    schedule(composition, PAUSE_MS); // a draft that the site kept from last time, or that changed meanwhile
  }

  /** @param {Event} event */
  function onBlur(event) {
    const composition = compositions.get(Find.field(event.composedPath()[0]) ?? document.body);
    if (composition && composition.timer !== 0) schedule(composition, 0);
  }

  /** @param {PointerEvent} event */
  function onPointer(event) {
    clearTimeout(pointerTimer);
    if (Card.hasFocus() || compositions.size === 0) return;
    if (Layer.owns(event)) return;
    const { clientX, clientY } = event;
    const found = event.buttons === 0 ? Marks.at(clientX, clientY) : null;
    if (found && open?.key === found.finding.key) return;
    if (found) pointerTimer = window.setTimeout(() => openAt(found), DWELL_MS);
    else if (open) pointerTimer = window.setTimeout(closeCard, LEAVE_MS);
  }

  /** @param {{box: Box, finding: Finding}} found */
  function openAt({ box, finding }) {
    const composition = compositions.get(box.el);
    const still = composition?.findings.find(({ key }) => key === finding.key);
    if (composition && still) openCard(composition, still);
  }

  /** @param {MouseEvent} event */
  function onClick(event) {
    if (Layer.owns(event) || compositions.size === 0) return;
    const found = Marks.at(event.clientX, event.clientY);
    clearTimeout(pointerTimer);
    if (found) openAt(found);
    else if (open) closeCard();
  }

  // ------------------------------------------------------------------------------------------ at Post

  /** The draft that an event is about to send, if any. @param {Event} event @returns {Composition | null} */
  function sending(event) {
    if (compositions.size === 0) return null;
    const path = event.composedPath();
    for (const composition of compositions.values()) {
      if (!composition.text.trim() && composition.timer === 0) continue;
      const { box } = composition;
      if (event instanceof KeyboardEvent) {
        if (event.key !== "Enter" || event.isComposing || event.shiftKey || !path.includes(box.el)) continue;
        if (event.ctrlKey || event.metaKey || box.enterSends) return composition;
        continue;
      }
      if (event.type === "submit") {
        const form = /** @type {Element} */ (event.target);
        if (form.contains(box.el)) return composition;
        continue;
      }
      if (!box.send?.isConnected) lookAgain(composition);
      if (box.send && path.includes(box.send)) return composition;
    }
    return null;
  }

  /** @param {Composition} composition @returns {Finding | undefined} */
  function holdOf(composition) {
    if (composition.held || composition.box.surface === "message" || Date.now() - heldAt < REST_MS) return undefined;
    return composition.findings.find(isHold);
  }

  /** @param {Finding} finding */
  const isHold = ({ level }) => level === "hold";

  /** Is there more in the box than was looked at? Only then a Post may wait, and only for a companion that answers. @param {Composition} composition */
  const isUnread = (composition) =>
    isAnswering &&
    !composition.hasWaited &&
    !composition.held &&
    composition.box.surface !== "message" &&
    Date.now() - heldAt >= REST_MS &&
    (composition.answered < composition.revision ||
      DraftText.read(composition.box.root).text !== composition.checkedText);

  /** @param {Event} event @returns {object | null} */
  function wouldHold(event) {
    const composition = sending(event);
    if (!composition) return null;
    if (event.type === "pointerdown" && isUnread(composition)) void check(composition);
    return holdOf(composition) ? composition : null;
  }

  /** @param {Event} event @returns {"stop" | "go"} */
  function send(event) {
    const composition = sending(event);
    if (!composition) return "go";
    const finding = holdOf(composition);
    if (finding) {
      hold(composition, finding);
      return "stop";
    }
    if (isUnread(composition)) {
      void waitAndSend(composition, event);
      return "stop";
    }
    sent(composition);
    return "go";
  }

  /** @param {Composition} composition @param {Finding} finding */
  function hold(composition, finding) {
    composition.held = true;
    heldAt = Date.now();
    void chrome.storage.local.set({ held: { ...heldSites, [page.site]: heldAt } });
    openCard(composition, finding, { focus: true, hold: true });
  }

  /** The words are newer than what was checked: ask, at most 150 ms, then let the same press happen. @param {Composition} composition @param {Event} event */
  async function waitAndSend(composition, event) {
    const [target] = event.composedPath();
    composition.hasWaited = true;
    await Promise.race([check(composition), new Promise((done) => setTimeout(done, ANSWER_MS))]);
    const finding = holdOf(composition);
    if (finding) return hold(composition, finding);
    sent(composition);
    repeat(event, /** @type {HTMLElement} */ (target));
  }

  /** @param {Event} event @param {HTMLElement} target */
  function repeat(event, target) {
    if (event instanceof KeyboardEvent) target.dispatchEvent(new KeyboardEvent(event.type, event));
    else if (event.type === "submit") /** @type {HTMLFormElement} */ (event.target).requestSubmit();
    else target.click();
  }

  /** @type {Record<string, number>} */
  let heldSites = {};

  async function recallHolds() {
    const { held } = await chrome.storage.local.get("held");
    heldSites = /** @type {Record<string, number>} */ (held ?? {});
    heldAt = heldSites[page.site] ?? 0;
  }

  // ------------------------------------------------------------------------------------------ on and off

  /** @param {any} message @param {unknown} _sender @param {(answer: unknown) => void} answer */
  function onMessage(message, _sender, answer) {
    if (message.type === "box" && current) answer(describe(current));
    if (message.type === "show" && current) showByKey(current, message.key);
  }

  /** @param {Composition} composition @returns {BoxAnswer} */
  const describe = ({ box, state, findings, notEnglish }) => ({
    open: true,
    surface: box.surface,
    guessing: box.guessing,
    state,
    notEnglish,
    findings: findings.map(({ title, level, key }) => ({ title, level, key })),
  });

  /** @param {Composition} composition @param {string} key */
  function showByKey(composition, key) {
    const finding = composition.findings.find((one) => one.key === key);
    if (!finding) return;
    composition.expanded ||= !visible(composition).includes(finding);
    follow(composition);
    openCard(composition, finding, { focus: true });
  }

  /** @param {PageContext} context */
  function start(context) {
    page = context;
    const { signal } = context;
    const quietly = { capture: true, passive: true, signal };
    document.addEventListener("input", onInput, quietly);
    for (const type of CHANCES) document.addEventListener(type, onChance, quietly);
    document.addEventListener("focusin", (event) => enter(event.composedPath()[0]), quietly);
    document.addEventListener("focusout", onBlur, quietly);
    document.addEventListener("pointermove", onPointer, quietly);
    document.addEventListener("click", onClick, quietly);
    document.addEventListener(
      "compositionstart",
      () => {
        isImeOpen = true;
      },
      quietly,
    );
    document.addEventListener(
      "compositionend",
      (event) => {
        isImeOpen = false;
        onInput(event);
      },
      quietly,
    );
    window.addEventListener("pagehide", () => endAll("unknown"), quietly);
    chrome.runtime.onMessage.addListener(onMessage);
    Guard.use(signal, {
      owns: Layer.owns,
      cardKey: (event) => Card.onKey(event) || Layer.onKey(event),
      shortcut,
      wouldHold,
      send,
    });
    signal.addEventListener("abort", stop);
    void recallHolds();
    let focused = document.activeElement;
    while (focused?.shadowRoot?.activeElement) focused = focused.shadowRoot.activeElement;
    enter(focused);
  }

  /** @param {DraftEnd} end */
  function endAll(end) {
    for (const composition of [...compositions.values()]) {
      finish(composition, end);
    }
  }

  function stop() {
    chrome.runtime.onMessage.removeListener(onMessage);
    clearTimeout(pointerTimer);
    clearInterval(goneTimer);
    goneTimer = 0;
    for (const { timer, frame } of compositions.values()) {
      clearTimeout(timer);
      cancelAnimationFrame(frame);
    }
    compositions.clear();
    current = null;
    open = null;
    Card.clear();
    Marks.clearAll();
  }

  return {
    start,
    /** True while somebody is writing. */
    isComposing: () =>
      isImeOpen ||
      Date.now() - typedAt < 5000 ||
      Boolean(current?.text.trim() && current.box.el.matches(":focus-within")),
    /** What nothing of ours may cover, in px of the window. @returns {DOMRect[]} */
    keepClear() {
      if (!current?.box.el.isConnected) return [];
      const { keepClear } = whereabouts(current);
      return [...keepClear, current.box.el.getBoundingClientRect()];
    },
  };
})();
