"""A whole run repeats what a change can have touched, and everything where that is in doubt."""

import re
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from tests import unchanged
from tests.unchanged import ONLY_FOR, is_under, keys

pytest_plugins = ["pytester"]

ROOT = Path(__file__).parents[1]
PASSES = "def test_it():\n    pass\n"
ALWAYS = "tests/drafts/test_words.py"
PAGE, MARKS = "tests/extension/test_page.py", "tests/extension/test_some_marks.py"
HOURS, PLACES = "tests/usage/test_hours.py", "tests/test_places.py"
FILES = {
    "pytest.ini": "[pytest]\ntestpaths = tests\naddopts = --import-mode=importlib -p no:schemathesis\n",
    ".gitignore": "__pycache__/\n",
    "CHANGELOG.md": "",
    "docs/rules.md": "",
    "extension/card.js": "",
    "server/forethought/words.py": "",
    "tests/helper.py": "",
    "tests/extension/visits.py": "",
    ALWAYS: PASSES,
    PAGE: PASSES,
    # It names the other, so what changes there may change this one.
    MARKS: f"# from tests.extension.test_page import it\n{PASSES}",
    HOURS: PASSES,
    PLACES: PASSES,
}
TESTS = {ALWAYS, PAGE, MARKS, HOURS, PLACES}
Run = Callable[..., set[str]]


def write(name: str, text: str) -> None:
    """Write a file of the project that stands in the working folder."""
    Path(name).parent.mkdir(parents=True, exist_ok=True)
    Path(name).write_text(text, encoding="utf-8")


@pytest.fixture
def project(pytester: pytest.Pytester) -> Path:
    """A small project that git knows of, in the working folder."""
    for name, text in FILES.items():
        write(name, text)
    subprocess.run(["git", "init", "--quiet"], check=True)
    return pytester.path


