// Sees a Post before the page does (window, capture, document_start) and asks what to do with it.
// Without an answer, or with nothing to hold, every event passes untouched.
const Guard = (() => {
  const PRESSES = ["pointerdown", "mousedown", "pointerup", "mouseup", "click"];
  const TYPES = [...PRESSES, "submit", "keydown", "keyup", "keypress"];

  /** @type {GuardJudge | null} */
  let judge = null;
  /** The press that is being kept from the page, until its click. @type {object | null} */
  let holding = null;

  /** @param {Event} event */
  function stop(event) {
    event.preventDefault();
    event.stopImmediatePropagation();
  }

  /** @param {Event} event */
  function onEvent(event) {
    if (!judge || !event.isTrusted) return;
    if (judge.owns(event)) {
      if (!(event instanceof KeyboardEvent)) return;
      // Keys pressed in our card are no shortcuts of the page; Enter and Space still press the card's buttons.
      if (event.type === "keydown" && judge.cardKey(event)) stop(event);
      else event.stopImmediatePropagation();
      return;
    }
    if (event instanceof KeyboardEvent) {
      if (event.type === "keydown" && (judge.shortcut(event) || judge.send(event) === "stop")) stop(event);
      return;
    }
    if (event.type === "submit") {
      if (judge.send(event) === "stop") stop(event);
      return;
    }
    onPress(judge, event);
  }

  /** A press is one thing: whether the page sees it is decided when it begins. @param {GuardJudge} asked @param {Event} event */
  function onPress(asked, event) {
    const begins = event.type === "pointerdown";
    if (begins) holding = asked.wouldHold(event);
    if (event.type !== "click") {
      if (holding && asked.wouldHold(event) === holding) stop(event);
      return;
    }
    holding = null;
    if (asked.send(event) === "stop") stop(event);
  }

  /** @param {AbortSignal} signal */
  function start(signal) {
    for (const type of TYPES) window.addEventListener(type, onEvent, { capture: true, signal });
    signal.addEventListener("abort", () => {
      judge = null;
      holding = null;
    });
  }

  // Before any script of the page: main.js takes this away again where we are switched off.
  const early = new AbortController();
  start(early.signal);

  return {
    /** Listens from now on for this page, or not at all. @param {AbortSignal | null} signal @param {GuardJudge} [asks] */
    use(signal, asks) {
      if (!signal) return early.abort();
      if (early.signal.aborted) start(signal);
      else signal.addEventListener("abort", () => early.abort());
      judge = asks ?? null;
    },
  };
})();
