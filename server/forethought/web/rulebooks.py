"""Keeps the rules of the person's profession loaded, and loads them anew when the profession or a pack changes."""

import gc
import os
import sys
import threading
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from forethought.conduct.model import Rulebook


class Rulebooks:
    """The rulebook of each profession asked for, loaded once by ``load`` (profession id, "" for none).

    ``stamp`` says what the added packs are like now; when it answers anything else than before, all are loaded anew.
    """

    def __init__(self, load: Callable[[str], "Rulebook"], stamp: Callable[[], object] = lambda: None) -> None:
        self._load = load
        self._stamp = stamp
        self._stamped = stamp()
        self._books: dict[str, Rulebook] = {}
        self._rules_ever: set[str] = set()
        self._lock = threading.Lock()

    def of(self, profession: str) -> "Rulebook":
        """Return the rulebook of a profession; the first call (and that after a change) takes as long as loading."""
        stamped = self._stamp()
        book = self._books.get(profession)
        if book is not None and stamped == self._stamped:
            return book
        with self._lock:
            if stamped != self._stamped:
                self._books.clear()
                self._stamped = stamped
                gc.unfreeze()
            book = self._books.get(profession)
            if book is None:
                book = self._books[profession] = self._load(profession)
                self._rules_ever.update(book.rules)
                # Rules stay as long as the companion runs; each time the collector looks at them a check waits.
                gc.collect()
                gc.freeze()
                _give_back_memory()
            return book

    def knew(self, rule_id: str) -> bool:
        """Return whether a rule was in any rulebook since the start, in a pack that may be gone by now."""
        return rule_id in self._rules_ever

    def warm(self, profession: str, after_seconds: float = 0) -> threading.Thread:
        """Load a rulebook in a thread of its own, so that the first check finds it loaded."""
        thread = threading.Timer(after_seconds, self.of, args=(profession,))
        thread.name, thread.daemon = "rules", True
        thread.start()
        return thread


def _give_back_memory() -> None:
    """Hand the memory that loading needed for a while back to the system; glibc keeps it otherwise, five megabytes."""
    if sys.platform == "linux":
        import ctypes

        # Other C libraries have no such function.
        with suppress(AttributeError, OSError):
            ctypes.CDLL(None).malloc_trim(0)


def load_rules(profession: str, data_dir: Path | None = None) -> "Rulebook":
    """Return the shipped rules, with the pack of ``profession`` ("": none) and those added to ``data_dir`` on top.

    What a check would read from files when it first needs it is read here, so that no draft waits for it in its second:
    all but the words of hashtags, which take memory that many never need.
    """
    # The rules take most of a start, and the first answer needs none of them.
    from forethought.conduct import detectors, examine
    from forethought.conduct.load import load_for_profession, settle
    from forethought.conduct.packs import installed_packs
    from forethought.drafts import Draft
    from forethought.drafts.tokens import tokenise

    book = settle(load_for_profession(profession, *(installed_packs(data_dir) if data_dir is not None else [])))
    trial = Draft("My patient Anna, 83, on ward 7 today. You are wrong.")
    examine(trial, book)
    for name in detectors.NAMES:
        detectors.find(name, trial, tokenise(trial.text))
    return book


def stamp_of_packs(data_dir: Path) -> int:
    """Return when a pack was last added to ``data_dir``, replaced or removed (nanoseconds; 0 where there are none)."""
    try:
        # Asked for in every check; making a Path takes four times as long as looking.
        return os.stat(f"{data_dir}/packs").st_mtime_ns  # noqa: PTH116
    except OSError:
        return 0
