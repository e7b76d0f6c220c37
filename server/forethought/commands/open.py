"""The command ``forethought open``: opens the week page in a session that is logged in."""

import html
import webbrowser
from pathlib import Path

import click

from forethought.commands.options import as_typed, data_option, environment_of, give_up, with_store_errors
from forethought.settings import Environment


@click.command("open", short_help="Open the week page, logged in.")
@click.option("--print", "print_link", is_flag=True, help="Print the link instead; it is good for a minute, once.")
@data_option
@with_store_errors
def open_command(print_link: bool, data_dir: Path | None) -> None:
    """Open the week page in your browser, logged in."""
    from forethought.serve import read_running

    environment = environment_of(data_dir)
    running = read_running(environment.data_dir)
    if running is None:
        start = as_typed("serve", data_dir)
        give_up(f'The companion is not running. Start it with "{start}", then try again.', 1)
    link = login_link(environment, running.port)
    if print_link:
        click.echo(link)
    elif not open_in_browser(link, environment.data_dir):
        click.echo(f"No browser could be opened. Open this link within a minute: {link}")


def login_link(environment: Environment, port: int, path: str = "/login") -> str:
    """Return a link that logs in once, within a minute, to the companion on ``port``, at one of its login pages."""
    from forethought.store.connect import open_store
    from forethought.web.companion import now_ms
    from forethought.web.tokens import new_ticket

    store = open_store(environment, repair=False)
    try:
        with store.begin() as connection:
            ticket = new_ticket(connection, now_ms())
    finally:
        store.close()
    return f"http://forethought.localhost:{port}{path}#{ticket}"


def open_in_browser(link: str, data_dir: Path) -> bool:
    """Open ``link`` by way of a private file, because other users can read a command line; return whether it worked."""
    from forethought.store.folder import create_private

    file = data_dir / "open.html"
    create_private(file)
    file.write_text(
        '<!doctype html><meta charset="utf-8"><title>Forethought</title>'
        f'<meta http-equiv="refresh" content="0; url={html.escape(link)}">'
        f'<p><a href="{html.escape(link)}">Open Forethought</a></p>',
        encoding="utf-8",
    )
    try:
        return webbrowser.open(file.as_uri())
    except webbrowser.Error:
        return False
