"""The command ``forethought settings``: reads and changes every setting of the pages."""

import json
import time
from pathlib import Path

import click

from forethought.commands.options import data_option, environment_of, give_up, with_store_errors
from forethought.settings import KEYS, TAKES, SettingsError, no_such_setting, parse_setting, plain


@click.group("settings")
def settings_command() -> None:
    """Read and change settings."""


@settings_command.command("get")
@click.argument("key", required=False)
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@data_option
@with_store_errors
def get(key: str | None, as_json: bool, data_dir: Path | None) -> None:
    """Print one setting, or all of them."""
    from forethought.store.connect import open_store
    from forethought.store.settings import load_settings

    if key is not None and key not in KEYS:
        give_up(str(no_such_setting(key)))
    store = open_store(environment_of(data_dir), repair=False)
    try:
        with store.read() as connection:
            settings = load_settings(connection)
    finally:
        store.close()
    values = {name: plain(getattr(settings, name)) for name in KEYS}
    if key is not None:
        click.echo(json.dumps(values[key]) if as_json else _as_words(values[key]))
    elif as_json:
        click.echo(json.dumps(values))
    else:
        click.echo("\n".join(f"{name} = {_as_words(value)}" for name, value in values.items()))


# A value may begin with a minus, and then gets the setting's own answer.
@settings_command.command("set", context_settings={"ignore_unknown_options": True})
@click.argument("key")
@click.argument("value", required=False)
@data_option
@with_store_errors
def set_(key: str, value: str | None, data_dir: Path | None) -> None:
    """Change one setting; without VALUE it gets its default again."""
    from forethought.store.connect import open_store
    from forethought.store.settings import load_settings, reset_setting, save_setting
    from forethought.store.upkeep import soon_erased

    try:
        checked = None if value is None else parse_setting(key, value)
        store = open_store(environment_of(data_dir), repair=False)
        try:
            with store.begin() as connection:
                if value is None:
                    reset_setting(connection, key)
                else:
                    save_setting(connection, key, checked)
                settings = load_settings(connection)
                warning = soon_erased(connection, settings, time.time_ns() // 1_000_000) if key == "weeks_kept" else ""
        finally:
            store.close()
    except SettingsError as error:
        give_up(str(error))
    click.echo(f"{key} = {_as_words(plain(getattr(settings, key)))}")
    if warning:
        click.echo(warning, err=True)


@settings_command.command("list")
def list_() -> None:
    """Print what each setting takes."""
    click.echo("\n".join(f"{key}: {TAKES[key]}" for key in KEYS))


def _as_words(value: object) -> str:
    """Return a value as ``settings set`` takes it back."""
    if value is None:
        return "none"
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
