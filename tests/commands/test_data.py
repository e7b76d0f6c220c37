"""Backups, exports and erasure from the command line."""

import json
import sqlite3
import stat
import time
from contextlib import closing
from pathlib import Path

from click.testing import CliRunner
from tests.commands.runs import Runs
from tests.companion import RunningCompanion
from tests.store.stores import lose_a_slice_from_an_index
from tests.usage.cases import DAY, MINUTE, ms

from forethought.cli import main


def _total(runs: Runs) -> int:
    total: int = runs.json("time", "--day", "2026-11-21", "--json")["total_ms"]
    return total


def _names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_a_backup_can_be_restored_and_what_it_replaced_is_a_backup_itself(runs: Runs) -> None:
    assert "Wrote and verified" in runs.run("backup")
    runs.count_some()
    [empty] = [name for name in _names(runs.folder / "backups") if name.startswith("asked-")]

    assert runs.run("restore", empty) == f"Restored {empty}.\n"
    assert _total(runs) == 0

    [full] = [name for name in _names(runs.folder / "backups") if name.startswith("before-restore-")]
    runs.run("restore", full)
    assert _total(runs) == 11 * MINUTE


def test_a_token_that_was_ended_stays_ended_in_what_a_backup_brings_back(runs: Runs) -> None:
    kept, ended = (runs.json("token", "create", "--name", name, "--json")["id"] for name in ("kept", "ended"))
    runs.run("backup")
    runs.run("token", "revoke", ended)
    runs.run("restore")
    assert {one["id"]: one["revoked_at"] is None for one in runs.json("token", "list", "--json")} == {
        kept: True,
        ended: False,
    }


def test_the_newest_backup_is_restored_when_none_is_named(runs: Runs) -> None:
    runs.count_some()
    runs.run("backup")
    runs.run("settings", "set", "budget_minutes", "99")
    runs.run("restore")
    assert (_total(runs), runs.run("settings", "get", "budget_minutes")) == (11 * MINUTE, "15\n")


def test_what_is_no_backup_is_not_restored(runs: Runs, tmp_path: Path) -> None:
    runs.count_some()
    (tmp_path / "letter.db").write_text("Dear all")
    for name in (str(tmp_path / "letter.db"), "nothing.db"):
        code, words = runs.refused("restore", name)
        assert (code, "no sound backup" in words) == (1, True)
    assert _total(runs) == 11 * MINUTE


def test_a_backup_of_a_newer_version_is_not_restored(runs: Runs) -> None:
    runs.run("backup")
    [newer] = (runs.folder / "backups").glob("asked-*.db")
    with closing(sqlite3.connect(newer, isolation_level=None)) as connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
    runs.count_some()
    code, words = runs.refused("restore", newer.name)
    assert (code, "Nothing was changed." in words) == (1, True)
    assert _total(runs) == 11 * MINUTE


def test_without_a_backup_there_is_nothing_to_restore(runs: Runs) -> None:
    code, words = runs.refused("restore")
    assert (code, words[:17]) == (1, "There is no backu")


def test_nothing_is_restored_under_a_running_companion(companion: RunningCompanion) -> None:
    companion.run("backup")
    companion.run("restore", code=1)


def test_an_export_is_private_and_comes_back_after_erasing(runs: Runs, tmp_path: Path) -> None:
    runs.count_some()
    file = tmp_path / "export.json"
    runs.run("export", str(file))
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert len(json.loads(file.read_text())["rows"]) == 4
    runs.run("erase", "--all", "--yes")
    assert _total(runs) == 0
    assert runs.run("import", str(file)) == "2 setting, 2 slice\n"
    assert _total(runs) == 11 * MINUTE
    assert runs.run("import", str(file)) == "Nothing new.\n"


def test_an_import_says_which_weeks_will_not_stay_and_how_to_keep_them(runs: Runs, tmp_path: Path) -> None:
    runs.count_some()
    file = tmp_path / "export.json"
    runs.run("export", str(file))
    old = time.time_ns() // 1_000_000 - 300 * 7 * DAY
    moved = file.read_text().replace(str(ms("11:00")), str(old)).replace(str(ms("11:01")), str(old + 1))
    file.write_text(moved)
    runs.run("erase", "--all", "--yes")
    result = runs.try_("import", str(file))
    assert (result.exit_code, result.stdout) == (0, "2 setting, 2 slice\n")
    assert "is 300 weeks back, and 104 weeks are kept: older ones are erased within the hour." in result.stderr
    assert runs.try_("settings", "set", "weeks_kept", "300").stderr == ""
    assert runs.try_("import", str(file)).stderr == ""
    assert "is 300 weeks back, and 52 weeks" in runs.try_("settings", "set", "weeks_kept", "52").stderr


