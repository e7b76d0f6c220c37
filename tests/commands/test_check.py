"""forethought check answers people and programs, line by line, without loading what it does not need."""

import io
import json
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from forethought.cli import main
from forethought.commands.check import answer_lines

LOUD = "Only four places left, grab yours now, link in bio"
QUIET = "Join #worldhandhygieneday"


def _lines(*drafts: object, **options: bool) -> list[dict[str, object]]:
    target = io.StringIO()
    source = [(draft if isinstance(draft, bytes) else json.dumps(draft).encode()) + b"\n" for draft in drafts]
    answer_lines(source, target, utf16=options.get("utf16", False), scores=options.get("scores", False))
    return [json.loads(line) for line in target.getvalue().splitlines()]


def test_a_person_reads_place_words_and_advice_and_the_exit_code_says_that_it_matters():
    result = CliRunner().invoke(main, ["check", "-"], input=f"Hello\n{LOUD}\n")
    assert result.exit_code == 1
    assert "warn promotion.hard-sell: Selling hard" in result.output
    assert result.output.splitlines()[0].startswith("2:")


def test_a_hint_alone_ends_with_zero():
    result = CliRunner().invoke(main, ["check", "-"], input=QUIET)
    assert (result.exit_code, "hint accessibility.hashtag-case" in result.output) == (0, True)


def test_nothing_found_is_never_worded_as_safe():
    result = CliRunner().invoke(main, ["check", "-"], input="A fine day in Bath")
    assert (result.exit_code, result.output) == (
        0,
        "Nothing found. That is not a promise that the draft harms nobody.\n",
    )


def test_a_file_is_read_and_json_holds_everything_a_finding_says(tmp_path: Path):
    path = tmp_path / "draft.txt"
    path.write_text(f"🔥 {QUIET}", encoding="utf-8")
    result = CliRunner().invoke(main, ["check", str(path), "--json", "--utf16"])
    finding = json.loads(result.output)["findings"][0]
    assert (finding["rule"], finding["start"], finding["end"]) == ("accessibility.hashtag-case", 8, 28)
    assert finding["replacement"] == "#WorldHandHygieneDay"
    assert set(finding) == {
        "rule", "family", "level", "start", "end", "title", "message", "reason", "suggestion", "replacement", "sources", "key", "quiet"
    }  # fmt: skip


def test_a_draft_that_is_too_long_is_refused_without_being_repeated():
    result = CliRunner().invoke(main, ["check", "-"], input="secret " * 3_000)
    assert (result.exit_code, "secret" in result.output) == (2, False)


def test_a_byte_order_mark_is_no_letter_of_the_draft(tmp_path: Path):
    file = tmp_path / "draft.txt"
    file.write_bytes(b"\xef\xbb\xbf" + QUIET.encode())
    result = CliRunner().invoke(main, ["check", str(file)])
    assert result.stdout.startswith("1:6 hint accessibility.hashtag-case")


def test_options_that_would_be_of_no_effect_are_refused():
    for options in (["--json", "--jsonl"], ["--scores"]):
        assert CliRunner().invoke(main, ["check", *options], input="fine").exit_code == 2
    unknown = CliRunner().invoke(main, ["check", "--profession", "wizard"], input="fine")
    assert (unknown.exit_code, "There is no pack 'wizard'. There are careers, " in unknown.output) == (2, True)
    assert CliRunner().invoke(main, ["check", "--profession", "Occupational therapy"], input="fine").exit_code == 0


def test_a_missing_file_is_named(tmp_path: Path):
    result = CliRunner().invoke(main, ["check", str(tmp_path / "none.txt")])
    assert (result.exit_code, "none.txt" in result.output) == (2, True)


def test_each_line_gets_its_answer_in_order_and_unknown_keys_are_ignored():
    answers = _lines({"id": 2, "text": QUIET, "mood": "x"}, {"id": "a", "text": "fine", "kind": "reply"})
    assert answers == [
        {
            "id": 2,
            "findings": [
                {
                    "rule": "accessibility.hashtag-case",
                    "level": "hint",
                    "start": 5,
                    "end": 25,
                    "message": "This tag is several words in one case.",
                }
            ],
        },
        {"id": "a", "findings": []},
    ]


def test_places_are_counted_in_utf16_units_on_request():
    draft = {"id": 1, "text": f"😀 {QUIET}"}
    (in_python,), (in_browser,) = (_lines(draft)[0]["findings"], _lines(draft, utf16=True)[0]["findings"])
    assert (in_python["start"], in_browser["start"]) == (7, 8)


