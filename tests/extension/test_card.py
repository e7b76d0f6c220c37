"""The card's own code in a page of its own: accessible, readable in every colour scheme, never over the words."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import urlsplit

import pytest
from tests.extension.conftest import EXTENSION, HERE
from tests.extension.pagemaker import Answer, page

pytestmark = pytest.mark.browser

FINDING = {
    "rule": "confidentiality.trial", "family": "confidentiality", "level": "hold", "start": 0, "end": 9, "key": "k",
    "title": "This can point to one person", "message": "An age, a place and a diagnosis stand together.",
    "reason": "Somebody who knows the place can tell who it is.", "suggestion": "Leave out where it was.",
    "sources": [{"title": "NHS Horizons, 10 tips", "section": "tip 8", "url": "https://example.org/"}], "replacement": "a person",
    "facts": [{"label": "a name", "start": 6, "end": 9, "weight": 0.4}, {"label": "where", "start": 0, "end": 2, "weight": 2},
              {"label": "thanks", "start": 3, "end": 5, "weight": -0.7}],
}  # fmt: skip
DRAW = """(async ({finding, hold, dark, notEnglish}) => {
  const {dress} = await import('/background/dress.js');
  const sheet = new CSSStyleSheet(); sheet.replaceSync(style); document.adoptedStyleSheets = [sheet];
  const does = new Proxy({}, {get: (_, name) => () => { window.did = name }});
  const dressed = (text) => dress(finding, text, 'post', notEnglish ?? false);
  const holds = hold ? Array.from({length: hold}, (_, at) => dressed(`words ${at + 1}`).card) : undefined;
  const shown = {finding: dressed('the words'), holds, dark, index: 0, count: 3, more: 2};
  const card = Card.build(shown, does);
  document.body.style.background = dark ? '#000' : '#fff';
  document.querySelector('main').replaceChildren(card);
  return card.getBoundingClientRect().height;
})"""


@pytest.fixture(scope="module")
def card_page(own_browser: Any) -> Any:
    """A page with the card's code, the real words and axe in it; no extension runs there."""
    words = json.loads((EXTENSION / "_locales/en/messages.json").read_text(encoding="utf-8"))
    speak = (
        f"const words = {json.dumps(words)}; globalThis.chrome = {{i18n: {{getUILanguage: () => 'en', getMessage: (key, subs = []) =>"
        " words[key].message.replace(/\\$([A-Z]+)\\$/g, (_, name) => subs[+words[key].placeholders[name.toLowerCase()].content[1] - 1])}};"
    )
    code = "".join(
        (EXTENSION / "content" / name).read_text(encoding="utf-8") for name in ("layer.js", "room.js", "card.js")
    )
    axe = (HERE / "node_modules/axe-core/axe.min.js").read_text(encoding="utf-8").replace("</script", "<\\/script")
    style = json.dumps((EXTENSION / "content" / "parts.css").read_text(encoding="utf-8"))
    html = page("<main></main>", script=f"{axe};{speak}{code};const style = {style}")

    def answer(url: str) -> Answer:
        path = urlsplit(url).path
        if not path.startswith("/background/"):
            return html(url)
        return 200, {"Content-Type": "text/javascript"}, (EXTENSION / path[1:]).read_text(encoding="utf-8")

    own_browser.serve("card.example", answer)
    return own_browser


def draw(card_page: Any, **how: Any) -> None:
    if not card_page.js("location.hostname === 'card.example'"):
        card_page.goto("https://card.example/")
    assert card_page.js(f"{DRAW}({json.dumps({'finding': FINDING, 'hold': False, 'dark': False} | how)})") > 100


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("hold", [0, 1, 5], ids=["while writing", "at Post", "several at Post"])
@pytest.mark.parametrize("level", ["hint", "warn", "hold"])
def test_the_card_has_no_violation_of_wcag_22_aa(card_page: Any, level: str, hold: int, dark: bool) -> None:
    draw(card_page, finding=FINDING | {"level": level}, hold=hold, dark=dark)
    tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
    options = json.dumps(
        {"runOnly": tags, "rules": {"page-has-heading-one": {"enabled": False}, "region": {"enabled": False}}}
    )
    violations = card_page.js(
        f"axe.run(document, {options}).then(({{violations}}) => violations.map(({{id, nodes}}) => [id, nodes.map((n) => n.html)]))"
    )
    assert violations == []


def test_every_target_is_at_least_24_px_high_and_wide(card_page: Any) -> None:
    draw(card_page)
    small = card_page.js(
        "[...document.querySelectorAll('.card button')].filter((b) => { const r = b.getBoundingClientRect(); "
        "return r.width < 24 || r.height < 24 }).map((b) => b.textContent)"
    )
    assert small == []


def test_the_ways_out_at_post_are_of_equal_size_and_leaving_comes_first(card_page: Any) -> None:
    draw(card_page, hold=1)
    sizes = card_page.js(
        "[...document.querySelectorAll('.equal button')].map((b) => [b.textContent, b.offsetWidth, b.offsetHeight])"
    )
    assert sizes[0][0] == "Not now, keep it in the box"
    assert sizes[-1][0] == "Post anyway"
    assert len({(width, height) for _, width, height in sizes}) == 1