@pytest.fixture
def run(project: Path, pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Runs the tests of the project, all of which have passed, and gives the files of those that ran."""
    monkeypatch.setattr(unchanged, "environment", lambda: "this computer")

    def run(*arguments: str) -> set[str]:
        reports = pytester.inline_run("-p", "tests.unchanged", "-q", *arguments).getreports("pytest_runtest_logreport")
        return {report.nodeid.partition("::")[0] for report in reports}

    assert run() == TESTS
    return run


def test_what_nothing_has_touched_is_not_repeated_and_the_run_says_so(
    run: Run, capsys: pytest.CaptureFixture[str]
) -> None:
    capsys.readouterr()
    assert run() == {ALWAYS}
    assert "4 tests in 4 files were not repeated" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("changed", "touched"),
    [
        ("server/forethought/words.py", TESTS),
        ("server/forethought/new.py", TESTS),
        ("pytest.ini", TESTS),
        ("of-no-known-folder", TESTS),
        ("tests/helper.py", TESTS),
        ("tests/conftest.py", TESTS),
        ("tests/usage/conftest.py", TESTS),
        ("extension/card.js", {PAGE, MARKS, HOURS}),
        ("tests/extension/visits.py", {PAGE, MARKS}),
        (PAGE, {PAGE, MARKS}),
        (MARKS, {MARKS}),
        (HOURS, {HOURS}),
        ("docs/rules.md", set()),
        ("CHANGELOG.md", set()),
        ("run.log", set()),
    ],
)
def test_a_change_touches_what_may_depend_on_it(project: Path, changed: str, touched: set[str]) -> None:
    before = keys(project, "")
    write(changed, FILES.get(changed, "") + "\n")
    after = keys(project, "")
    assert {test for test in TESTS if before[test] != after[test]} == touched


def test_what_a_change_has_touched_is_repeated_once(run: Run) -> None:
    write(MARKS, FILES[MARKS] + "\n")
    assert [run(), run()] == [{ALWAYS, MARKS}, {ALWAYS}]
    write("server/forethought/words.py", "\n")
    assert [run(), run()] == [TESTS, {ALWAYS}]


def test_what_depended_on_a_file_that_is_gone_is_repeated(run: Run) -> None:
    Path("tests/extension/visits.py").unlink()
    assert run() == {ALWAYS, PAGE, MARKS}


def test_a_file_of_which_a_test_failed_is_repeated_until_all_of_it_passes(run: Run) -> None:
    write(HOURS, PASSES + "def test_another():\n    assert False\n")
    assert [run(), run()] == [{ALWAYS, HOURS}] * 2
    write(HOURS, PASSES)
    assert [run(), run()] == [{ALWAYS, HOURS}, {ALWAYS}]


def test_what_failed_though_nothing_had_changed_is_repeated(run: Run, tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    outside.touch()
    write(HOURS, f"from pathlib import Path\ndef test_it():\n    assert Path({str(outside)!r}).exists()\n")
    assert [run(), run()] == [{ALWAYS, HOURS}, {ALWAYS}]
    outside.unlink()
    run("--all")
    assert run() == {ALWAYS, HOURS}


def test_a_skipped_test_has_not_passed(run: Run) -> None:
    write(HOURS, f"import pytest\n{PASSES}@pytest.mark.skip\ndef test_another():\n    pass\n")
    assert [run(), run()] == [{ALWAYS, HOURS}] * 2


def test_what_was_edited_while_it_ran_is_repeated(run: Run) -> None:
    write(
        HOURS, "def test_it():\n    with open('server/forethought/words.py', 'a') as file:\n        file.write('#')\n"
    )
    run()
    assert run() == TESTS


@pytest.mark.parametrize("arguments", [("--all",), ("tests",)])
def test_who_asks_for_tests_gets_them(run: Run, arguments: tuple[str, ...]) -> None:
    assert run(*arguments) == TESTS
    assert run(HOURS) == {HOURS}


def test_a_part_of_a_file_says_nothing_of_the_file(run: Run) -> None:
    write(HOURS, PASSES + "def test_another():\n    pass\n")
    assert run("-k", "test_another") == {HOURS}
    assert run() == {ALWAYS, HOURS}


def test_another_browser_or_another_week_repeats_everything(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(unchanged, "environment", lambda: "another computer")
    assert run() == TESTS


def test_the_environment_is_another_with_another_browser(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = unchanged.environment()
    write(str(tmp_path / "chromium"), "#!/bin/sh\necho Chromium 1")
    (tmp_path / "chromium").chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path), prepend=":")
    assert unchanged.environment() != before


def test_where_git_does_not_answer_everything_is_repeated(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GIT_DIR", "/nowhere")
    assert [run(), run()] == [TESTS] * 2


def test_the_workers_leave_out_the_same(run: Run) -> None:
    write(MARKS, FILES[MARKS] + "\n")
    assert run("-n", "1") == {ALWAYS, MARKS}
    assert run() == {ALWAYS}


#: How a test or its helper names what stands there.
NAMING = {
    "docs": r"""["']docs["'/]""",
    "extension": r"""["']extension["'/]|\btests\.companion\b|\bforethought\.(serve|desktop)\b""",
    "tests/corpora": r"""["']corpora["'/]|\btests\.corpora\b""",
    "tests/extension": r"""["']tests/extension|\btests\.extension\b""",
    "tests/web": r"""["']tests/web|\btests\.web\b""",
}


@pytest.mark.parametrize(("place", "naming"), NAMING.items())
def test_whoever_names_a_place_is_said_to_depend_on_it(place: str, naming: str) -> None:
    code = {
        path.relative_to(ROOT).as_posix(): path
        for path in ROOT.glob("tests/**/*.py")
        if "node_modules" not in path.parts
    }
    named = {name for name, path in code.items() if re.search(naming, path.read_text(encoding="utf-8"))}
    common = {"tests/conftest.py", "tests/unchanged.py", "tests/test_unchanged.py"}
    assert {name for name in named - common if not is_under(name, [*ONLY_FOR[place], "tests/benchmarks"])} == set()
