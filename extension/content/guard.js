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

  function listen() {
    const { signal } = listening;
    for (const type of TYPES) window.addEventListener(type, onEvent, { capture: true, signal });
  }

  // Before any script of the page; taken away again where we are switched off.
  let listening = new AbortController();
  listen();

  return {
    /** Asks this judge from now on, until the signal; without one, hears nothing any more. @param {AbortSignal | null} signal @param {GuardJudge} [asks] */
    use(signal, asks) {
      judge = asks ?? null;
      holding = null;
      if (!signal) return listening.abort();
      if (listening.signal.aborted) listening = new AbortController();
      const mine = listening;
      signal.addEventListener("abort", () => mine.abort());
      // Twice is once, except in a frame whose document was opened anew: that has lost its listeners.
      return listen();
    },
  };
})();