@pytest.mark.parametrize(
    ("line", "error"),
    [
        (b"{", "not JSON"),
        (b"\xff", "not JSON"),
        (b"[" * 100_000, "not JSON"),
        (b'{"id": NaN, "text": "secret"}', "not JSON"),
        (b'{"id": 1e999, "text": "secret"}', "not JSON"),
        (b'{"id": ' + b"9" * 5000 + b', "text": "secret"}', "not JSON"),
        ([], "a line is an object with id and text"),
        ({"id": 1}, "text is missing or not a string"),
        ({"text": 5}, "text is missing or not a string"),
        ({"text": "x" * 20_001}, "text is longer than 20000 characters"),
        ({"text": "secret", "kind": "letter"}, "kind is not one of post, reply, comment, quote, reshare, message, group, article"),
        ({"text": "secret", "kind": ["post"]}, "kind is not one of post, reply, comment, quote, reshare, message, group, article"),
        ({"text": "secret", "persona": "boss"}, "persona is not one of professional, personal, organisational"),
        ({"text": "secret", "persona": ["x"]}, "persona is not one of professional, personal, organisational"),
        ({"text": "secret", "media": 5}, "profession is a string and media a list"),
        ({"text": "secret", "media": [5]}, "each of media is an object with type and alt"),
        ({"text": "secret", "media": [{"alt": 5}]}, "type and alt of media are strings"),
    ],
)  # fmt: skip
def test_a_bad_line_gets_an_error_without_its_text_and_the_next_is_answered(line: object, error: str):
    answers = _lines(line, {"id": "next", "text": "fine"})
    assert [answers[0]["error"], answers[1]["id"]] == [error, "next"]
    assert answers[0]["id"] == (line["id"] if isinstance(line, dict) and "id" in line else None)


@pytest.mark.parametrize("persona", ["pro", "professional", "", None])
def test_personas_may_be_short_or_left_out(persona: str | None):
    assert _lines({"id": 1, "text": LOUD, "persona": persona})[0]["findings"][0]["level"] == "warn"


def test_an_answer_is_one_line_of_ascii_whatever_its_id_holds():
    target = io.StringIO()
    answer_lines([rb'{"id": "\ud83c \u2028 \ud83d\ude00", "text": "fine"}'], target, utf16=False, scores=False)
    assert target.getvalue() == '{"id": "\\ud83c \\u2028 \\ud83d\\ude00", "findings": []}\n'


def test_a_picture_counts_with_its_description():
    found = [
        [finding["rule"] for finding in answer["findings"]]
        for answer in _lines(
            {"id": 1, "text": "Our garden", "media": [{"type": "image", "alt": ""}]},
            {"id": 2, "text": "Our garden", "media": [{"type": "image", "alt": "Beds of lavender"}]},
        )
    ]
    assert found == [["accessibility.image-description"], []]


def test_answers_stream_while_the_input_is_still_open():
    with subprocess.Popen(
        [sys.executable, "-m", "forethought", "check", "--jsonl"], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as process:
        assert process.stdin and process.stdout
        for number in (1, 2):
            process.stdin.write(json.dumps({"id": number, "text": "fine"}).encode() + b"\n")
            process.stdin.flush()
            assert json.loads(process.stdout.readline()) == {"id": number, "findings": []}
        process.stdin.close()
        assert process.wait(10) == 0


def test_a_check_loads_neither_the_web_server_nor_the_database():
    code = (
        "import sys, io; from forethought.commands.check import answer_lines;"
        'answer_lines([b\'{"id": 1, "text": "fine"}\'], io.StringIO(), utf16=False, scores=False);'
        "print([name for name in ('flask', 'sqlalchemy', 'bs4', 'waitress', 'alembic') if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_what_is_no_text_is_refused_and_never_called_clean(tmp_path):
    file = tmp_path / "picture.png"
    file.write_bytes(bytes(range(256)))
    result = CliRunner().invoke(main, ["check", str(file)])
    assert (result.exit_code, "is not text in UTF-8" in result.output) == (2, True)


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="only Linux has a file without room")
@pytest.mark.parametrize("arguments", [["-"], ["--jsonl"]])
def test_output_that_finds_no_room_is_no_finding(arguments: list[str]):
    draft = json.dumps({"id": 1, "text": LOUD}).encode()
    with Path("/dev/full").open("wb") as full:
        done = subprocess.run(
            [sys.executable, "-m", "forethought", "check", *arguments], input=draft, stdout=full, stderr=subprocess.PIPE
        )
    assert done.returncode == 2
    assert done.stderr == b"There is no room left where the output goes. Free some, then try again.\n"
