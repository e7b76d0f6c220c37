"""Repeats only the test files that a change can have touched since they passed on this computer, as build tools do.

All tests take minutes, most of them in real browsers, and most changes touch few of them. ``.ci/run`` loads this plugin;
``pytest`` by hand does not, and runs what it is asked to. A test file is not repeated when every one of its tests passed
here (one that was skipped did not), and nothing that it may depend on has changed since: every file of the repository, also
one that git does not know yet, but for those that ONLY_FOR keeps to some tests; Python, each installed package, Node and the
browsers; and the week, because tests in real browsers live by the real clock. What is in doubt counts as a dependency.

The keys are in pytest's own cache (``.pytest_cache``), which is never committed: a fresh clone runs everything.
"""

import hashlib
import os
import re
import subprocess
import sys
from collections import Counter
from collections.abc import Iterable
from datetime import date
from importlib.metadata import distributions
from pathlib import Path, PurePosixPath
from typing import Any

import pytest

#: Always repeated, so that no run is empty: pure parts, a store, and the main path from a first letter to a stored row.
ALWAYS = (
    "tests/conduct/test_engine.py",
    "tests/drafts",
    "tests/extension/test_e2e_draft.py",
    "tests/plan",
    "tests/review",
    "tests/store/test_slices.py",
)
#: What stands here matters to these tests alone (tests/test_unchanged.py looks for others that name it).
ONLY_FOR = {
    "CHANGELOG.md": (),
    "CONTRIBUTING.md": (),
    "README.md": (),
    "docs": (
        "tests/conduct/test_reference.py",
        "tests/test_settings.py",
        "tests/web/pages/screenshots.py",
        "tests/web/test_openapi.py",
    ),
    # A companion that starts reads the manifest.
    "extension": ("tests/commands", "tests/desktop", "tests/extension", "tests/store", "tests/usage", "tests/web"),
    "tests/benchmarks": (),
    "tests/corpora": ("tests/conduct", "tests/corpora", "tests/web"),
    "tests/extension": ("tests/extension", "tests/web"),
    "tests/web": ("tests/web",),
}
#: Where somebody may keep what a run prints: not a part of the project, and another in each run.
PRINTED = ("/*.log", "/*.txt", "/*.xml")
#: Options with which a run is not of whole files.
CHOOSING = ("collectonly", "deselect", "ignore", "ignore_glob", "keyword", "lf", "markexpr", "maxfail")
CACHED = "forethought/passed"


def is_under(path: str, places: Iterable[str]) -> bool:
    """Whether a file is one of these places or in one of them."""
    return any(path == place or path.startswith(f"{place}/") for place in places)


def is_test(path: str) -> bool:
    """Whether pytest collects this file."""
    return path.startswith("tests/") and PurePosixPath(path).match("test_*.py")


def environment() -> str:
    """What a test depends on outside the repository."""
    packages = sorted(f"{one.name} {one.version}" for one in distributions())
    programs = []
    for program in ("chromium", "firefox-esr", "firefox", "node"):
        try:
            programs.append(subprocess.run([program, "--version"], capture_output=True, text=True, timeout=60).stdout)
        except OSError:
            programs.append("none")
    postgresql = bool(os.environ.get("FORETHOUGHT_TEST_POSTGRESQL_URL"))
    return repr((sys.version, packages, programs, postgresql, date.today().isocalendar()[:2]))


