// A page that stands in for a listed site: a clock that a test moves, storage that it can read, shadow trees that it can see,
// and the worker's own module behind the messages about minutes and visits.
const Stage = (() => {
  const real = { timeout: window.setTimeout.bind(window), attach: Element.prototype.attachShadow };
  const wallStart = Date.parse("2026-11-20T09:00:00Z");
  let mono = 1000;
  let wall = wallStart;
  let timers = [];
  let made = 0;
  window.setTimeout = (call, wait = 0) => {
    made += 1;
    timers.push({ id: made, at: mono + Math.max(0, wait), call });
    return made;
  };
  window.clearTimeout = (id) => {
    timers = timers.filter((timer) => timer.id !== id);
  };
  Date.now = () => wall;
  performance.now = () => mono;
  Element.prototype.attachShadow = function attach(init) {
    return real.attach.call(this, { ...init, mode: "open" });
  };

  const stage = {
    focus: true,
    windowFocus: true,
    visible: true,
    composing: false,
    clear: [],
    messages: [],
    words: {},
    style: "",
  };
  document.hasFocus = () => stage.focus;
  Object.defineProperty(document, "visibilityState", { get: () => (stage.visible ? "visible" : "hidden") });

  const store = {};
  const storeListeners = new Set();
  const messageListeners = new Set();
  const site = { id: "x", name: "X", hosts: ["x.com"] };
  /** @type {typeof import("../../extension/background/say.js")} */
  let worker;
  const answers = {
    focus: () => stage.windowFocus,
    drain: () => worker.tellToday(wall),
    place: ({ counter }) => chrome.storage.local.set({ settings: { ...store.settings, counter } }),
    speak: () => worker.speak(site, wall),
    choose: ({ kind }) => worker.choose(kind, site, wall),
    visit: ({ busy }) => worker.visit(site, busy, wall),
    purpose: ({ chosen }) => worker.answer(chosen, site, wall),
  };
  const copy = (value) => (value === undefined ? undefined : JSON.parse(JSON.stringify(value)));
  window.chrome = {
    runtime: {
      id: "stage",
      async sendMessage(message) {
        stage.messages.push(copy(message));
        return copy((await answers[message.type]?.(message)) ?? null);
      },
      onMessage: {
        addListener: (heard) => messageListeners.add(heard),
        removeListener: (heard) => messageListeners.delete(heard),
      },
    },
    i18n: {
      getMessage(key, words = []) {
        const entry = stage.words[key];
        const names = Object.entries(entry?.placeholders ?? {});
        return names.reduce(
          (text, [name, { content }]) =>
            text.replaceAll(`$${name.toUpperCase()}$`, words[Number(content[1]) - 1] ?? ""),
          entry?.message ?? `[${key}]`,
        );
      },
    },
    storage: {
      local: {
        async get(keys) {
          return copy(
            Object.fromEntries(
              []
                .concat(keys ?? Object.keys(store))
                .filter((key) => key in store)
                .map((key) => [key, store[key]]),
            ),
          );
        },
        async set(entries) {
          const changes = {};
          for (const [key, value] of Object.entries(entries)) {
            changes[key] = { oldValue: copy(store[key]), newValue: copy(value) };
            store[key] = copy(value);
          }
          for (const heard of storeListeners) heard(changes);
        },
        onChanged: {
          addListener: (heard) => storeListeners.add(heard),
          removeListener: (heard) => storeListeners.delete(heard),
        },
      },
    },
  };
  window.Watch = { isComposing: () => stage.composing, keepClear: () => stage.clear };

  // Browsers slow a chain of timers down to one in 4 ms; a message is answered at once.
  const channel = new MessageChannel();
  const settle = () =>
    new Promise((resolve) => {
      channel.port1.onmessage = resolve;
      channel.port2.postMessage(null);
    });
  const controller = new AbortController();

  return Object.assign(stage, {
    store,
    wallStart,
    /** Starts the parts, as content/main.js does. */
    async begin(words, entries = {}) {
      stage.words = words;
      worker = await import("/background/say.js");
      const { today, server, ...others } = entries;
      const blank = { settings: {}, purposes: [], paused_until: 0 };
      Object.assign(store, { ...others, server: { ...blank, ...server, today, covers_until: wall } });
      await worker.tellToday(wall);
      const page = {
        site: "x",
        persona: "professional",
        uncounted: server?.settings.count_messages === false ? ["/messages"] : [],
        style: stage.style,
        top: true,
        signal: controller.signal,
      };
      Link.start(() => controller.abort());
      // As content/guard.js does.
      window.addEventListener("keydown", (event) => Layer.owns(event) && Layer.onKey(event) && event.preventDefault(), {
        capture: true,
      });
      for (const part of [Layer, Time, Counter]) part.start(page);
      await settle();
    },
    /** Lets time pass, with every timer at its moment. */
    async pass(ms) {
      const end = mono + ms;
      for (;;) {
        await settle();
        const [next] = timers.filter((timer) => timer.at <= end).sort((a, b) => a.at - b.at || a.id - b.id);
        if (!next) break;
        timers = timers.filter((timer) => timer !== next);
        const step = Math.max(0, next.at - mono);
        mono += step;
        wall += step;
        next.call();
      }
      wall += end - mono;
      mono = end;
      await settle();
    },
    /** Both clocks go on while nothing runs: sleep, a debugger, a stopped process. */
    freeze(ms) {
      mono += ms;
      wall += ms;
    },
    /** The clock on the wall is set. */
    setClock(ms) {
      wall += ms;
    },
    tell: (message) => {
      for (const heard of messageListeners) heard(message);
    },
    slices: () =>
      Object.entries(store)
        .filter(([key]) => key.startsWith("s:"))
        .map(([, slice]) => ({ ...slice, start: slice.start - wallStart, end: slice.end - wallStart })),
    events: () =>
      Object.entries(store)
        .filter(([key]) => key.startsWith("e:"))
        .map(([, event]) => event.kind),
    total: () => stage.slices().reduce((sum, { start, end }) => sum + end - start, 0),
    today: (usedMs, more = {}) => ({
      day: "2026-11-20",
      day_ends_at: wallStart + 19 * 3_600_000,
      total_ms: usedMs,
      sites: { x: usedMs },
      budget_ms: 900_000,
      level: 0,
      budgets: [{ id: "day", budget_ms: 900_000, used_ms: usedMs, shown_level: 0 }],
      as_of: wall,
      extra_until_ms: 0,
      extra_used: 0,
      done: false,
      ...more,
    }),
    /** What of ours is on the page: every part of every shadow tree. */
    parts() {
      const found = [];
      const look = (root) => {
        for (const element of root.querySelectorAll("*")) {
          if (element.shadowRoot) {
            found.push(...[...element.shadowRoot.children].filter((child) => child.className));
            look(element.shadowRoot);
          }
        }
      };
      look(document);
      return found;
    },
    part: (name) => stage.parts().find((part) => part.classList.contains(name)) ?? null,
    text: (name) => stage.part(name)?.textContent ?? null,
    isShown: (name) => stage.part(name) !== null && getComputedStyle(stage.part(name)).visibility === "visible",
    button: (name, words) => {
      const found = [...(stage.part(name)?.querySelectorAll("button") ?? [])].find(
        (each) => each.textContent === words,
      );
      const box = found?.getBoundingClientRect();
      return box ? [box.x + box.width / 2, box.y + box.height / 2] : null;
    },
    at: (name) => {
      const box = stage.part(name)?.getBoundingClientRect();
      return box ? [box.x, box.y, box.width, box.height] : null;
    },
  });
})();
