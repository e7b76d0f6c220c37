"""The Rules page and the Try page: every rule can be seen and turned, and any text can be checked and is not kept."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.web.pages.site import Site

from forethought.conduct.model import FAMILIES, Finding, Problem
from forethought.store.outcomes import DraftOutcome, WarningOutcome, add_outcome
from forethought.store.rule_preferences import RulePreference, rule_preferences, set_rule_preference
from forethought.web.pages.tryout import pieces
from forethought.web.rulebooks import Rulebooks, load_rules

CALM = "promotion.hard-sell"
BREACH = "confidentiality.confirm-relationship"
MARK = "Tumbleweed-4711"
SELL = "Limited spots! Buy my course today, 50% off, click the link now!!!"


def states(site: Site) -> list[tuple[str, str, str]]:
    with site.store.read() as connection:
        return [(one.rule, one.site, one.state) for one in rule_preferences(connection)]


def test_every_rule_is_listed_in_its_family_with_level_source_and_switch(site: Site):
    book = site.companion.rulebooks.of("")
    soup = site.get("/rules").soup
    links = {str(link["href"]) for link in soup.select("table.rules th a")}
    assert links == {f"/rules/{rule}" for rule in book.rules}
    assert len(soup.select("table.rules form")) == len(book.rules)
    families = [str(heading["id"]) for heading in soup.select("section.family h2")]
    assert families == [family for family in FAMILIES if family in families]


def test_every_rule_has_a_page_with_its_words_and_examples(site: Site):
    for rule in site.companion.rulebooks.of("").rules.values():
        page = site.get(f"/rules/{rule.id}")
        assert page.status == 200
        assert rule.file.title in page.text
        assert rule.file.sources[0].title in page.text
        assert len(page.soup.select(".examples li")) >= 6, rule.id
        assert "«" not in page.text


def test_how_often_a_rule_spoke_and_was_heeded_is_counted(site: Site):
    with site.store.begin() as connection:
        for n, outcome in enumerate(("changed", "dropped", "kept", "unknown")):
            warning = WarningOutcome(CALM, "promotion", "warn", outcome)
            add_outcome(
                connection, DraftOutcome(str(n), site.now_ms, "x", "post", "personal", "posted", "post", (warning,))
            )
    assert "It spoke 4 times to you; heeded 2 of 3." in site.get(f"/rules/{CALM}").text


def test_a_rule_is_turned_off_and_on_again(site: Site):
    site.post(f"/rules/{CALM}", {"state": "off"})
    assert states(site) == [(CALM, "", "off")]
    assert "/rules/promotion.hard-sell" not in site.post("/try", {"text": SELL}).answer.text
    site.post(f"/rules/{CALM}", {"state": "pack"})
    assert states(site) == []
    assert "/rules/promotion.hard-sell" in site.post("/try", {"text": SELL}).answer.text


def test_a_rule_that_went_quiet_on_a_site_can_speak_there_again(site: Site):
    with site.store.begin() as connection:
        set_rule_preference(connection, RulePreference(CALM, "x", "quiet", site.now_ms, "program"))
    page = site.get(f"/rules/{CALM}")
    assert "quiet, because you kept its warning three times running" in page.text
    site.post(f"/rules/{CALM}", {"state": "pack", "site": "x"})
    assert states(site) == []


@pytest.mark.parametrize("state", ["off", "quiet", "hint", "warn"])
def test_a_confidentiality_rule_is_lowered_only_after_its_consequence_was_said(site: Site, state: str):
    page = site.post(f"/rules/{BREACH}", {"state": state})
    assert states(site) == []
    assert "A post that could let somebody recognise a person in your care" in page.text
    site.post(f"/rules/{BREACH}", page.form(f"/rules/{BREACH}"))
    assert states(site) == [(BREACH, "", state)]


def test_a_confidentiality_rule_may_be_put_back_without_a_question(site: Site):
    site.post(f"/rules/{BREACH}", {"state": "off", "sure": "yes"})
    site.post(f"/rules/{BREACH}", {"state": "hold"})
    assert states(site) == [(BREACH, "", "hold")]


@pytest.mark.parametrize("fields", [{"state": "loudest"}, {}, {"state": "off", "site": "<b>"}])
def test_a_level_that_is_none_changes_nothing(site: Site, fields: dict[str, str]):
    assert site.post(f"/rules/{CALM}", fields).status == 404
    assert states(site) == []


def test_a_rule_that_is_not_there_is_missing_in_words(site: Site):
    page = site.get("/rules/evil.rule")
    assert (page.status, "There is no rule of that name" in page.text) == (404, True)


def test_rule_files_that_could_not_be_read_are_said(site: Site):
    problem = Problem("pack/x.toml", "when.any[0]", "there is no lexicon <b>'nouns'</b>")
    site.companion.rulebooks = Rulebooks(lambda profession: replace(load_rules(profession), problems=[problem]))
    text = site.get("/rules").text
    assert "Some rule files could not be read" in text
    assert "pack/x.toml: when.any[0]: there is no lexicon <b>'nouns'</b>" in text


def test_a_text_is_checked_without_the_extension_and_its_words_are_marked(site: Site):
    page = site.post("/try", {"text": f"{MARK} Hi Lou, your blood test came back fine!", "surface": "reply"})
    marked = "".join(mark.get_text() for mark in page.soup.select(".draft mark"))
    assert "your blood test" in marked
    assert MARK not in marked
    assert "Confirms in public that somebody is your patient or client" in page.text
    assert page.soup.select_one(".draft").get_text().startswith(f"{MARK} Hi Lou, ")  # type: ignore[union-attr]
    assert page.form("/try")["text"].startswith(MARK)


def test_nothing_found_is_never_called_safe(site: Site):
    text = site.post("/try", {"text": "Lovely weather today."}).text
    assert "Nothing was found" in text
    assert "That is not a promise." in text
    assert not any(word in text.lower() for word in ("is safe", "all clear", "no problem", "looks good"))


def test_the_text_is_nowhere_afterwards(site: Site, caplog: pytest.LogCaptureFixture):
    caplog.set_level(0)
    site.post("/try", {"text": f"{MARK} I saw a 84 year old on ward 6"})
    site.post("/try", {"text": MARK * 5000})
    site.store.close()
    for file in site.store.data_dir.rglob("*"):
        assert not file.is_file() or MARK.encode() not in file.read_bytes(), file
    assert MARK not in caplog.text


@pytest.mark.parametrize("letters", ["a", "ü", "漢", "👩🏽‍⚕️"])
def test_twenty_thousand_characters_can_be_checked_and_one_more_is_refused_and_kept(site: Site, letters: str):
    most = (letters * 20_000)[:20_000]
    assert site.post("/try", {"text": most}).status == 200
    page = site.post("/try", {"text": most + "x"})
    assert page.status == 422
    assert page.error_of("text") == "At most 20,000 characters can be checked at once: these are 20,001."
    assert page.form("/try")["text"] == most + "x"


def test_no_text_is_said(site: Site):
    page = site.post("/try", {"text": " \r\n "})
    assert (page.status, page.error_of("text")) == (422, "Write or paste the text to check.")


@pytest.mark.parametrize("field", ["surface", "persona"])
def test_a_kind_or_persona_that_is_not_on_the_list_is_refused_and_the_text_kept(site: Site, field: str):
    page = site.post("/try", {"text": SELL, field: "billboard"})
    assert (page.status, page.error_of(field)) == (422, "Choose one of the list.")
    assert page.form("/try")["text"] == SELL
    assert not page.soup.select("section.finding")


def test_markup_and_line_ends_come_back_as_they_were(site: Site):
    text = "<script>alert(1)</script>\r\n\r\nline & 'quotes' \u202eright\u202c"
    page = site.post("/try", {"text": text})
    assert page.soup.select("main script") == []
    assert page.form("/try")["text"] == text.replace("\r\n", "\n")


def test_a_text_cannot_be_sent_in_an_address(site: Site):
    assert MARK not in site.get(f"/try?text={MARK}").answer.text


finding = st.tuples(st.integers(0, 50), st.integers(0, 50), st.sampled_from(["hint", "warn", "hold"]))


@given(st.text(max_size=50), st.lists(finding, max_size=6))
def test_marks_that_overlap_lose_no_letter(text: str, spans: list[tuple[int, int, str]]):
    found = [
        Finding("r", "respect", level, *sorted((min(a, len(text)), min(b, len(text)))), "", "", "", "", (), "")  # type: ignore[arg-type]
        for a, b, level in spans
    ]
    cut = pieces(text, found)
    assert "".join(piece.text for piece in cut) == text
    place = 0
    for piece in cut:
        inside = range(place, place + len(piece.text))
        expected = tuple(n for n, one in enumerate(found, 1) if len(inside) and one.start <= inside[0] < one.end)
        assert piece.numbers == expected
        assert bool(piece.level) == bool(expected)
        place += len(piece.text)
