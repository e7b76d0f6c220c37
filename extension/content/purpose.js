// Asks once at the start of a visit what the person is here for; one click or Esc answers, and it fades by itself.
const Purpose = (() => {
  const VISIT_MS = 30 * 60_000; // this long away ends a visit
  const FADES_MS = 12_000;
  const MOST_SKIPS = 5; // in a row, and it rests for a week
  const REST_MS = 7 * 86_400_000;

  const CSS = `
.ask{all:initial;box-sizing:border-box;position:fixed;margin:0;z-index:2147483646;font:14px/1.4 system-ui,sans-serif;
 --ink:#18212c;--soft:#4a5666;--ground:#fff;--line:#cfd6de;--press:#1d5c87;--quiet:#f1f3f6;
 color:var(--ink);background:var(--ground);border:1px solid var(--line);border-radius:12px;box-shadow:0 1px 2px #0002,0 8px 28px #0003;
 width:max-content;max-width:min(52rem,calc(100vw - 24px));padding:10px 10px 12px 16px}
.dark{--ink:#eef2f6;--soft:#b3bfcc;--ground:#1a2028;--line:#465261;--press:#8fc7f0;--quiet:#2a333e;color-scheme:dark}
.ask *{box-sizing:border-box;font:inherit;color:inherit;margin:0}
.top{display:flex;align-items:center;gap:12px}
.top p{flex:1;font-weight:650}
.choices{display:flex;flex-wrap:wrap;gap:8px;margin-top:8px;padding-right:6px}
button{all:unset;box-sizing:border-box;cursor:pointer}
.choices button{min-height:32px;padding:4px 14px;border:1px solid var(--line);border-radius:16px;max-width:18rem;overflow:hidden;text-overflow:ellipsis;white-space:nowrap}
.choices button:hover{background:var(--quiet);border-color:var(--soft)}
.choices .plain{color:var(--soft)}
.skip{min-height:28px;padding:2px 8px;border-radius:6px;color:var(--soft);font-size:13px}
.skip:hover{background:var(--quiet);color:var(--ink)}
button:focus-visible{outline:2px solid var(--press)!important;outline-offset:2px}
@media(prefers-reduced-motion:no-preference){.ask{animation:come .18s ease-out}@keyframes come{from{opacity:0;transform:translateY(-6px)}}}
@media(forced-colors:active){.ask{border:2px solid CanvasText}.choices button{border-color:ButtonText}}`;

  /** @param {string} key */
  const say = (key) => chrome.i18n.getMessage(key);

  /**
   * Whether this moment begins a visit, and whether to ask.
   * @param {{ seen_at: number, visit: Visit | null, prompt: { skips: number, resting_until: number } }} known
   * @param {boolean} wanted the setting @param {number} now epoch ms
   */
  function begin({ seen_at, visit, prompt }, wanted, now) {
    const isNew = !visit || now - seen_at >= VISIT_MS;
    return { isNew, asks: isNew && wanted && now >= prompt.resting_until };
  }

  /** @param {{ skips: number, resting_until: number }} prompt @param {boolean} answered @param {number} now epoch ms */
  function after(prompt, answered, now) {
    const skips = answered ? 0 : prompt.skips + 1;
    return skips >= MOST_SKIPS ? { skips: 0, resting_until: now + REST_MS } : { ...prompt, skips };
  }

  /** @param {PageContext} page */
  function start(page) {
    if (!page.top) return;
    const { signal } = page;
    let wasCounting = false;
    /** @type {(() => void) | null} */
    let remove = null;

    /** Looks whether a visit begins, each time counting starts; the first tick has not touched `seen_at` yet. */
    async function look() {
      const isCounting = Time.isCounting();
      const hasStarted = isCounting && !wasCounting;
      wasCounting = isCounting;
      if (!hasStarted || remove || !chrome.runtime?.id) return;
      const stored = await chrome.storage.local.get(["seen_at", "visit", "prompt", "server"]);
      const {
        seen_at = 0,
        visit = null,
        prompt = { skips: 0, resting_until: 0 },
        server = null,
      } = /** @type {any} */ (stored);
      const now = Date.now();
      const { isNew, asks } = begin({ seen_at, visit, prompt }, server?.settings.prompt ?? true, now);
      if (!isNew || signal.aborted) return;
      keep({ visit: { purpose: null, label: "", started_at: now } });
      if (asks && server?.purposes.length && !Watch.isComposing()) show(server.purposes, prompt);
    }

    /** @param {Record<string, unknown>} entries */
    function keep(entries) {
      if (!chrome.runtime?.id) return page.stop();
      chrome.storage.local.set(entries).catch(page.stop);
    }

    /** @param {EventKind} kind */
    function note(kind) {
      const event = { id: crypto.randomUUID(), at: Date.now(), kind, site: page.site };
      keep({ [`e:${event.id}`]: event });
    }

    /** @param {ServerState["purposes"]} purposes @param {StorageKeys["prompt"]} prompt */
    function show(purposes, prompt) {
      const part = document.createElement("section");
      part.className = Room.isDark() ? "ask dark" : "ask";
      part.setAttribute("role", "group");
      part.setAttribute("aria-label", say("purpose_question"));
      const top = document.createElement("div");
      top.className = "top";
      const question = document.createElement("p");
      question.textContent = say("purpose_question");
      top.append(
        question,
        choice(say("purpose_skip"), "skip", () => finish(null)),
      );
      const choices = document.createElement("div");
      choices.className = "choices";
      for (const each of purposes) {
        const className = each.purpose.startsWith("goal:") ? "" : "plain";
        choices.append(choice(each.label, className, () => finish(each)));
      }
      part.append(top, choices);
      const ended = new AbortController();
      const fading = setTimeout(() => finish(null), FADES_MS);
      // Esc answers wherever the focus is, except in a box, where it is the page's.
      const onKey = (/** @type {KeyboardEvent} */ event) => {
        if (event.key === "Escape" && !Watch.isComposing()) finish(null);
        return event.key === "Escape";
      };
      const unlayer = Layer.add(part, CSS, document.documentElement, onKey);
      window.addEventListener("keydown", onKey, { signal: ended.signal, capture: true });
      part.addEventListener("pointerenter", () => clearTimeout(fading), { signal: ended.signal });
      part.addEventListener("focusin", () => clearTimeout(fading), { signal: ended.signal });
      signal.addEventListener("abort", () => remove?.());
      remove = () => {
        clearTimeout(fading);
        ended.abort();
        unlayer();
        remove = null;
      };
      note("prompt-shown");
      const x = (innerWidth - part.offsetWidth) / 2;
      if (
        !Room.settle(part, [
          { x, y: 12 },
          { x, y: innerHeight },
        ])
      )
        remove();

      /** @param {{ purpose: string, label: string } | null} chosen null: skipped */
      function finish(chosen) {
        if (!remove) return;
        remove();
        const now = Date.now();
        note(chosen ? "prompt-answered" : "prompt-skipped");
        keep({ prompt: after(prompt, chosen !== null, now) });
        if (chosen) keep({ visit: { ...chosen, started_at: now } });
      }
    }

    Time.onChange(look, signal);
    void look();
  }

  /** @param {string} label @param {string} className @param {() => void} does */
  function choice(label, className, does) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = className;
    button.textContent = label;
    button.title = label;
    button.addEventListener("click", (event) => event.isTrusted && does());
    return button;
  }

  return { start, pure: { begin, after } };
})();
