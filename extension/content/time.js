// Measures how long this page is really in use and writes it down in slices that can only grow, each in a key of its own.
const Time = (() => {
  const TICK_MS = 5_000; // also the most that a killed browser can lose
  const CAP_MS = 12_000; // a longer gap means sleep, a frozen process or a debugger: nobody was here
  const SKEW_MS = 2_000; // more between the two clocks means that one of them was set
  const SLICE_MS = 60_000;
  const IDLE_MS = 60_000;
  const VIDEO_MS = 30 * 60_000; // watching is use too, for this long without a touch
  const SETTLE_MS = 300; // a click into a frame blurs the window for a moment
  const DRAIN_MS = 15_000;
  const VISIT_MS = 30 * 60_000; // this long away, and the next minute belongs to a new visit

  /** @typedef {{ mono: number, wall: number }} Instant both clocks, ms */
  /** @typedef {Slice & { closed?: boolean }} Journalled */
  /** @typedef {{ slice: Journalled, last: Instant }} Open */
  /** @typedef {{ src: string, seq: number, open: Open | null }} Meter */

  /**
   * How much of a gap between two ticks was use (ms); null: none that can be trusted.
   * @param {number} mono @param {number} wall
   */
  function credit(mono, wall) {
    if (mono < 0 || wall < 0 || mono > CAP_MS || wall > CAP_MS || Math.abs(mono - wall) > SKEW_MS) return null;
    return Math.min(mono, wall);
  }

  /** @param {string} src @returns {Meter} */
  const meter = (src) => ({ src, seq: 0, open: null });

  /**
   * Credits the time since the last instant, if it can be trusted, and closes the slice where it is full.
   * @param {Meter} before @param {Instant} now
   * @param {number} [until] credit nothing after this instant (mono, ms): the blur, or the end of the idle minute
   * @returns {{ meter: Meter, writes: Journalled[], isBroken: boolean }}
   */
  function advance(before, now, until = Number.POSITIVE_INFINITY) {
    const { open } = before;
    if (!open) return { meter: before, writes: [], isBroken: false };
    const whole = credit(now.mono - open.last.mono, now.wall - open.last.wall);
    if (whole === null) return { ...close(before), isBroken: true };
    const more = Math.max(0, Math.min(whole, until - open.last.mono));
    const slice = { ...open.slice, end: Math.round(open.slice.end + more) };
    const after = { ...before, open: { slice, last: now } };
    if (slice.end - slice.start >= SLICE_MS) return { ...close(after), isBroken: false };
    return { meter: after, writes: [slice], isBroken: false };
  }

  /** @param {Meter} before @returns {{ meter: Meter, writes: Journalled[] }} */
  function close(before) {
    if (!before.open) return { meter: before, writes: [] };
    const slice = { ...before.open.slice, closed: true };
    return { meter: { ...before, seq: before.seq + 1, open: null }, writes: slice.end > slice.start ? [slice] : [] };
  }

  /** @param {Meter} before @param {Instant} now @param {string} site @param {string | null} purpose @returns {Meter} */
  function open(before, now, site, purpose) {
    const start = Math.round(now.wall);
    const slice = { src: before.src, seq: before.seq, site, start, end: start, ...(purpose ? { purpose } : {}) };
    return { ...before, open: { slice, last: now } };
  }

  /**
   * Today, live: the worker's last reckoning and what this page has added since.
   * @param {LocalToday} today @param {{ start: number, end: number }[]} own @param {string} site @param {number} now epoch ms
   */
  function liveToday(today, own, site, now) {
    const isNewDay = now >= today.day_ends_at;
    const from = isNewDay ? today.day_ends_at : today.as_of;
    const more = own.reduce((sum, { start, end }) => sum + Math.max(0, end - Math.max(start, from)), 0);
    const budgets = today.budgets.map((budget) => {
      const grows = budget.id === "day" || budget.id === `site:${site}`;
      const shown_level = isNewDay ? /** @type {const} */ (0) : budget.shown_level;
      return { ...budget, shown_level, used_ms: (isNewDay ? 0 : budget.used_ms) + (grows ? more : 0) };
    });
    const day = isNewDay ? `${today.day}+` : today.day;
    return { ...today, day, budgets, total_ms: (isNewDay ? 0 : today.total_ms) + more };
  }

  /** @type {(() => LocalToday | null) | null} */
  let reading = null;
  /** @type {Set<() => void>} */
  const listeners = new Set();
  let isCounting = () => false;

  /** @param {PageContext} page */
  function start(page) {
    if (page.top) measure(page);
    else watchInput(document, window, page.signal, relayInput(page));
  }

  /** @param {PageContext} page */
  function measure(page) {
    const { signal } = page;
    let state = meter(crypto.randomUUID());
    /** @type {LocalToday | null} */
    let today = null;
    /** @type {{ start: number, end: number }[]} */
    let own = [];
    /** @type {string | null} */
    let purpose = null;
    let countsMessages = true;
    let pausedUntil = 0;
    let isFocused = document.hasFocus();
    let isLocked = false;
    let lastInput = performance.now();
    let lastDrain = 0;
    /** @type {Instant | null} while the window may only have lost focus to a frame of its own */
    let blurredAt = null;
    let timer = 0;
    let lastSeen = 0;

    const now = () => ({ mono: performance.now(), wall: Date.now() });
    const idleAt = () => lastInput + (playsVideo() ? VIDEO_MS : IDLE_MS);
    const isMessages = () => page.messages.some((path) => location.pathname.startsWith(path));
    const isUsed = () =>
      document.visibilityState === "visible" &&
      isFocused &&
      !isLocked &&
      performance.now() < idleAt() &&
      Date.now() >= pausedUntil &&
      (countsMessages || !isMessages());

    /** @param {Journalled[]} writes */
    function keep(writes) {
      for (const slice of writes) {
        const entry = { start: slice.start, end: slice.end };
        if (own.at(-1)?.start === slice.start) own[own.length - 1] = entry;
        else own.push(entry);
      }
      if (!writes.length) return;
      if (!chrome.runtime?.id) return page.stop();
      lastSeen = Date.now();
      const entries = writes.map((slice) => [`s:${slice.src}:${slice.seq}`, slice]);
      chrome.storage.local.set({ ...Object.fromEntries(entries), seen_at: lastSeen }).catch(page.stop);
    }

    /** @param {number} [until] mono, ms */
    function pause(until) {
      clearTimeout(timer);
      if (!state.open) return;
      const credited = advance(state, now(), until);
      const closed = close(credited.meter);
      state = closed.meter;
      keep(closed.writes.length ? closed.writes : credited.writes);
      tell();
      drain();
    }

    function tick() {
      clearTimeout(timer);
      if (signal.aborted) return;
      if (!chrome.runtime?.id) return page.stop();
      if (blurredAt) return schedule(SETTLE_MS);
      if (!isUsed()) return pause(Math.min(idleAt(), performance.now()));
      const at = now();
      const credited = advance(state, at);
      state = credited.meter;
      keep(credited.writes);
      if (!state.open) {
        if (at.wall - lastSeen > VISIT_MS) purpose = null;
        state = open(state, at, page.site, purpose);
        tell();
      }
      if (at.mono - lastDrain >= DRAIN_MS) drain();
      schedule(Math.max(50, Math.min(TICK_MS, idleAt() - at.mono)));
    }

    /** @param {number} ms */
    function schedule(ms) {
      timer = setTimeout(tick, ms);
    }

    function drain() {
      lastDrain = performance.now();
      void send({ type: "drain" });
    }

    /** @param {FromContent} message */
    async function send(message) {
      if (!chrome.runtime?.id) return page.stop();
      try {
        return await chrome.runtime.sendMessage(message);
      } catch {
        // The worker was stopped in mid-answer; the next tick asks again.
        return null;
      }
    }

    function tell() {
      for (const listener of listeners) listener();
    }

    async function askFocus() {
      const at = now();
      blurredAt = at;
      await new Promise((resolve) => setTimeout(resolve, SETTLE_MS));
      const has = document.hasFocus() || (await send({ type: "focus" })) === true;
      if (blurredAt !== at || signal.aborted) return;
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
      if (focused) isLocked = false;
      if (focused) used();
      else pause(blurred?.mono);
    }

    function used() {
      lastInput = performance.now();
      if (!state.open && !blurredAt && isUsed()) tick();
    }

    /** @param {Record<string, chrome.storage.StorageChange>} changes */
    function heed(changes) {
      if (changes.today) {
        today = /** @type {LocalToday | null} */ (changes.today.newValue ?? null);
        const from = today?.as_of ?? 0;
        own = own.filter(({ end }) => end > from || end === own.at(-1)?.end);
      }
      if (changes.visit) setPurpose(/** @type {Visit | null} */ (changes.visit.newValue ?? null));
      if (changes.server) {
        const server = /** @type {ServerState | null} */ (changes.server.newValue ?? null);
        countsMessages = server?.settings.count_messages ?? true;
        serverPause = server?.paused_until ?? 0;
      }
      if (changes.pause) ownPause = /** @type {StorageKeys["pause"]} */ (changes.pause.newValue)?.until ?? 0;
      pausedUntil = Math.max(ownPause, serverPause);
      if (changes.today || changes.pause) tell();
      if (state.open ? !isUsed() : isUsed()) tick();
    }
    let ownPause = 0;
    let serverPause = 0;

    /** @param {Visit | null} visit a purpose named in mid-slice holds for the slice */
    function setPurpose(visit) {
      purpose = visit?.purpose ?? null;
      if (!state.open || !purpose || state.open.slice.purpose) return;
      state = { ...state, open: { ...state.open, slice: { ...state.open.slice, purpose } } };
    }

    function live() {
      if (!today) return null;
      const at = now();
      const last = state.open;
      const since = last ? (credit(at.mono - last.last.mono, at.wall - last.last.wall) ?? 0) : 0;
      const running = last ? [{ start: last.slice.start, end: last.slice.end + since }] : [];
      const done = last ? own.filter(({ start }) => start !== last.slice.start) : own;
      return liveToday(today, [...done, ...running], page.site, at.wall);
    }

    /** @param {ToContent} message */
    function hear(message) {
      if (message.type === "focus-changed") setFocus(message.focused && document.visibilityState === "visible");
      if (message.type === "input") used();
      if (message.type === "locked") {
        isLocked = true;
        pause();
      }
    }

    document.addEventListener(
      "visibilitychange",
      () => (document.visibilityState === "visible" ? void askFocus() : pause()),
      { signal },
    );
    window.addEventListener("focus", () => setFocus(true), { signal });
    window.addEventListener("blur", () => void askFocus(), { signal });
    window.addEventListener("pagehide", () => pause(), { signal });
    window.addEventListener("pageshow", () => used(), { signal });
    watchInput(document, window, signal, () => {
      isLocked = false;
      used();
    });
    chrome.runtime.onMessage.addListener(hear);
    chrome.storage.local.onChanged.addListener(heed);
    signal.addEventListener("abort", () => {
      if (chrome.runtime?.id) {
        pause();
        chrome.runtime.onMessage.removeListener(hear);
        chrome.storage.local.onChanged.removeListener(heed);
      }
      clearTimeout(timer);
      reading = null;
      isCounting = () => false;
    });
    reading = live;
    isCounting = () => state.open !== null;
    chrome.storage.local.get(["today", "visit", "server", "pause", "seen_at"]).then((stored) => {
      lastSeen = /** @type {number} */ (stored.seen_at ?? 0);
      heed(Object.fromEntries(Object.entries(stored).map(([key, newValue]) => [key, { newValue }])));
      if (isFocused) tick();
      else void askFocus();
    }, page.stop);
  }

  function playsVideo() {
    for (const video of document.getElementsByTagName("video")) {
      if (video.paused || video.ended || video.readyState < 3) continue;
      const box = video.getBoundingClientRect();
      if (box.width > 100 && box.bottom > 0 && box.top < innerHeight) return true;
    }
    return false;
  }

  /** @param {Document} doc @param {Window} view @param {AbortSignal} signal @param {() => void} used */
  function watchInput(doc, view, signal, used) {
    const options = { capture: true, passive: true, signal };
    const note = (/** @type {Event} */ event) => {
      if (event.isTrusted) used();
    };
    for (const kind of ["keydown", "pointerdown", "pointermove", "touchstart"])
      doc.addEventListener(kind, note, options);
    for (const kind of ["wheel", "scroll"]) view.addEventListener(kind, note, options);
  }

  /** Tells the page around this frame that it is in use, at most every 20 s. @param {PageContext} page */
  function relayInput(page) {
    let last = Number.NEGATIVE_INFINITY;
    return () => {
      if (performance.now() - last < 20_000) return;
      last = performance.now();
      if (!chrome.runtime?.id) return page.stop();
      // Without an answer the worker was stopped in between; the next keys ask again.
      chrome.runtime.sendMessage({ type: "input" }).catch(() => null);
    };
  }

  return {
    start,
    /** Today at this instant, or null before the companion has ever answered. */
    today: () => reading?.() ?? null,
    /** Whether this very moment is being counted. */
    isCounting: () => isCounting(),
    /** Calls back when counting starts or stops and when the worker has reckoned anew. @param {() => void} listener @param {AbortSignal} signal */
    onChange(listener, signal) {
      listeners.add(listener);
      signal.addEventListener("abort", () => listeners.delete(listener));
    },
    pure: { credit, meter, advance, close, open, liveToday },
  };
})();
