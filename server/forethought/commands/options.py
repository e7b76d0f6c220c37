"""The options that many commands share, and the words with which a command gives up."""

import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, NoReturn

import click

from forethought.settings import Environment, SettingsError, read_environment

data_option = click.option(
    "--data",
    "data_dir",
    type=click.Path(path_type=Path),
    help="The folder that holds Forethought's data (or set FORETHOUGHT_DATA_DIR).",
)


def environment_of(data_dir: Path | None, port: int | None = None) -> Environment:
    """Return where to work; end the command with exit code 2 when an option or variable cannot be used."""
    try:
        return read_environment(data_dir=data_dir, port=port)
    except SettingsError as error:
        give_up(str(error))


def give_up(sentence: str, code: int = 2) -> NoReturn:
    """Print one sentence to standard error and end with ``code``."""
    click.echo(sentence, err=True)
    raise SystemExit(code)


def as_typed(command: str, data_dir: Path | None) -> str:
    """Return one of our commands as the person can type it, in whatever folder they are.

    In a clone its name is not on their path; and another data folder has to be named again.
    """
    import shlex
    import shutil

    beside = Path(sys.executable).with_name("forethought")
    is_on_path = shutil.which("forethought") is not None or not beside.exists()
    words = ["forethought" if is_on_path else str(beside), command]
    return shlex.join(words if data_dir is None else [*words, "--data", str(data_dir.absolute())])


def with_store_errors(command: Callable[..., Any]) -> Callable[..., Any]:
    """Turn a store's refusal into its sentence and exit code 2."""
    from functools import wraps

    from forethought.store.errors import StoreError

    @wraps(command)
    def guarded(*args: Any, **kwargs: Any) -> Any:
        try:
            return command(*args, **kwargs)
        except StoreError as error:
            give_up(str(error))

    return guarded
