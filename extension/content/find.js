// Finds the compose box that an event happened in, what it is for, and which control sends it.
// A site's own selectors come first; where they have gone stale, roles, labels and the nearest button decide.
const Find = (() => {
  const EDITABLE = "textarea,[contenteditable=''],[contenteditable=true],[contenteditable=plaintext-only]";
  const BUTTONS = "button,[role=button],input[type=submit]";
  const NARROWEST = 80; // px; narrower fields are for tags, codes and quantities

  /** The parent, out of a shadow tree too. @param {Node} node @returns {Element | null} */
  function parent(node) {
    const root = node.getRootNode();
    return node.parentElement ?? (root instanceof ShadowRoot ? root.host : null);
  }

  /** closest() that crosses shadow roots. @param {Element} from @param {string} selector @returns {Element | null} */
  function closest(from, selector) {
    for (let el = /** @type {Element | null} */ (from); el; ) {
      const found = el.closest(selector);
      if (found) return found;
      const root = el.getRootNode();
      el = root instanceof ShadowRoot ? root.host : null;
    }
    return null;
  }

  /** @param {Element} el */
  function label(el) {
    const root = /** @type {Document | ShadowRoot} */ (el.getRootNode());
    const by = el.getAttribute("aria-labelledby")?.split(" ")[0];
    const text =
      el.getAttribute("aria-label") ||
      (by && root.getElementById?.(by)?.textContent) ||
      el.getAttribute("placeholder") ||
      el.getAttribute("aria-placeholder") ||
      el.getAttribute("data-placeholder") ||
      "";
    return text.trim().toLowerCase();
  }

  /** @param {Element} button */
  const caption = (button) =>
    (button.getAttribute("aria-label") || /** @type {HTMLInputElement} */ (button).value || button.textContent || "")
      .trim()
      .replace(/\s+/g, " ")
      .toLowerCase();

  /** @param {Element} el */
  const isShown = (el) => {
    const { width, height } = el.getBoundingClientRect();
    return width > 0 && height > 0;
  };

  /** Whole words at the start of a label. @param {string[]} words @param {string} text */
  const startsWith = (words, text) =>
    words.some((word) => text.startsWith(word) && !/[\p{L}\p{N}-]/u.test(text[word.length] ?? ""));

  /** The outermost editing host or the text field around a node. @param {EventTarget | null | undefined} target @returns {HTMLElement | null} */
  function field(target) {
    const from = target instanceof Element ? target : target instanceof Node ? target.parentElement : null;
    let el = from?.closest(EDITABLE) ?? null;
    for (let outer = el; outer; outer = outer.parentElement?.closest(EDITABLE) ?? null) el = outer;
    // A page in design mode has no editable element of its own: its body is the box.
    if (!el && from?.ownerDocument.designMode === "on") el = from.ownerDocument.body;
    return /** @type {HTMLElement | null} */ (el);
  }

  /** @param {HTMLElement} el */
  function isForDrafts(el) {
    if (/** @type {HTMLTextAreaElement} */ (el).readOnly || /** @type {HTMLTextAreaElement} */ (el).disabled)
      return false;
    // A rich editor that completes @names may call itself a combobox; a plain field that does is a search.
    if (el.matches("[role=searchbox],textarea[role=combobox],[aria-hidden=true]")) return false;
    if (closest(el, "[role=search],[aria-hidden=true]")) return false;
    if (/^(cc-|one-time-code|.*-password$)/.test(el.getAttribute("autocomplete") ?? "")) return false;
    if (startsWith(Adapters.words.not, label(el))) return false;
    return el.localName === "body" || el.getBoundingClientRect().width >= NARROWEST;
  }

  /** @param {string} site @returns {SiteAdapter | undefined} */
  const adapter = (site) =>
    Adapters.sites.find(({ id }) => id === site) ??
    Adapters.sites.find(({ detect }) => detect !== undefined && document.querySelector(detect) !== null);

  /** The address of the page a frame belongs to, as far as it may be seen. */
  function address() {
    try {
      return `${top?.location.pathname}${top?.location.search}`;
    } catch {
      return location.pathname + location.search;
    }
  }

  /** @param {BoxRule} rule @param {string} url */
  const isAt = (rule, url) => rule.url === undefined || new RegExp(rule.url).test(url);

  /** The first rule of the site that fits a box. @param {HTMLElement} el @param {SiteAdapter | undefined} site @param {string} url */
  const ruleFor = (el, site, url) =>
    site?.boxes.find(
      (rule) =>
        closest(el, rule.box) !== null &&
        isAt(rule, url) &&
        (rule.near === undefined ||
          (closest(el, "[role=dialog],form,article") ?? document).querySelector(rule.near) !== null),
    );

  /** What a box is for, from its label, else from the address, else from what the site is mostly for. @param {HTMLElement} el @param {SiteAdapter | undefined} site @param {string} url @returns {Surface} */
  function guess(el, site, url) {
    const name = label(el);
    for (const surface of /** @type {const} */ (["reply", "comment", "message", "group"]))
      if (Adapters.words[surface].some((word) => name.includes(word))) return surface;
    return site?.boxes.find((rule) => rule.url !== undefined && isAt(rule, url))?.surface ?? site?.mostly ?? "post";
  }

  /** @template T @param {Element} from @param {(around: Element) => T | null | undefined} look @returns {T | null} */
  function outward(from, look) {
    for (let around = parent(from), steps = 0; around && steps < 30; around = parent(around), steps++) {
      const found = look(around);
      if (found) return found;
    }
    return null;
  }

  /** @param {Element} around @param {string} selector @param {Element} box @returns {HTMLElement[]} */
  const within = (around, selector, box) =>
    /** @type {HTMLElement[]} */ (
      [...around.querySelectorAll(selector), ...(around.shadowRoot?.querySelectorAll(selector) ?? [])].filter(
        (button) => isShown(button) && !button.contains(box),
      )
    );

  /** The control that sends a box, and whether the site's own selectors named it. @param {HTMLElement} el @param {BoxRule | undefined} rule */
  function sender(el, rule) {
    for (const selector of rule?.send ?? []) {
      const known = outward(el, (around) => within(around, selector, el)[0]);
      if (known) return { control: known, guessed: false };
    }
    const named = outward(el, (around) => {
      const buttons = within(around, BUTTONS, el);
      const verbs = buttons.filter((button) => {
        const text = caption(button);
        return text.length < 40 && startsWith(Adapters.words.send, text);
      });
      const after = verbs.find((button) => el.compareDocumentPosition(button) & Node.DOCUMENT_POSITION_FOLLOWING);
      const own = /** @type {HTMLButtonElement[]} */ (buttons).find(
        (button) => button.type === "submit" && button.form?.contains(el),
      );
      return after ?? verbs[0] ?? own;
    });
    return named ? { control: named, guessed: true } : null;
  }

  /** What is read together with a box: a whole page of blocks counts as one draft. @param {HTMLElement} el @param {BoxRule | undefined} rule */
  const canvas = (el, rule) => (rule?.read && /** @type {HTMLElement | null} */ (closest(el, rule.read))) || el;

  /**
   * The compose box around a node, or null where nobody writes a draft.
   * @param {EventTarget | null | undefined} target what composedPath()[0] gave: it reaches into open shadow roots
   * @param {string} site @returns {Box | null}
   */
  function look(target, site) {
    const el = field(target);
    if (!el?.isConnected || !isForDrafts(el)) return null;
    const known = adapter(site);
    const url = address();
    const rule = ruleFor(el, known, url);
    const surface = rule?.surface ?? guess(el, known, url);
    const sent = sender(el, rule);
    const byEnter = rule ? rule.send_key === "Enter" : (known?.enter_sends?.includes(surface) ?? false);
    return {
      el,
      root: canvas(el, rule),
      surface,
      send: sent?.control ?? null,
      enterSends: byEnter,
      guessing: rule === undefined,
      media: rule?.media ?? null,
    };
  }

  /** Pictures and films attached to a box, where the site's selector says how to find them. @param {Box} box */
  function media(box) {
    const selector = box.media;
    if (!selector) return [];
    const around = outward(box.el, (el) => (el.querySelector(selector) ? el : null));
    return [...(around?.querySelectorAll(selector) ?? [])].slice(0, 20).map((el) => ({
      type: el.localName === "video" ? "video" : "image",
      alt: el.getAttribute("alt") || el.getAttribute("aria-label"),
    }));
  }

  return { field, look, media, parent };
})();
