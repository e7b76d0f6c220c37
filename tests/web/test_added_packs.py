"""A pack that is added, replaced or taken away is in force at the next check of a running companion."""

import zipfile
from pathlib import Path

from tests.companion import RunningCompanion, running_companion
from tests.conduct.packs import RULE, write_pack

from forethought.conduct.load import core_pack
from forethought.conduct.packs import look_over, put_in_place, remove


def _shops_in(target: RunningCompanion) -> list[str]:
    answer = target.request("POST", "/api/v1/checks", {"text": "Come to my shop on Saturday."})
    assert answer.status == 200, answer
    return [one["level"] for one in answer.json["findings"] if one["rule"] == "promotion.shop"]


def _put(target: RunningCompanion, scratch: Path, level: str) -> None:
    rule = RULE.replace('professional = "warn"', f'professional = "{level}"')
    folder = write_pack(scratch / level, {"promotion/shop.toml": rule}, id="my-pack", kind="personal")
    archive = scratch / f"{level}.zip"
    with zipfile.ZipFile(archive, "w") as opened:
        for path in folder.rglob("*.t*"):
            opened.write(path, path.relative_to(folder))
    put_in_place(look_over(archive, core_pack()), target.data)


def test_packs_come_and_go_without_a_restart(tmp_path: Path):
    with running_companion() as target:
        heard = [_shops_in(target)]
        _put(target, tmp_path, "warn")
        heard.append(_shops_in(target))
        _put(target, tmp_path, "hold")
        heard.append(_shops_in(target))
        remove("my-pack", target.data)
        heard.append(_shops_in(target))
    assert heard == [[], ["warn"], ["hold"], []]