@pytest.mark.parametrize(
    ("hold", "more"), [(2, []), (3, []), (5, ["and 2 more"])], ids=["two", "three", "more than three"]
)
def test_at_post_every_hold_is_named_with_its_words(card_page: Any, hold: int, more: list[str]) -> None:
    draw(card_page, hold=hold)
    each = [f"This can point to one person\u201cwords {at}\u201d" for at in range(1, min(hold, 3) + 1)]
    assert card_page.js("[...document.querySelectorAll('.holds li')].map((li) => li.textContent)") == each + more
    assert card_page.js("document.querySelector('h2').textContent") == f"{hold} warnings to look at"
    assert card_page.js("document.querySelector('.public').textContent") == "Public: anyone can see this."
    assert card_page.js("[...document.querySelectorAll('.equal button')].at(-1).textContent") == "Post anyway"


def test_a_draft_that_is_mostly_not_english_says_what_was_checked(card_page: Any) -> None:
    words = "Mostly not in English: only identifiers were checked."
    said = "[...document.querySelectorAll('.says')].map((line) => line.textContent)"
    draw(card_page)
    assert words not in card_page.js(said)
    draw(card_page, notEnglish=True)
    assert card_page.js(said)[-1] == words


def test_findings_behind_the_first_three_are_a_press_away(card_page: Any) -> None:
    draw(card_page)
    card_page.js("[...document.querySelectorAll('.rest button')].find((b) => b.textContent === 'Show 2 more').click()")
    assert card_page.js("window.did") == "showMore"


def test_the_companions_first_fact_is_said_to_narrow_most_and_what_speaks_against_is_left_out(card_page: Any) -> None:
    draw(card_page)
    assert card_page.js("[...document.querySelectorAll('.facts li')].map((li) => li.textContent)") == [
        "a name · narrows it most",
        "where",
    ]


def test_a_confidentiality_rule_is_not_quieted_from_the_card(card_page: Any) -> None:
    quiet = "[...document.querySelectorAll('.rest button')].some((b) => b.textContent === 'Quiet this rule here')"
    draw(card_page)
    assert card_page.js(quiet) is False
    draw(card_page, finding=FINDING | {"family": "respect"})
    assert card_page.js(quiet) is True


def is_covered(one: dict[str, float], other: dict[str, float]) -> bool:
    return all(
        max(one[at], other[at]) < min(one[at] + one[size], other[at] + other[size])
        for at, size in (("x", "width"), ("y", "height"))
    )


@pytest.mark.parametrize(
    ("words", "send"),
    [
        ({"x": 100, "y": 60, "width": 60, "height": 20}, {"x": 300, "y": 120, "width": 80, "height": 36}),
        ({"x": 700, "y": 560, "width": 60, "height": 20}, {"x": 700, "y": 520, "width": 80, "height": 36}),
        ({"x": 20, "y": 280, "width": 500, "height": 44}, {"x": 600, "y": 350, "width": 80, "height": 36}),
    ],
)
def test_the_card_covers_neither_the_words_nor_the_post_button(card_page: Any, words: Any, send: Any) -> None:
    draw(card_page)
    data = json.dumps([words]), json.dumps([send])
    where = f"Room.choose({{width: 340, height: 260}}, {{width: 800, height: 600}}, {data[0]}, {data[1]}, {json.dumps(words)})"
    at = card_page.js(where)
    assert [one for one in (words, send) if is_covered(one, at | {"width": 340, "height": 260})] == []
    assert 0 <= at["x"] <= 460
    assert 0 <= at["y"] <= 340


@pytest.mark.parametrize(
    ("words", "send", "room"),
    [(80, 180, (226, 364)), (10, 560, (40, 510)), (500, 550, (8, 482))],
    ids=["under both", "between them", "over both"],
)
def test_a_card_that_fits_nowhere_is_cut_and_still_covers_neither(
    card_page: Any, words: int, send: int, room: tuple[int, int]
) -> None:
    draw(card_page)
    line = [{"x": 20, "y": words, "width": 300, "height": 20}]
    button = [{"x": 300, "y": send, "width": 80, "height": 36}]
    data = f"{json.dumps(line)}, {json.dumps(button)}"
    at = card_page.js(
        f"Room.choose({{width: 360, height: 580}}, {{width: 390, height: 600}}, {data}, {json.dumps(line[0])})"
    )
    assert (at["y"], at["height"]) == room


def test_a_card_about_no_word_stands_by_the_draft_and_not_over_the_post_button(card_page: Any) -> None:
    draw(card_page)
    box = {"x": 10, "y": 10, "width": 780, "height": 200}
    send = {"x": 700, "y": 220, "width": 80, "height": 36}
    data = f"[], {json.dumps([send])}, {json.dumps(box)}"
    at = card_page.js(f"Room.choose({{width: 340, height: 260}}, {{width: 800, height: 600}}, {data})")
    assert [one for one in (box, send) if is_covered(one, at | {"width": 340, "height": 260})] == []
