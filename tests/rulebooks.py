"""The shipped rules, loaded once a process however many tests ask: that takes longer than most of these tests do."""

from functools import cache
from pathlib import Path

from forethought.conduct import Rulebook
from forethought.conduct.load import core_pack, load_rulebook, pack_for_profession


@cache
def rulebook_with(*packs: Path, **options: bool) -> Rulebook:
    """The core pack with ``packs`` on top, with the options of ``load_rulebook``; no test may change it."""
    return load_rulebook(core_pack(), *packs, **options)


@cache
def rulebook_for(profession: str) -> Rulebook:
    """What ``forethought check`` holds a draft of this profession to."""
    pack = pack_for_profession(profession)
    return rulebook_with(*([pack] if pack else []), with_opt_in=True)
