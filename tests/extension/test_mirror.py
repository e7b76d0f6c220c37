"""Lines under a text field's words lie where the browser itself draws those words: scrolled, from right to left, zoomed, scaled.

What is true is seen, not computed: the same words are selected, in a colour of their own, and found in a picture.
"""

from __future__ import annotations

import json
import math
from typing import Any

import pytest
from tests.extension.conftest import EXTENSION
from tests.extension.pagemaker import page
from tests.extension.png import extent, width_of

pytestmark = pytest.mark.browser

MOST_PX = 1.5
STEP = 20  # px
LATIN = "The first line of a draft that goes on and wraps\nin bed 4 on the ward today\n" + "more lines\n" * 8
HEBREW = (
    "\u05e9\u05dc\u05d5\u05dd \u05dc\u05db\u05d5\u05dc\u05dd \u05d4\u05d9\u05d5\u05dd in bed 4 \u05d1\u05de\u05d7\u05dc\u05e7\u05d4\n"
    * 5
)
CASES = {
    "plain": (LATIN, "", 0),
    "scrolled by a part of a line": (LATIN, "height:70px", 13),
    "with a wide border and padding": (LATIN, "border:9px solid #888;padding:11px 23px 5px 17px", 0),
    "with a scroll bar and spaced letters": (LATIN, "overflow-y:scroll;letter-spacing:1.7px;word-spacing:4px", 0),
    "at the right": (LATIN, "text-align:right;line-height:2.1", 0),
    "from right to left": (HEBREW, "direction:rtl", 0),
    "from right to left and scrolled": (HEBREW, "direction:rtl;height:60px", 9),
    "zoomed": (LATIN, "zoom:1.35", 0),
    "zoomed and scrolled": (LATIN, "zoom:1.35;height:60px", 17),
    "scaled": (LATIN, "transform:scale(1.25);transform-origin:0 0", 0),
    "scaled and moved": (LATIN, "transform:translate(31.5px,12.5px) scale(.8);height:70px", 13),
}
HARDEST = [
    "plain",
    "scrolled by a part of a line",
    "from right to left and scrolled",
    "zoomed and scrolled",
    "scaled and moved",
]
STYLE = (
    "textarea{width:300px;min-width:0!important;height:150px;font:16px/1.4 sans-serif!important;resize:none;color:#000}\
textarea::selection{background:#00ff00;color:#00ff00}"
)
MARK = """(({text, css, scroll, words}) => {
  const field = document.getElementById('field');
  Mirror.forget(field);
  field.style.cssText = css;
  field.value = text;
  const at = text.indexOf(words);
  field.focus();
  field.setSelectionRange(at, at + words.length);
  field.scrollTop = scroll;
  const {x, y, width, height} = field.getBoundingClientRect();
  const rects = Mirror.rects(field, at, at + words.length);
  const [left, right] = [Math.min(...rects.map((r) => r.left)), Math.max(...rects.map((r) => r.right))];
  const [top, bottom] = [Math.min(...rects.map((r) => r.top)), Math.max(...rects.map((r) => r.bottom))];
  return {mark: [left, top, right, bottom], field: [x, y, width, height]};
})"""


@pytest.fixture
def field_page(own_browser: Any) -> Any:
    """A page with a text field and the mirror's own code; no extension runs there."""
    if own_browser.js("location.hostname !== 'mirror.example'"):
        code = "".join((EXTENSION / "content" / name).read_text(encoding="utf-8") for name in ("layer.js", "mirror.js"))
        style = json.dumps((EXTENSION / "content" / "parts.css").read_text(encoding="utf-8"))
        script = f"{code};Layer.start({{style: {style}}})"
        own_browser.serve("mirror.example", page("<textarea id=field></textarea>", STYLE, script))
        own_browser.goto("https://mirror.example/")
    return own_browser


@pytest.mark.parametrize("case", CASES.values(), ids=CASES)
def test_a_mark_is_within_a_pixel_and_a_half_of_the_words(field_page: Any, case: tuple[str, str, int]) -> None:
    assert_marked(field_page, case)


@pytest.mark.parametrize("scale", [1.25, 1.5, 2])
def test_a_mark_is_as_near_on_a_finer_screen(field_page: Any, scale: float) -> None:
    with field_page.scaled(scale):
        for name in HARDEST:
            assert_marked(field_page, CASES[name])


@pytest.mark.parametrize("zoom", [0.8, 1.5])
def test_a_mark_is_as_near_where_the_person_has_zoomed(field_page: Any, zoom: float) -> None:
    with field_page.zoomed(zoom):
        for name in HARDEST:
            assert_marked(field_page, CASES[name])


def assert_marked(field_page: Any, case: tuple[str, str, int]) -> None:
    """See the words where the mark says that they are."""
    text, css, scroll = case
    found = field_page.js(f"{MARK}({json.dumps({'text': text, 'css': css, 'scroll': scroll, 'words': 'bed 4'})})")
    # From whole pixels of either kind to whole pixels of either kind.
    x, y, width, height = (math.ceil(number / STEP) * STEP for number in found["field"])
    x, y = x - STEP, y - STEP
    picture = field_page.pixels(x, y, width + STEP, height + STEP)
    found_at = extent(picture, (0, 255, 0), 90)
    assert found_at is not None
    scale = width_of(picture) / (width + STEP)
    seen = [edge / scale for edge in found_at]
    left, top, right, bottom = found["mark"]
    assert (left, right) == pytest.approx((x + seen[0], x + seen[2]), abs=MOST_PX)
    # Browsers colour a selected line from edge to edge, the mirror measures the letters' own box: their middles must agree.
    assert (top + bottom) / 2 == pytest.approx(y + (seen[1] + seen[3]) / 2, abs=MOST_PX)