def test_an_export_can_be_piped(runs: Runs) -> None:
    runs.count_some()
    assert [row["table"] for row in runs.json("export")["rows"]] == ["setting", "setting", "slice", "slice"]


def test_an_export_that_cannot_be_written_or_read_is_told_in_words(runs: Runs, tmp_path: Path) -> None:
    nowhere = tmp_path / "no" / "export.json"
    assert runs.refused("export", str(nowhere)) == (2, f"{nowhere} cannot be written: No such file or directory.")
    (tmp_path / "picture.png").write_bytes(b"\x89PNG\r\n\xff\xfe")
    code, words = runs.refused("import", str(tmp_path / "picture.png"))
    assert (code, "no export of Forethought" in words) == (1, True)


def test_a_day_and_a_site_are_erased(runs: Runs) -> None:
    runs.count_some()
    assert runs.run("erase", "--site", "reddit", "--yes") == "Erased all time on reddit.\n"
    assert _total(runs) == 10 * MINUTE
    assert runs.run("erase", "--day", "2026-11-21", "--yes") == "Erased the day 2026-11-21.\n"
    assert _total(runs) == 0


def test_nothing_is_erased_without_a_yes(runs: Runs) -> None:
    runs.count_some()
    result = runs.try_("erase", "--week", "2026-W47", input="n\n")
    assert (result.exit_code, "Nothing was erased." in result.stderr) == (1, True)
    assert _total(runs) == 11 * MINUTE


def test_what_to_erase_has_to_be_named(runs: Runs) -> None:
    words = "Name what to erase: a day, a week, a range of days, a site, or everything."
    assert runs.refused("erase", "--yes") == (2, words)
    assert runs.refused("erase", "--all", "--site", "x", "--yes") == (
        2,
        "--all erases everything; leave the other options out.",
    )
    # As a script asks whose variable was never set.
    assert runs.refused("erase", "--all", "--day", "", "--yes") == (
        2,
        "--all erases everything; leave the other options out.",
    )


def test_a_site_that_does_not_exist_is_refused_and_nothing_is_erased(runs: Runs) -> None:
    runs.count_some()
    words = "There is no site 'Mastodon'. Did you mean mastodon?"
    assert runs.refused("erase", "--site", "Mastodon", "--yes") == (2, words)
    assert _total(runs) == 11 * MINUTE


def test_erasing_everything_leaves_no_file(runs: Runs) -> None:
    runs.count_some()
    runs.run("backup")
    (runs.folder / "log").mkdir()
    (runs.folder / "log" / "forethought.log").write_text("a line")
    runs.run("erase", "--all", "--yes")
    assert _names(runs.folder) == []


def test_erasing_everything_beside_a_running_companion_empties_it(companion: RunningCompanion) -> None:
    companion.token()
    told = companion.run("erase", "--all", "--yes")
    assert "running" in told
    assert json.loads(companion.run("token", "list", "--json")) == []


def test_the_doctor_finds_a_fresh_store_well_but_without_a_backup(runs: Runs) -> None:
    result = runs.try_("doctor", "--json")
    assert result.exit_code == 1
    assert {check["what"]: check["is_well"] for check in json.loads(result.stdout)} == {
        "data folder": True,
        "database": True,
        "free space": True,
        "backups": False,
        "contents": True,
    }
    runs.run("backup")
    assert runs.try_("doctor").exit_code == 0


def test_the_doctor_names_a_damaged_database_and_does_not_touch_it(runs: Runs) -> None:
    file = runs.folder / "forethought.db"
    damaged = b"no database" + file.read_bytes()[11:]
    file.write_bytes(damaged)
    result = runs.try_("doctor")
    assert (result.exit_code, file.read_bytes()) == (1, damaged)
    assert "PROBLEM  database: it cannot be read. Stop and start the companion" in result.stdout


def test_a_console_that_lacks_a_letter_shows_its_number(tmp_path: Path) -> None:
    folder = tmp_path / "Dätä 😀"
    runner = CliRunner(charset="latin-1")
    result = runner.invoke(main, ["doctor", "--data", str(folder)])
    assert f"data folder: {tmp_path}/Dätä \\U0001f600" in result.stdout


def test_the_doctor_notices_an_index_that_misses_a_row(runs: Runs) -> None:
    lose_a_slice_from_an_index(runs.folder / "forethought.db")
    result = runs.try_("doctor")
    assert result.exit_code == 1
    assert "PROBLEM  database: its indexes do not fit its tables. Stop and start the companion" in result.stdout


def test_the_doctor_names_an_open_folder(runs: Runs) -> None:
    runs.folder.chmod(0o777)
    result = runs.try_("doctor")
    assert result.exit_code == 1
    assert "PROBLEM  data folder: Others can write" in result.stdout
