// Shows today's minutes against the budget, and says so calmly at 80 %, 100 % and 150 %. Never over a box or its Post button.
const Counter = (() => {
  const STEP = 16; // px an arrow key moves it
  const EDGE = 8; // px from the window's edge
  const LINE_MS = 12_000; // how long the quiet line stays
  const LEVELS = [50, 80, 100, 150]; // percent of the budget

  const CSS = `
.pill,.line,.budget{all:initial;box-sizing:border-box;position:fixed;margin:0;font:13px/1.4 system-ui,sans-serif;z-index:2147483646;
 --ink:#18212c;--soft:#4a5666;--ground:#fff;--line:#cfd6de;--press:#1d5c87;--on-press:#fff;--quiet:#f1f3f6;--bar:#1f6478;--track:#e3e7ec;
 color:var(--ink);background:var(--ground);border:1px solid var(--line);box-shadow:0 1px 2px #0002,0 4px 14px #0002}
.dark{--ink:#eef2f6;--soft:#b3bfcc;--ground:#1a2028;--line:#465261;--press:#8fc7f0;--on-press:#0e1d29;--quiet:#2a333e;--bar:#7cc4d6;--track:#333d49;color-scheme:dark}
.pill *,.line *,.budget *{box-sizing:border-box;font:inherit;color:inherit;margin:0}
.near{--bar:#a35f00}.over{--bar:#b8400c}.dark.near{--bar:#f0b45c}.dark.over{--bar:#f0945c}
.pill{display:flex;align-items:center;gap:2px;height:32px;border-radius:16px;padding:0 4px 0 12px;cursor:grab;touch-action:none;user-select:none;font-variant-numeric:tabular-nums}
.pill:active{cursor:grabbing}
.time{display:flex;align-items:baseline;gap:4px;font-weight:650}
.of{color:var(--soft);font-weight:400}
.track{width:36px;height:4px;margin:0 4px 0 8px;border-radius:2px;background:var(--track);overflow:hidden}
.fill{display:block;height:100%;border-radius:2px;background:var(--bar);transform-origin:0 50%}
.hide{all:unset;box-sizing:border-box;width:24px;height:24px;border-radius:12px;text-align:center;line-height:22px;color:var(--soft);font-size:15px;cursor:pointer}
.hide:hover{background:var(--quiet);color:var(--ink)}
.line{display:flex;align-items:center;gap:12px;max-width:min(26rem,calc(100vw - 32px));padding:8px 8px 8px 14px;border-radius:10px;border-left:4px solid var(--bar)}
.budget{width:21rem;max-width:calc(100vw - 32px);padding:16px 18px 16px;border-radius:12px;border-top:4px solid var(--bar)}
h2{font-size:16px!important;line-height:1.3!important;font-weight:650!important;margin-bottom:4px!important;text-wrap:balance}
.soft{color:var(--soft)}
.does{display:grid;gap:8px;margin:14px 0 12px}
.does button{all:unset;box-sizing:border-box;min-height:36px;padding:7px 12px;border-radius:8px;border:1px solid var(--line);text-align:center;font-weight:600;cursor:pointer}
.does button:hover{background:var(--quiet)}
.does .first{background:var(--press);border-color:var(--press);color:var(--on-press)}
.does .first:hover{background:var(--press);filter:brightness(1.1)}
button:focus-visible,.hide:focus-visible,.pill:focus-visible{outline:2px solid var(--press)!important;outline-offset:2px}
@media(prefers-reduced-motion:no-preference){.line,.budget{animation:come .15s ease-out}@keyframes come{from{opacity:0;transform:translateY(4px)}}}
@media(forced-colors:active){.pill,.line,.budget{border:2px solid CanvasText}.fill{background:Highlight;forced-color-adjust:none}.track{border:1px solid CanvasText}.does button{border-color:ButtonText}}`;

  /** @param {string} key @param {...(string | number)} words */
  const say = (key, ...words) => chrome.i18n.getMessage(key, words.map(String));

  /** @param {number} usedMs @param {number | null} budgetMs @returns {BudgetLevel} the same rule as in the companion */
  function levelOf(usedMs, budgetMs) {
    if (budgetMs === null || usedMs <= 0) return 0;
    return /** @type {BudgetLevel} */ (LEVELS.filter((percent) => usedMs * 100 >= budgetMs * percent).length);
  }

  /**
   * What there is to say now, if anything: each level of a budget once a day, only the highest, nothing while more minutes
   * run, and after "done for today" only the last one.
   * @param {LocalToday} today
   * @param {Said} before what was said here; of another day, it counts as nothing
   * @returns {{ say: "line" | "card" | null, level: BudgetLevel, budget: BudgetState | null, said: Said }}
   */
  function announce(today, before) {
    const said = merge(today, before);
    const states = today.budgets.map((budget) => ({ budget, level: levelOf(budget.used_ms, budget.budget_ms) }));
    const extraIsOver = said.extra_until_ms > 0 && said.extra_until_ms <= today.total_ms;
    const isNews = (/** @type {{ budget: BudgetState, level: BudgetLevel }} */ { budget, level }) =>
      level > Math.max(budget.shown_level, said.levels[budget.id] ?? 0) || (extraIsOver && level >= 3);
    const [loudest] = states.filter(isNews).sort((a, b) => b.level - a.level);
    if (!loudest || said.extra_until_ms > today.total_ms) return { say: null, level: 0, budget: null, said };
    const { level, budget } = loudest;
    const levels = { ...said.levels, ...Object.fromEntries(states.map((state) => [state.budget.id, state.level])) };
    const next = { ...said, extra_until_ms: extraIsOver ? 0 : said.extra_until_ms, levels };
    if (level < 2 || (said.done && level < 4)) return { say: null, level, budget, said: next };
    return { say: level === 2 ? "line" : "card", level, budget, said: next };
  }

  /** What this browser said and what the companion heard from any other. @param {LocalToday} today @param {Said} before @returns {Said} */
  function merge(today, before) {
    const same = before.day === today.day;
    if (same && before.extra_used >= today.extra_used && before.done >= today.done) return before;
    return {
      day: today.day,
      levels: same ? before.levels : {},
      extra_used: Math.max(same ? before.extra_used : 0, today.extra_used),
      extra_until_ms: Math.max(same ? before.extra_until_ms : 0, today.extra_until_ms),
      done: (same && before.done) || today.done,
    };
  }

  /** @param {number} ms @returns {string} 7 min; from an hour on 1 h 05 min */
  function inWords(ms) {
    const minutes = Math.floor(ms / 60_000);
    if (minutes < 60) return say("minutes", minutes);
    return say("hours_minutes", Math.floor(minutes / 60), `${minutes % 60}`.padStart(2, "0"));
  }

  /** @param {number} ms @returns {string} 7:05 */
  const clock = (ms) => `${Math.floor(ms / 60_000)}:${`${Math.floor(ms / 1000) % 60}`.padStart(2, "0")}`;

  /** @param {string} tag @param {string} className @param {...(Node | string)} inside @returns {HTMLElement} */
  function make(tag, className, ...inside) {
    const element = document.createElement(tag);
    if (className) element.className = className;
    element.append(...inside);
    return element;
  }

  /** @param {string} key @param {string} className @param {() => void} does @param {...(string | number)} words */
  function button(key, className, does, ...words) {
    const made = /** @type {HTMLButtonElement} */ (make("button", className, say(key, ...words)));
    made.type = "button";
    made.addEventListener("click", (event) => event.isTrusted && does());
    return made;
  }

  /** @param {PageContext} page */
  function start(page) {
    if (!page.top) return;
    const { signal } = page;
    /** @type {Settings["counter"]} */
    let place = page.settings.counter ?? { shown: true, corner: "bottom-left", x: 16, y: 16 };
    let wanted = true;
    let extraPerDay = 2;
    let extraMinutes = 5;
    /** @type {Said} */
    let said = { day: "", levels: {}, extra_used: 0, extra_until_ms: 0, done: false };
    /** @type {ReturnType<typeof drawPill> | null} */
    let pill = null;
    /** @type {{ part: HTMLElement, remove: () => void } | null} */
    let notice = null;
    let isReady = false;
    let isDragged = false;
    let timer = 0;

    function each() {
      clearTimeout(timer);
      if (signal.aborted || !isReady) return;
      const today = Time.today();
      const isShown = today !== null && document.visibilityState === "visible";
      if (isShown && wanted && place.shown) {
        pill ??= drawPill();
        pill.show(today);
      } else {
        pill?.remove();
        pill = null;
      }
      if (notice) placeNotice(notice.part);
      if (isShown && Time.isCounting()) speak(today);
      // A second's clock runs only while time is being counted; otherwise Time says when it starts again.
      if (isShown && Time.isCounting()) timer = setTimeout(each, 1000);
    }

    /** @param {LocalToday} today */
    function speak(today) {
      const heard = announce(today, said);
      const isBusy = Watch.isComposing() || notice?.part.className.includes("budget");
      if (heard.say && isBusy) return;
      if (heard.said === said) return;
      remember(heard.said);
      if (heard.level > 0) note("level-shown", heard.level);
      if (heard.say === "line" && heard.budget) showLine(heard.budget);
      if (heard.say === "card" && heard.budget) showCard(heard.budget, heard.level);
    }

    /** @param {Said} next */
    function remember(next) {
      said = next;
      void chrome.storage.local.set({ said }).catch(page.stop);
    }

    /** @param {EventKind} kind @param {BudgetLevel} [level] */
    function note(kind, level) {
      const event = { id: crypto.randomUUID(), at: Date.now(), kind, site: page.site, ...(level ? { level } : {}) };
      void chrome.storage.local.set({ [`e:${event.id}`]: event }).catch(page.stop);
    }

    /** @param {BudgetState} budget */
    function showLine({ used_ms, budget_ms }) {
      const left = inWords(Math.max(0, budget_ms - used_ms) + 30_000);
      const part = make(
        "div",
        "line near",
        make("span", "", say("budget_line", inWords(used_ms), inWords(budget_ms), left)),
      );
      part.setAttribute("role", "status");
      const hide = button("close_sign", "hide", dismiss);
      hide.setAttribute("aria-label", say("hide"));
      part.append(hide);
      showNotice(part);
      setTimeout(() => notice?.part === part && dismiss(), LINE_MS);
    }

    /** @param {BudgetState} budget @param {BudgetLevel} level */
    function showCard({ id, used_ms, budget_ms }, level) {
      const one = id.startsWith("site:") ? page.name : "";
      const title =
        level === 4
          ? say("budget_card_again", inWords(used_ms))
          : say(one ? "budget_card_site" : "budget_card", inWords(budget_ms), one);
      const part = make(
        "section",
        "budget over",
        make("h2", "", title),
        make("p", "soft", say("budget_card_text", page.name)),
      );
      part.setAttribute("role", "dialog");
      part.setAttribute("aria-label", title);
      const does = make("div", "does", button("budget_close_tab", "first", leave));
      const extraLeft = extraPerDay - said.extra_used;
      if (extraLeft > 0) does.append(button("budget_more", "", more, extraMinutes));
      does.append(button("budget_done", "", done));
      part.append(does);
      if (extraLeft > 0)
        part.append(make("p", "soft", say(extraLeft === 1 ? "budget_more_last" : "budget_more_left", extraLeft)));
      showNotice(part);

      function leave() {
        dismiss();
        void chrome.runtime.sendMessage({ type: "close-tab" });
      }
      function more() {
        const until = (Time.today()?.total_ms ?? 0) + extraMinutes * 60_000;
        remember({ ...said, extra_used: said.extra_used + 1, extra_until_ms: until });
        note("extra-minutes");
        dismiss();
      }
      function done() {
        remember({ ...said, done: true });
        note("done-for-today");
        dismiss();
      }
    }

    /** @param {HTMLElement} part */
    function showNotice(part) {
      dismiss();
      part.classList.toggle("dark", Room.isDark());
      const onEscape = (/** @type {KeyboardEvent} */ event) => {
        if (event.key === "Escape") dismiss();
        return event.key === "Escape";
      };
      notice = { part, remove: Layer.add(part, CSS, document.documentElement, onEscape) };
      placeNotice(part);
    }

    /** Beside a box that is opened under it, and out of sight while somebody writes. @param {HTMLElement} part */
    function placeNotice(part) {
      if (Watch.isComposing()) part.style.visibility = "hidden";
      else Room.settle(part, [{ x: innerWidth, y: 16 }]);
    }

    function dismiss() {
      notice?.remove();
      notice = null;
    }

    function drawPill() {
      const time = make("span", "");
      const of = make("span", "of");
      const fill = make("span", "fill");
      const track = make("span", "track", fill);
      const hide = button("close_sign", "hide", () => savePlace({ shown: false }));
      hide.setAttribute("aria-label", say("counter_hide"));
      const part = make("div", "pill", make("span", "time", time, of), track, hide);
      part.tabIndex = 0;
      part.setAttribute("role", "group");
      part.title = say("counter_help");
      const remove = Layer.add(part, CSS, document.documentElement, moves(part));
      let looks = "";
      /** Each second: so only what has changed is touched. @param {LocalToday} today */
      function show({ total_ms, budget_ms }) {
        const shown = clock(total_ms);
        if (time.textContent !== shown) time.textContent = shown;
        const level = levelOf(total_ms, budget_ms);
        const next = `pill${level > 2 ? " over" : level > 1 ? " near" : ""}${Room.isDark() ? " dark" : ""} ${budget_ms}`;
        if (next !== looks) dress(next, budget_ms);
        if (budget_ms) fill.style.transform = `scaleX(${Math.min(1, total_ms / budget_ms).toFixed(2)})`;
        const minutes = Math.floor(total_ms / 60_000);
        const label =
          budget_ms === null ? say("counter_label", minutes) : say("counter_label_of", minutes, inMinutes(budget_ms));
        if (part.getAttribute("aria-label") !== label) part.setAttribute("aria-label", label);
        settle(part);
      }
      /** @param {string} next @param {number | null} budget_ms */
      function dress(next, budget_ms) {
        looks = next;
        part.className = next.slice(0, next.lastIndexOf(" "));
        of.textContent = budget_ms === null ? "" : say("counter_of", inMinutes(budget_ms));
        track.hidden = !budget_ms;
      }
      return { show, remove };
    }

    /** @param {number} ms */
    const inMinutes = (ms) => Math.round(ms / 60_000);

    /** Puts the counter where it was left, measured from its corner of the window. @param {HTMLElement} part */
    function settle(part) {
      if (isDragged) return;
      const x = place.corner.endsWith("right")
        ? document.documentElement.clientWidth - part.offsetWidth - place.x
        : place.x;
      const y = place.corner.startsWith("bottom") ? innerHeight - part.offsetHeight - place.y : place.y;
      Room.settle(part, [{ x, y }]);
    }

    /** Drag with a pointer; what is returned moves it with the arrow keys. @param {HTMLElement} part */
    function moves(part) {
      /** @type {{ x: number, y: number } | null} */
      let held = null;
      const put = (/** @type {number} */ x, /** @type {number} */ y) =>
        Object.assign(part.style, { left: `${x}px`, top: `${y}px` });
      part.addEventListener("pointerdown", (event) => {
        if (event.target instanceof Element && event.target.closest("button")) return;
        held = { x: event.clientX - part.offsetLeft, y: event.clientY - part.offsetTop };
        isDragged = true;
        part.setPointerCapture(event.pointerId);
      });
      part.addEventListener("pointermove", (event) => {
        if (held) put(event.clientX - held.x, event.clientY - held.y);
      });
      part.addEventListener("pointerup", () => {
        isDragged = false;
        if (held) saveAt(part);
        held = null;
      });
      return (/** @type {KeyboardEvent} */ event) => {
        const step = { ArrowLeft: [-STEP, 0], ArrowRight: [STEP, 0], ArrowUp: [0, -STEP], ArrowDown: [0, STEP] }[
          event.key
        ];
        if (!step) return false;
        put(part.offsetLeft + (step[0] ?? 0), part.offsetTop + (step[1] ?? 0));
        saveAt(part);
        return true;
      };
    }

    /** Keeps the distance to the nearest corner, so that it stays there in a window of another size. @param {HTMLElement} part */
    function saveAt(part) {
      const right = document.documentElement.clientWidth - part.offsetLeft - part.offsetWidth;
      const bottom = innerHeight - part.offsetTop - part.offsetHeight;
      const isRight = right < part.offsetLeft;
      const isBottom = bottom < part.offsetTop;
      const corner = /** @type {Corner} */ (`${isBottom ? "bottom" : "top"}-${isRight ? "right" : "left"}`);
      const x = Math.max(EDGE, isRight ? right : part.offsetLeft);
      savePlace({ corner, x, y: Math.max(EDGE, isBottom ? bottom : part.offsetTop) });
    }

    /** @param {Partial<Settings["counter"]>} change */
    async function savePlace(change) {
      place = { ...place, ...change };
      each();
      if (!chrome.runtime?.id) return page.stop();
      const { settings } = await chrome.storage.local.get("settings");
      await chrome.storage.local.set({ settings: { ...(settings ?? {}), counter: place } });
    }

    /** @param {Record<string, { newValue?: any }>} changes */
    function heed({ settings, server, said: heard }) {
      if (settings?.newValue?.counter) place = { ...place, ...settings.newValue.counter };
      if (heard?.newValue) said = heard.newValue;
      if (server?.newValue) {
        wanted = server.newValue.settings.counter ?? true;
        extraPerDay = server.newValue.settings.extra_per_day ?? 2;
        extraMinutes = server.newValue.settings.extra_minutes ?? 5;
      }
      each();
    }

    Time.onChange(each, signal);
    document.addEventListener("visibilitychange", each, { signal });
    window.addEventListener("resize", each, { signal, passive: true });
    chrome.storage.local.onChanged.addListener(heed);
    signal.addEventListener("abort", () => {
      clearTimeout(timer);
      dismiss();
      pill?.remove();
      if (chrome.runtime?.id) chrome.storage.local.onChanged.removeListener(heed);
    });
    chrome.storage.local.get(["settings", "server", "said"]).then((stored) => {
      isReady = true;
      heed(Object.fromEntries(Object.entries(stored).map(([key, newValue]) => [key, { newValue }])));
    }, page.stop);
  }

  return { start, pure: { announce, levelOf, clock } };
})();