def keys(root: Path, outside: str) -> dict[str, str]:
    """Return a key for each test file that changes with everything the file may depend on; none where git does not answer."""
    try:
        listed = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
        names = (
            subprocess.run(
                listed + [f"--exclude={what}" for what in PRINTED], cwd=root, capture_output=True, check=True
            )
            .stdout.decode()
            .split("\0")
        )
    except (OSError, subprocess.CalledProcessError):
        return {}
    contents = {name: (root / name).read_bytes() for name in sorted(set(names)) if (root / name).is_file()}
    hashes = {name: hashlib.sha256(content).hexdigest() for name, content in contents.items()}
    tests = [name for name in contents if is_test(name)]
    code = b"\n".join(content for name, content in contents.items() if name.startswith("tests/"))
    imported = {name.decode() for name in re.findall(rb"(?:\btests\.[\w.]*|\bimport\b.*)\b(test_\w+)", code)}
    alone = {name for name in tests if PurePosixPath(name).stem not in imported}

    def matters(name: str, test: str) -> bool:
        if name in alone:
            return name == test
        return all(is_under(test, those) for place, those in ONLY_FOR.items() if is_under(name, [place]))

    def key(test: str) -> str:
        parts = [f"{name} {made_of}" for name, made_of in hashes.items() if matters(name, test)]
        return hashlib.sha256("\n".join([outside, *parts]).encode()).hexdigest()

    return {test: key(test) for test in tests}


class LeavesOut:
    """Keeps pytest from collecting some test files."""

    def __init__(self, config: pytest.Config, tests: Iterable[str]) -> None:
        self.root = config.rootpath
        self.left_out = {self.root / test: test for test in tests}

    def pytest_ignore_collect(self, collection_path: Path) -> bool | None:
        """Say so of a file that is one of them, and leave all others to others."""
        return True if collection_path in self.left_out else None


class Unchanged(LeavesOut):
    """Leaves out what is unchanged, tells the workers of xdist so, and remembers what passed."""

    def __init__(self, config: pytest.Config, cache: pytest.Cache) -> None:
        self.cache = cache
        self.outside = environment()
        self.keys = keys(config.rootpath, self.outside)
        #: Of each test file that passed: the key with which it did, and how many tests it has.
        self.known: dict[str, tuple[str, int]] = {
            test: (key, count) for test, (key, count) in cache.get(CACHED, {}).items() if test in self.keys
        }
        unchanged = (test for test, (key, _) in self.known.items() if key == self.keys[test])
        repeats_all = config.getoption("all")
        super().__init__(config, [test for test in unchanged if not repeats_all and not is_under(test, ALWAYS)])
        self.passed: Counter[str] = Counter()
        self.spoiled: set[str] = set()

    @pytest.hookimpl(optionalhook=True)
    def pytest_configure_node(self, node: Any) -> None:
        """Tell a worker what to leave out."""
        node.workerinput[CACHED] = list(self.left_out.values())

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Count a file's tests that passed, and note that one did not."""
        test = report.nodeid.partition("::")[0]
        if not report.passed:
            self.spoiled.add(test)
        elif report.when == "call":
            self.passed[test] += 1

    def pytest_sessionfinish(self, exitstatus: int) -> None:
        """Remember each file that passed whole and is still what it was; what failed is known no more."""
        was_whole = exitstatus in (pytest.ExitCode.OK, pytest.ExitCode.TESTS_FAILED)
        after = keys(self.root, self.outside) if was_whole else {}
        for test, count in self.passed.items():
            if test in after and after[test] == self.keys.get(test):
                self.known[test] = (after[test], count)
        self.cache.set(CACHED, {test: one for test, one in self.known.items() if test not in self.spoiled})

    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter) -> None:
        """Say what was not repeated."""
        if self.left_out:
            count = sum(self.known[test][1] for test in self.left_out.values())
            terminalreporter.write_line(
                f"{count} tests in {len(self.left_out)} files were not repeated: nothing that they depend on has changed"
                " since they passed here. To repeat all: bash .ci/run --all"
            )


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add --all."""
    parser.addoption("--all", action="store_true", help="repeat also what nothing has touched since it passed")


def pytest_configure(config: pytest.Config) -> None:
    """Take part in whole runs only: who chooses tests wants them run, and a part of a file says nothing of the file."""
    if hasattr(config, "workerinput"):
        config.pluginmanager.register(LeavesOut(config, config.workerinput.get(CACHED, [])))
        return
    chooses = any(config.getoption(name, None) for name in CHOOSING)
    if config.cache and config.args_source is config.ArgsSource.TESTPATHS and not chooses:
        config.pluginmanager.register(Unchanged(config, config.cache))
