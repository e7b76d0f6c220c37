"""The commands that keep, move and erase data: backup, restore, export, import, erase, doctor."""

import json
import os
import sys
import time
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path
from typing import IO

import click

from forethought.commands.options import data_option, environment_of, give_up, with_store_errors
from forethought.settings import Environment


@click.command("backup")
@data_option
@with_store_errors
def backup_command(data_dir: Path | None) -> None:
    """Write a verified backup now, and list all backups."""
    from forethought.store import backup
    from forethought.store.connect import open_store

    environment = _with_own_file(data_dir)
    store = open_store(environment, repair=False)
    try:
        made = backup.back_up(store.file, "asked", _now_ms())
        backup.keep_daily(store.file, _now_ms())
        click.echo(f"Wrote and verified {made}")
        for kept in backup.backups_of(store.file):
            click.echo(f"  {kept.name}  {kept.stat().st_size:,} bytes")
    finally:
        store.close()


@click.command("restore")
@click.argument("file", required=False, type=click.Path(path_type=Path))
@data_option
@with_store_errors
def restore_command(file: Path | None, data_dir: Path | None) -> None:
    """Put a backup in place of today's data: FILE, or the newest. Today's data becomes a backup itself."""
    from forethought.store import backup
    from forethought.store.connect import FILE_NAME, open_store
    from forethought.store.sqlite import APPLICATION_ID

    environment = _with_own_file(data_dir)
    _refuse_while_running(environment)
    database = environment.data_dir / FILE_NAME
    chosen = file or next(iter(backup.backups_of(database)), None)
    if chosen is None:
        give_up(f"There is no backup in {database.parent / 'backups'}.", 1)
    if not chosen.is_file():
        chosen = database.parent / "backups" / chosen.name
    if not backup.can_be_restored(chosen, APPLICATION_ID):
        give_up(f"{chosen} is no sound backup of this Forethought or an earlier one. Nothing was changed.", 1)
    if database.exists() and backup.is_good(database, APPLICATION_ID):
        backup.back_up(database, "before-restore", _now_ms())
    backup.put_in_place(chosen, database, database)
    # An older backup is brought up to this version at once.
    open_store(environment).close()
    click.echo(f"Restored {chosen.name}.")


@click.command("export")
@click.argument("file", type=click.Path(path_type=Path), default=Path("-"))
@click.option("--format", "form", type=click.Choice(["json", "csv"]), default="json", show_default=True)
@data_option
@with_store_errors
def export_command(file: Path, form: str, data_dir: Path | None) -> None:
    """Write everything that is kept to FILE (- for standard output): JSON, or a zip archive of CSV files."""
    from forethought.store.connect import open_store
    from forethought.store.transfer import export_csv, export_json

    store = open_store(environment_of(data_dir), repair=False)
    try:
        with store.read() as connection, _private_output(file) as target:
            if form == "csv":
                export_csv(connection, target)
            else:
                for line in export_json(connection, _now_ms()):
                    target.write(line.encode())
    except OSError as error:
        give_up(f"{file} cannot be written: {error.strerror}.")
    finally:
        store.close()


@click.command("import")
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False, allow_dash=True))
@data_option
@with_store_errors
def import_command(file: Path, data_dir: Path | None) -> None:
    """Read an export (JSON) back. What is there stays, and nothing is counted twice.

    Weeks older than those kept are erased again within the hour: to bring them, raise the setting weeks_kept first.
    """
    from forethought.store.connect import open_store
    from forethought.store.settings import load_settings
    from forethought.store.transfer import import_json, text_lines
    from forethought.store.upkeep import soon_erased

    store = open_store(environment_of(data_dir), repair=False)
    try:
        with click.open_file(str(file), "rb") as source, store.begin() as connection:
            gained = import_json(connection, text_lines(source))
            warning = soon_erased(connection, load_settings(connection), _now_ms())
    except UnicodeDecodeError:
        give_up(f"{file} is no export of Forethought. Nothing was imported.", 1)
    finally:
        store.close()
    click.echo(", ".join(f"{count} {name}" for name, count in gained.items() if count) or "Nothing new.")
    if warning:
        click.echo(warning, err=True)


