// Finds room for what floats over the page: never over a compose box or its Post button, and light or dark as the page is.
const Room = (() => {
  const EDGE = 8; // px from the window's edge
  const BOXES =
    'textarea,[contenteditable=""],[contenteditable="true"],[contenteditable="plaintext-only"],[role="textbox"],[type="submit"]';
  const LOOK_AGAIN_MS = 2000; // a page's boxes are looked up at most this often

  /** @type {{ at: number, areas: Area[] }} */
  let seen = { at: Number.NEGATIVE_INFINITY, areas: [] };

  let ground = { at: Number.NEGATIVE_INFINITY, isDark: false };

  /** @returns {Area[]} what must stay free, in px of the window */
  function taken() {
    if (performance.now() - seen.at > LOOK_AGAIN_MS) {
      const areas = [...document.querySelectorAll(BOXES)].map((box) => box.getBoundingClientRect());
      seen = { at: performance.now(), areas: areas.filter(({ width, height }) => width > 0 && height > 0) };
    }
    return [...seen.areas, ...Watch.keepClear()];
  }

  /**
   * The first free one of the wanted places, then of the corners; null when nothing is free.
   * @param {{ width: number, height: number }} size @param {{ width: number, height: number }} view
   * @param {{ x: number, y: number }[]} wanted @param {Area[]} areas
   */
  function find(size, view, wanted, areas) {
    const right = Math.max(EDGE, view.width - size.width - EDGE);
    const bottom = Math.max(EDGE, view.height - size.height - EDGE);
    const middle = Math.max(EDGE, (view.width - size.width) / 2);
    const places = [
      ...wanted.map(({ x, y }) => ({ x: Math.min(Math.max(x, EDGE), right), y: Math.min(Math.max(y, EDGE), bottom) })),
      ...[bottom, EDGE].flatMap((y) => [EDGE, right, middle].map((x) => ({ x, y }))),
    ];
    /** @param {{ x: number, y: number }} at @param {Area} area */
    const meets = (at, area) =>
      at.x < area.x + area.width &&
      area.x < at.x + size.width &&
      at.y < area.y + area.height &&
      area.y < at.y + size.height;
    return places.find((at) => !areas.some((area) => meets(at, area))) ?? null;
  }

  /**
   * Moves a part to its place or, when all of the window is needed, out of sight.
   * @param {HTMLElement} part @param {{ x: number, y: number }[]} wanted px, best first
   * @returns {boolean} whether it can be seen
   */
  function settle(part, wanted) {
    const size = { width: part.offsetWidth, height: part.offsetHeight };
    const at = find(size, { width: document.documentElement.clientWidth, height: innerHeight }, wanted, taken());
    part.style.visibility = at ? "visible" : "hidden";
    if (at) Object.assign(part.style, { left: `${at.x}px`, top: `${at.y}px` });
    return at !== null;
  }

  /** Whether the page is dark, looked up as rarely as its boxes. */
  function isDark() {
    if (performance.now() - ground.at > LOOK_AGAIN_MS)
      ground = { at: performance.now(), isDark: looksDark(document.body) };
    return ground.isDark;
  }

  /** The ground behind this element decides; the system only where the page has none and takes both. @param {Element | null} from */
  function looksDark(from) {
    for (
      let around = from;
      around;
      around = around.parentElement ?? /** @type {ShadowRoot} */ (around.getRootNode()).host
    ) {
      const parts = getComputedStyle(around).backgroundColor.match(/[\d.]+/g) ?? [];
      const [red = 0, green = 0, blue = 0, alpha = 1] = parts.map(Number);
      if (parts.length >= 3 && alpha > 0.5) return red * 0.299 + green * 0.587 + blue * 0.114 < 110;
    }
    const scheme = getComputedStyle(document.documentElement).colorScheme;
    return scheme.includes("dark") && (!scheme.includes("light") || matchMedia("(prefers-color-scheme:dark)").matches);
  }

  return { settle, isDark, looksDark, pure: { find } };
})();
