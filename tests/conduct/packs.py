"""Writes small rule packs for the tests of conduct."""

import hashlib
import json
from pathlib import Path

from forethought.conduct.load import LOCK

PACK = 'id = "{id}"\ntitle = "A pack"\nkind = "{kind}"\nversion = "1"\n'

RULE = """\
id = "promotion.shop"
title = "A shop"
level = { professional = "warn", personal = "hint", organisational = "hold" }
message = "This names “{marked}”."
reason = "It sells."
suggestion = "Leave it out."

[[sources]]
title = "Somebody"

[when]
any = ["my ..2 {shop}"]

[unless]
same_sentence = ["closed"]

[examples]
warn = ["Come to «my shop»", "See «my new shop» today", "«my market stall» is open"]
ok = ["Your shop", "my dog", "my shop is closed"]
"""
LEXICON = "# Where things are sold.\nshop\nmarket stall\n"


def write_pack(
    folder: Path, files: dict[str, str | None] | None = None, *, id: str = "test", kind: str = "core"
) -> Path:
    """Write a pack with one rule and one lexicon; ``files`` adds to it or replaces parts of it (None removes)."""
    contents: dict[str, str | None] = {
        "pack.toml": PACK.format(id=id, kind=kind),
        "promotion/shop.toml": RULE,
        "lexicons/shop.txt": LEXICON,
        **(files or {}),
    }
    for name, text in contents.items():
        if text is not None:
            path = folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
    return folder


def lock_pack(folder: Path) -> None:
    """Say of every file of a pack that its examples have passed."""
    files = [path for path in folder.rglob("*") if path.is_file()]
    digests = {path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}
    (folder / LOCK).write_text(json.dumps(digests), encoding="utf-8")
