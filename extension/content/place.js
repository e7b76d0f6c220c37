// Decides where a card goes: near the words, over neither the words nor the Post button, inside the window.
const Place = (() => {
  const GAP = 10; // px between words and card
  const EDGE = 8; // px between card and window

  /** @param {Area} a @param {Area} b how much of each other they cover, px² */
  const overlap = (a, b) =>
    Math.max(0, Math.min(a.x + a.width, b.x + b.width) - Math.max(a.x, b.x)) *
    Math.max(0, Math.min(a.y + a.height, b.y + b.height) - Math.max(a.y, b.y));

  /** @param {Area[]} areas @returns {Area} the smallest area around all */
  function around(areas) {
    const x = Math.min(...areas.map((area) => area.x));
    const y = Math.min(...areas.map((area) => area.y));
    const right = Math.max(...areas.map((area) => area.x + area.width));
    const bottom = Math.max(...areas.map((area) => area.y + area.height));
    return { x, y, width: right - x, height: bottom - y };
  }

  /**
   * @param {{width: number, height: number}} card @param {{width: number, height: number}} view
   * @param {Area[]} words never covered @param {Area[]} keepClear the Post button and what else must stay free
   * @param {Area | null} box the draft's words: beside them is better than over them
   * @returns {{x: number, y: number}}
   */
  function choose(card, view, words, keepClear, box) {
    const most = {
      x: Math.max(EDGE, view.width - card.width - EDGE),
      y: Math.max(EDGE, view.height - card.height - EDGE),
    };
    /** @param {number} x @param {number} y */
    const inView = (x, y) => ({ x: Math.min(Math.max(x, EDGE), most.x), y: Math.min(Math.max(y, EDGE), most.y) });
    if (words.length === 0) return inView(box ? box.x + box.width + GAP : most.x, box ? box.y : most.y);
    const word = around(words);
    const below = word.y + word.height + GAP;
    const above = word.y - card.height - GAP;
    const clear = box ? around([box, ...keepClear]) : word;
    const candidates = [
      inView(word.x, below),
      inView(word.x, above),
      inView(word.x + word.width - card.width, below),
      inView(word.x + word.width - card.width, above),
      ...keepClear.flatMap((area) => [
        inView(word.x, area.y + area.height + GAP),
        inView(area.x - card.width - GAP, below),
        inView(area.x + area.width + GAP, below),
      ]),
      inView(word.x, clear.y + clear.height + GAP),
      inView(clear.x + clear.width + GAP, word.y),
      inView(clear.x - card.width - GAP, word.y),
      inView(word.x, clear.y - card.height - GAP),
      ...[EDGE, most.x].flatMap((x) => [EDGE, most.y].map((y) => ({ x, y }))),
    ];
    /** @param {{x: number, y: number}} at */
    const cost = (at) => {
      const area = { ...at, width: card.width, height: card.height };
      const covered = words.reduce((sum, rect) => sum + overlap(area, rect), 0) * 100;
      const kept = keepClear.reduce((sum, rect) => sum + overlap(area, rect), 0) * 10;
      return covered + kept + (box ? overlap(area, box) : 0);
    };
    let best = candidates[0] ?? { x: EDGE, y: EDGE };
    for (const candidate of candidates) if (cost(candidate) < cost(best)) best = candidate;
    return best;
  }

  return { choose, overlap };
})();
