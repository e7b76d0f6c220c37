// Says about one finding what was seen, why it can hurt, what to do instead and who says so; the same card asks once at Post.
const Card = (() => {
  const CSS = `
.card,.note{all:initial;box-sizing:border-box;position:fixed;inset:auto;margin:0;font:14px/1.45 system-ui,sans-serif;
 --ink:#18212c;--soft:#4a5666;--ground:#fff;--line:#cfd6de;--panel:#eef5f1;--edge:#2f7d5b;--press:#1d5c87;--on-press:#fff;--quiet:#f1f3f6;
 --hint:#5b7083;--warn:#b35900;--hold:#b4237a;color:var(--ink);background:var(--ground);border:1px solid var(--line);border-radius:12px;
 box-shadow:0 1px 2px #0002,0 10px 32px #0003}
.dark{--ink:#eef2f6;--soft:#b3bfcc;--ground:#1a2028;--line:#465261;--panel:#1f2d2a;--edge:#67b890;--press:#8fc7f0;--on-press:#0e1d29;--quiet:#2a333e;
 --hint:#a5b6c6;--warn:#f0a45c;--hold:#f08fc4;color-scheme:dark}
.card{display:block;width:22.5rem;max-width:calc(100vw - 16px);max-height:calc(100vh - 16px);overflow:auto;padding:12px 16px 14px;overscroll-behavior:contain}
.card *,.note *{box-sizing:border-box;font:inherit;color:inherit;margin:0}
.card:focus,.note:focus{outline:none}
.top{display:flex;align-items:center;gap:2px;margin:-4px -8px 4px 0;font-size:12px;color:var(--soft)}
.level{display:flex;align-items:center;gap:7px;font-weight:600;color:var(--tone);flex:1}
.level::before{content:"";width:9px;height:9px;border-radius:50%;border:2px solid var(--tone)}
.warn .level::before{background:var(--tone)}.hold .level::before{background:var(--tone);border-radius:2px;transform:rotate(45deg)}
.hint{--tone:var(--hint)}.warn{--tone:var(--warn)}.hold{--tone:var(--hold)}
.count{padding:0 2px;font-variant-numeric:tabular-nums}
h2{font-size:16px!important;line-height:1.3!important;font-weight:650!important;letter-spacing:-.005em;margin-bottom:6px!important;text-wrap:balance}
p{overflow-wrap:anywhere}
.why{color:var(--soft);margin-top:4px}
.instead{margin-top:10px;padding:8px 12px;border-left:3px solid var(--edge);border-radius:0 8px 8px 0;background:var(--panel)}
.instead b{display:block;font-size:12px;font-weight:600;color:var(--edge)}
.holds{margin-top:8px;padding:0;list-style:none}
.holds li{margin-top:6px;overflow-wrap:anywhere}
.holds b{display:block;font-weight:600}
.facts{display:flex;flex-wrap:wrap;gap:6px;margin-top:10px;padding:0;list-style:none}
.facts li{max-width:100%;padding:2px 10px;border-radius:12px;background:var(--quiet);font-size:13px}
.facts .most{box-shadow:inset 0 0 0 1.5px var(--tone);font-weight:600}
.public{margin-top:10px;font-size:13px;font-weight:600}
.says{margin-top:10px;font-size:12px;color:var(--soft)}
a{color:inherit;text-decoration:underline;text-underline-offset:2px}
.does{display:flex;flex-wrap:wrap;gap:8px;margin-top:12px}
.rest{display:flex;flex-wrap:wrap;gap:2px 14px;margin-top:10px;padding-top:8px;border-top:1px solid var(--line);font-size:13px}
button{cursor:pointer;min-height:24px;border:0;background:none;padding:2px 0;text-align:start;border-radius:4px}
.does button{min-height:34px;padding:5px 13px;border-radius:8px;border:1px solid var(--line);background:var(--ground);font-weight:600;max-width:100%}
.does button:hover{background:var(--quiet)}
.does .first{background:var(--press);border-color:var(--press);color:var(--on-press)}
.does .first:hover{background:var(--press);filter:brightness(1.1)}
.equal button{flex:1 1 100%;text-align:center}
.rest button,.note button{color:var(--soft);text-decoration:underline;text-underline-offset:2px;text-decoration-color:var(--line)}
.rest button:hover,.note button:hover{color:var(--ink);text-decoration-color:currentColor}
.top button{width:28px;height:28px;text-align:center;font-size:16px;line-height:1;padding:0;border-radius:7px}
.top button:hover{background:var(--quiet)}
button:focus-visible,a:focus-visible{outline:2px solid var(--press);outline-offset:2px}
.status{margin-top:8px;font-size:13px;font-weight:600}
.status:empty{display:none}
.note{display:flex;gap:12px;align-items:center;padding:9px 14px;max-width:min(30rem,calc(100vw - 32px));font-size:13px}
.live{position:fixed;width:1px;height:1px;overflow:hidden;clip-path:inset(50%);white-space:nowrap}
@media(forced-colors:active){.card,.note{border:2px solid CanvasText}.does button{border-color:ButtonText}.level::before{forced-color-adjust:none;background:CanvasText;border-color:CanvasText}}`;

  const FACTS = 5; // more would not be read
  const HOLDS = 3;

  /** @param {string} key @param {...string} words */
  const say = (key, ...words) => chrome.i18n.getMessage(key, words);

  /** @type {{el: HTMLElement, remove: () => void, stop: AbortController, shown: CardContent, does: CardActions, back: (() => void) | null} | null} */
  let open = null;
  /** @type {{el: HTMLElement, remove: () => void} | null} */
  let live = null;
  /** @type {(() => void) | null} */
  let removeNote = null;

  /** @param {Document} doc @param {string} tag @param {string} className @param {...(Node | string | null)} inside @returns {HTMLElement} */
  function make(doc, tag, className, ...inside) {
    const el = doc.createElement(tag);
    if (className) el.className = className;
    for (const part of inside) if (part) el.append(part);
    return el;
  }

  /** @param {Document} doc @param {string} text @param {() => void} act @param {string} [className] @param {string} [label] */
  function button(doc, text, act, className = "", label = "") {
    const el = /** @type {HTMLButtonElement} */ (make(doc, "button", className, text));
    el.type = "button";
    if (label) {
      el.setAttribute("aria-label", label);
      el.title = label;
    }
    el.addEventListener("click", act);
    return el;
  }

  /** @param {Document} doc @param {Source[]} sources */
  function says(doc, sources) {
    const line = make(doc, "p", "says");
    for (const [index, { title, section, url }] of sources.entries()) {
      const name = section ? say("card_source", title, section) : title;
      if (index > 0) line.append(" · ");
      const link = /** @type {HTMLAnchorElement} */ (make(doc, url && /^https?:/.test(url) ? "a" : "span", "", name));
      if (url && link.localName === "a") {
        link.href = url;
        link.target = "_blank";
        link.rel = "noopener noreferrer";
      }
      line.append(link);
    }
    return sources.length > 0 ? line : null;
  }

  /** @param {Document} doc @param {Finding} finding */
  function factList(doc, finding) {
    const heaviest = [...(finding.facts ?? [])].sort((one, other) => other.weight - one.weight);
    const facts = heaviest
      .filter(({ label }, at) => heaviest.findIndex((other) => other.label === label) === at)
      .slice(0, FACTS);
    const [narrowest] = facts;
    if (!narrowest) return null;
    const list = make(doc, "ul", "facts");
    list.setAttribute("aria-label", say("card_facts"));
    for (const fact of facts)
      list.append(
        make(
          doc,
          "li",
          fact === narrowest ? "most" : "",
          fact === narrowest ? say("card_fact_most", fact.label) : fact.label,
        ),
      );
    return list;
  }

  /** @param {Document} doc @param {CardContent} shown @param {CardActions} does */
  function top(doc, { finding, index, count, holds }, does) {
    const bar = make(
      doc,
      "div",
      "top",
      make(doc, "span", "level", say(holds ? "card_at_post" : `card_${finding.level}`)),
    );
    if (count > 1 && !holds)
      bar.append(
        make(doc, "span", "count", say("card_position", String(index + 1), String(count))),
        button(doc, "‹", () => does.step(-1), "", say("card_previous")),
        button(doc, "›", () => does.step(1), "", say("card_next")),
      );
    bar.append(button(doc, "×", does.close, "", say("card_close")));
    return bar;
  }

  /** @param {Document} doc @param {CardContent} shown @param {CardActions} does */
  function mainActions(doc, { finding, holds, angry }, does) {
    if (holds)
      return make(
        doc,
        "div",
        "does equal",
        button(doc, say("card_keep"), does.close, "first"),
        angry ? button(doc, say("card_breather"), does.breathe) : null,
        button(doc, say("card_edit_words"), does.edit),
        button(doc, say("card_post_anyway"), does.postAnyway),
      );
    const exact = finding.replacement;
    return make(
      doc,
      "div",
      "does",
      exact === undefined || exact === null
        ? null
        : button(doc, exact === "" ? say("card_remove") : say("card_apply", exact), does.apply, "first"),
      button(doc, say("card_edit"), does.edit, exact === undefined || exact === null ? "first" : ""),
      exact ? button(doc, say("card_copy"), does.copy) : null,
      angry ? button(doc, say("card_breather"), does.breathe) : null,
    );
  }

  /** @param {Document} doc @param {CardContent} shown @param {CardActions} does */
  function otherActions(doc, { finding, holds, more }, does) {
    if (holds) return null;
    const rest = make(doc, "div", "rest");
    if (finding.family === "confidentiality")
      for (const why of /** @type {const} */ (["not-served", "consent", "made-up"]))
        rest.append(button(doc, say(`card_${why.replace("-", "_")}`), () => does.dismiss(why)));
    rest.append(button(doc, say("card_dismiss"), () => does.dismiss()));
    // Only the Rules page may quiet these: it says first what that would mean.
    if (finding.family !== "confidentiality") rest.append(button(doc, say("card_quiet"), does.quiet));
    if (more > 0) rest.append(button(doc, say("card_more", String(more)), does.showMore));
    return rest;
  }

  /** @param {Document} doc @param {{ finding: Finding, words: string }[]} holds */
  function holdList(doc, holds) {
    const list = make(doc, "ul", "holds");
    for (const { finding, words } of holds.slice(0, HOLDS))
      list.append(make(doc, "li", "", make(doc, "b", "", finding.title), say("card_words", words)));
    if (holds.length > HOLDS) list.append(make(doc, "li", "why", say("card_holds_more", String(holds.length - HOLDS))));
    return list;
  }

  /**
   * The card as nodes, without a place. A test renders this in a page of its own.
   * @param {Document} doc @param {CardContent} shown @param {CardActions} does @returns {HTMLElement}
   */
  function build(doc, shown, does) {
    const { finding, holds, isPublic, dark, notEnglish } = shown;
    const several = holds !== null && holds.length > 1;
    const title = make(doc, "h2", "", several ? say("card_holds", String(holds.length)) : finding.title);
    title.id = "t";
    const text = make(
      doc,
      "div",
      "",
      several ? holdList(doc, holds) : make(doc, "p", "", finding.message),
      holds ? null : make(doc, "p", "why", finding.reason),
    );
    text.id = "d";
    const status = make(doc, "p", "status");
    status.setAttribute("role", "status");
    const card = make(
      doc,
      "div",
      `card ${finding.level}${dark ? " dark" : ""}`,
      top(doc, shown, does),
      title,
      text,
      holds ? null : factList(doc, finding), // at Post people read two lines, not ten
      several ? null : make(doc, "p", "instead", make(doc, "b", "", say("card_instead")), finding.suggestion),
      isPublic && finding.family === "confidentiality" ? make(doc, "p", "public", say("card_public")) : null,
      several ? null : says(doc, finding.sources.slice(0, holds ? 1 : 2)),
      notEnglish ? make(doc, "p", "says", say("not_english")) : null,
      mainActions(doc, shown, does),
      status,
      otherActions(doc, shown, does),
    );
    card.lang = chrome.i18n.getUILanguage?.() ?? "en";
    card.tabIndex = -1;
    card.setAttribute("role", "dialog");
    card.setAttribute("aria-labelledby", "t");
    card.setAttribute("aria-describedby", "d");
    return card;
  }

  /** @param {HTMLElement} card @param {KeyboardEvent} event @param {CardActions} does @returns {boolean} whether the key was for the card */
  function key(card, event, does) {
    if (event.key === "Escape") does.close();
    else if (event.key === "ArrowRight" || event.key === "ArrowDown") does.step(1);
    else if (event.key === "ArrowLeft" || event.key === "ArrowUp") does.step(-1);
    else if (event.key === "Tab") cycle(card, event.shiftKey ? -1 : 1);
    else return false;
    return true;
  }

  /** @param {HTMLElement} card @param {1 | -1} step */
  function cycle(card, step) {
    const stops = /** @type {HTMLElement[]} */ ([...card.querySelectorAll("button,a[href]")]);
    const root = /** @type {ShadowRoot | Document} */ (card.getRootNode());
    const now = stops.indexOf(/** @type {HTMLElement} */ (root.activeElement));
    const next = now < 0 ? (step > 0 ? 0 : stops.length - 1) : (now + step + stops.length) % stops.length;
    stops[next]?.focus();
  }

  /** Keeps the card by its words while the page scrolls. @param {HTMLElement} el @param {CardContent} shown */
  function put(el, shown) {
    const view = el.ownerDocument.documentElement;
    const { words, keepClear, box } = shown.where();
    const size = { width: el.offsetWidth, height: el.offsetHeight };
    const { x, y } = Place.choose(size, { width: view.clientWidth, height: view.clientHeight }, words, keepClear, box);
    el.style.left = `${x}px`;
    el.style.top = `${y}px`;
  }

  /**
   * Shows a card; by key it takes the focus and gives it back, by pointer it leaves the caret where it is.
   * @param {CardContent} shown @param {CardActions} does @param {Element} near the box
   * @param {{focus: boolean, back: () => void}} how
   */
  function show(shown, does, near, { focus, back }) {
    const had = hasFocus();
    const giveBack = had ? (open?.back ?? null) : focus ? back : null;
    take();
    const view = Layer.view();
    const el = build(view.document, shown, does);
    el.popover = "manual";
    const stop = new AbortController();
    open = { el, remove: Layer.add(el, CSS, near), stop, shown, does, back: giveBack };
    const { signal } = stop;
    // A press on the card must not take the caret out of the box, and no page needs to hear of it.
    el.addEventListener("pointerdown", (event) => event.preventDefault(), { signal });
    el.addEventListener("mousedown", (event) => event.preventDefault(), { signal });
    for (const type of ["click", "pointerdown", "mousedown", "pointerup", "mouseup"])
      el.addEventListener(type, (event) => event.stopPropagation(), { signal });
    // Where the card is drawn by an outer page, this frame's guard does not hear its keys.
    el.addEventListener(
      "keydown",
      (event) => {
        if (key(el, event, does)) event.preventDefault();
        event.stopPropagation();
      },
      { signal },
    );
    // A dialog of the page that keeps the focus to itself would pull it back out of the card.
    const hide = (/** @type {Event} */ event) => Layer.owns(event) && event.stopImmediatePropagation();
    view.addEventListener("focusin", hide, { capture: true, signal });
    view.addEventListener("focusout", hide, { capture: true, signal });
    let frame = 0;
    const follow = () => {
      cancelAnimationFrame(frame);
      frame = requestAnimationFrame(() => signal.aborted || put(el, shown));
    };
    for (const target of new Set([view, window])) {
      target.addEventListener("scroll", follow, { capture: true, passive: true, signal });
      target.addEventListener("resize", follow, { passive: true, signal });
    }
    el.showPopover();
    put(el, shown);
    if (!focus && !had) return;
    if (view !== window) view.focus();
    el.focus({ preventScroll: true });
  }

  function take() {
    open?.stop.abort();
    open?.remove();
    const was = open;
    open = null;
    return was;
  }

  /** Takes the card away; the caret returns to where it was if the card had the focus. */
  function hide() {
    const had = hasFocus();
    const was = take();
    if (had) was?.back?.();
  }

  const isOpen = () => open !== null;

  function hasFocus() {
    const root = open && /** @type {ShadowRoot} */ (open.el.getRootNode());
    return Boolean(root?.activeElement);
  }

  /** A key pressed while the card has the focus. @param {KeyboardEvent} event @returns {boolean} whether it was for the card */
  const onKey = (event) => open !== null && key(open.el, event, open.does);

  /** Says one thing inside the open card. @param {string} text */
  function report(text) {
    const line = open?.el.querySelector(".status");
    if (line) line.textContent = text;
  }

  /** Tells assistive technology how many warnings there are, and nothing else. @param {number} count @param {Element} near */
  function announce(count, near) {
    if (!live?.el.isConnected) {
      if (count === 0) return;
      const el = make(Layer.view().document, "div", "live");
      el.setAttribute("role", "status");
      live = { el, remove: Layer.add(el, CSS, near) };
    }
    const text =
      count === 0 ? say("card_count_none") : count === 1 ? say("card_count_one") : say("card_count", String(count));
    if (live.el.textContent !== text) live.el.textContent = text;
  }

  /**
   * One calm line at the lower edge, until it is answered.
   * @param {string} text @param {string} answer the button @param {() => void} act @param {Element} near @param {boolean} dark
   */
  function note(text, answer, act, near, dark) {
    removeNote?.();
    const { document: doc } = Layer.view();
    const close = () => {
      const had = el.matches(":focus-within");
      removeNote?.();
      removeNote = null;
      if (had) /** @type {HTMLElement} */ (near).focus({ preventScroll: true });
    };
    const answered = () => {
      close();
      act();
    };
    const el = make(
      doc,
      "div",
      `note${dark ? " dark" : ""}`,
      make(doc, "span", "", text),
      button(doc, answer, answered),
    );
    if (answer !== say("card_close")) el.append(button(doc, "×", close, "", say("card_close")));
    el.setAttribute("role", "status");
    el.addEventListener("mousedown", (event) => event.preventDefault()); // the caret stays in the box
    el.style.cssText = "left:16px;bottom:16px;z-index:2147483646";
    removeNote = Layer.add(el, CSS, near);
    return close;
  }

  /** Nothing of the card stays. */
  function clear() {
    take();
    live?.remove();
    live = null;
    removeNote?.();
    removeNote = null;
  }

  return { CSS, build, show, hide, isOpen, hasFocus, onKey, report, announce, note, clear, say };
})();