@click.command("erase")
@click.option("--day", metavar="DAY", help="A day such as 2026-11-22.")
@click.option("--week", metavar="WEEK", help="A week such as 2026-W47.")
@click.option("--since", metavar="DAY", help="The first day of a range.")
@click.option("--until", metavar="DAY", help="The last day of a range.")
@click.option("--site", metavar="SITE", help="Only what belongs to this site; alone, all its time.")
@click.option("--all", "everything", is_flag=True, help="Everything: time, plans, accounts, settings, tokens.")
@click.option("--yes", is_flag=True, help="Do not ask.")
@data_option
@with_store_errors
def erase_command(
    day: str | None,
    week: str | None,
    since: str | None,
    until: str | None,
    site: str | None,
    everything: bool,
    yes: bool,
    data_dir: Path | None,
) -> None:
    """Erase a day, a week, a range, a site or everything, in the backups too.

    It does not come back, unless you import an export that you kept.
    """
    from forethought.store.connect import open_store
    from forethought.store.erase import erase
    from forethought.store.periods import PeriodError, no_such_site, period_to_erase, stored_sites
    from forethought.store.settings import load_settings
    from forethought.store.today import calendar_of
    from forethought.usage.sites import SITE_IDS

    chosen = {"day": day, "week": week, "since": since, "until": until, "site": site}
    environment = environment_of(data_dir)
    if everything:
        if any(name is not None for name in chosen.values()):
            give_up("--all erases everything; leave the other options out.")
        _erase_all(environment, yes)
        return
    store = open_store(environment, repair=False)
    try:
        with store.read() as connection:
            settings = load_settings(connection)
            sites = {*SITE_IDS, *settings.sites_added, *stored_sites(connection)}
        if site is not None and site not in sites:
            raise PeriodError(no_such_site(site, sites))
        what = period_to_erase(calendar_of(settings), **chosen)
        _ask_before_erasing(what.words, yes)
        erase(store, what.erasure, _now_ms())
    except PeriodError as error:
        give_up(str(error))
    finally:
        store.close()
    click.echo(f"Erased {what.words}.")


@click.command("doctor")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@data_option
def doctor_command(as_json: bool, data_dir: Path | None) -> None:
    """Look for problems and say what to do. Exit code 1 when there are any."""
    from forethought.store.health import look

    checks = look(environment_of(data_dir), _now_ms())
    if as_json:
        click.echo(
            json.dumps([{"what": check.what, "is_well": check.is_well, "words": check.words} for check in checks])
        )
    else:
        for check in checks:
            click.echo(f"{'ok' if check.is_well else 'PROBLEM'}  {check.what}: {check.words}")
    raise SystemExit(0 if all(check.is_well for check in checks) else 1)


def _with_own_file(data_dir: Path | None) -> Environment:
    environment = environment_of(data_dir)
    if environment.database_url:
        give_up("The data is in PostgreSQL: back it up and restore it there, with pg_dump and pg_restore.")
    return environment


def _refuse_while_running(environment: Environment) -> None:
    from forethought.serve import is_running

    if is_running(environment.data_dir):
        give_up("The companion is running. Stop it first, then try again.", 1)


def _ask_before_erasing(words: str, yes: bool) -> None:
    if not yes and not click.confirm(f"Erase {words}, in the backups too? It cannot be undone."):
        give_up("Nothing was erased.", 1)


def _erase_all(environment: Environment, yes: bool) -> None:
    """Remove every file of ours; beside a running companion or in PostgreSQL empty the tables instead."""
    from forethought.serve import is_running
    from forethought.store.connect import open_store
    from forethought.store.erase import erase_everything

    _ask_before_erasing("everything", yes)
    runs = is_running(environment.data_dir)
    if runs or environment.database_url:
        store = open_store(environment, repair=False)
        try:
            erase_everything(store, _now_ms())
        finally:
            store.close()
    if runs:
        click.echo("The companion is running, so its empty files stay. Stop it and erase again to remove them too.")
    else:
        _remove_files(environment.data_dir)
    click.echo("Erased everything.")


def _remove_files(folder: Path) -> None:
    import shutil

    from forethought.desktop.install import remove

    remove(folder)
    for name in ("backups", "log"):
        shutil.rmtree(folder / name, ignore_errors=True)
    for pattern in ("forethought.db*", "broken-*", "secret.key*", "runtime.json", "open.html", "lock", "ballast"):
        for path in folder.glob(pattern):
            path.unlink(missing_ok=True)


def _private_output(file: Path) -> AbstractContextManager[IO[bytes]]:
    """Return where to write bytes: standard output for -, else a new file that only the person can read."""
    if str(file) == "-":
        return nullcontext(sys.stdout.buffer)
    return os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb")


def _now_ms() -> int:
    return time.time_ns() // 1_000_000
