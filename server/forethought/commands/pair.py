"""The command ``forethought pair``: prints the one-time code that connects the extension."""

from pathlib import Path

import click

from forethought.commands.options import as_typed, data_option, environment_of, with_store_errors


@click.command("pair", short_help="Print a one-time code that connects the extension.")
@data_option
@with_store_errors
def pair_command(data_dir: Path | None) -> None:
    """Print a one-time code that connects the extension."""
    from forethought.serve import is_running
    from forethought.store.connect import open_store
    from forethought.web.companion import now_ms
    from forethought.web.tokens import new_code

    environment = environment_of(data_dir)
    store = open_store(environment, repair=False)
    try:
        with store.begin() as connection:
            code = new_code(connection, now_ms())
    finally:
        store.close()
    click.echo(code)
    click.echo("Type it on the extension's options page within five minutes. It works once.", err=True)
    if not is_running(environment.data_dir):
        start = as_typed("serve", data_dir)
        click.echo(f'The companion is not running. Start it first with "{start}".', err=True)
