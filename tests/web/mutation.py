"""Makes single-fault copies of a module in memory, for suites that must notice each fault."""

import types
from pathlib import Path


def mutated(module: types.ModuleType, was: str, becomes: str) -> types.ModuleType:
    """Return a copy of ``module`` in whose source the one place ``was`` reads ``becomes``.

    Raises AssertionError when that place is not there exactly once: the fault list then has to follow the code.
    """
    assert module.__file__ is not None
    source = Path(module.__file__).read_text(encoding="utf-8")
    assert source.count(was) == 1, f"{was!r} is in {module.__name__} {source.count(was)} times"
    copy = types.ModuleType(module.__name__)
    copy.__file__ = module.__file__
    # Dataclasses look their module up by name, so the copy answers to the original's.
    exec(compile(source.replace(was, becomes), module.__file__, "exec"), copy.__dict__)
    return copy
