"""Finds the folders that ship with the program: the rules and the extension."""

from pathlib import Path


def shipped(name: str) -> Path:
    """Return the folder ``shared_rules`` or ``extension``.

    An installed package carries it inside itself; a checkout has it two folders up.
    Raises FileNotFoundError when neither is there, which means a broken installation.
    """
    package = Path(__file__).resolve().parent
    for folder in (package / name, package.parents[1] / name):
        if folder.is_dir():
            return folder
    raise FileNotFoundError(f"{name!r} is missing from this installation of Forethought. Install it again.")
