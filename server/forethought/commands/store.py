"""The command ``forethought store``: moves data between SQLite and PostgreSQL."""

from dataclasses import replace
from pathlib import Path

import click

from forethought.commands.options import data_option, environment_of, give_up, with_store_errors
from forethought.settings import SettingsError, read_environment


@click.group("store")
def store_command() -> None:
    """Move data between SQLite and PostgreSQL."""


@store_command.command("copy")
@click.option("--to", "target_url", metavar="URL", help="Copy this computer's file into this PostgreSQL.")
@click.option("--from", "source_url", metavar="URL", help="Copy this PostgreSQL into this computer's file.")
@data_option
@with_store_errors
def copy(target_url: str | None, source_url: str | None, data_dir: Path | None) -> None:
    """Copy everything, tokens too, into an empty database. URL starts with postgresql+psycopg://"""
    from forethought.serve import is_running
    from forethought.store.connect import open_store
    from forethought.store.transfer import copy_everything

    if (target_url is None) == (source_url is None):
        give_up("Give --to URL or --from URL, one of them.")
    try:
        shared = read_environment({"FORETHOUGHT_DATABASE_URL": target_url or source_url or ""}).database_url
    except SettingsError:
        give_up("The URL has to start with postgresql+psycopg://")
    own = replace(environment_of(data_dir), database_url=None)
    if is_running(own.data_dir):
        give_up("The companion is running. Stop it first, then try again.", 1)
    file_store, shared_store = open_store(own), open_store(replace(own, database_url=shared))
    source, target = (file_store, shared_store) if target_url else (shared_store, file_store)
    try:
        with source.read() as reading, target.begin() as writing:
            copied = copy_everything(reading, writing)
    finally:
        file_store.close()
        shared_store.close()
    click.echo(f"Copied {sum(copied.values()):,} rows. From now on set FORETHOUGHT_DATABASE_URL to use PostgreSQL.")
