"""The command ``forethought serve``: runs the companion and says in one line what to do next."""

from contextlib import suppress
from pathlib import Path

import click

from forethought.commands.options import as_typed, data_option, environment_of, give_up
from forethought.serve import AlreadyRunningError, serve


@click.command("serve", short_help="Run the companion on this computer.")
@click.option("--port", type=int, help="The port to listen on, 7678 unless FORETHOUGHT_PORT says otherwise.")
@click.option("--open", "open_page", is_flag=True, help="Open the page that says what to do next.")
@data_option
def serve_command(port: int | None, open_page: bool, data_dir: Path | None) -> None:
    """Run the companion on this computer, until you press Ctrl+C."""
    from forethought.store.errors import StoreError
    from forethought.web.sockets import PortTakenError

    environment = environment_of(data_dir, port)
    look = as_typed("open", data_dir)

    def ready(listening: int) -> None:
        # Where nobody reads, or the line goes to a file on a full disk, the companion runs all the same.
        with suppress(OSError):
            click.echo(
                f"Forethought is running on http://127.0.0.1:{listening} (Ctrl+C stops it). "
                f"Next, in another terminal: {look}"
            )
        if open_page:
            _open_page(environment.data_dir, listening)

    try:
        serve(environment, ready)
    except AlreadyRunningError as running:
        where = f" on port {running.port} (process {running.pid})" if running.port else ""
        click.echo(f"Forethought is already running{where}. To see the week: {look}")
        if open_page and running.port:
            _open_page(environment.data_dir, running.port)
    except (PortTakenError, StoreError) as error:
        give_up(str(error))


def _open_page(data_dir: Path, port: int) -> None:
    from forethought.commands.open import login_link, open_in_browser
    from forethought.web.login import FIRST_LOGIN

    link = login_link(environment_of(data_dir), port, FIRST_LOGIN)
    if not open_in_browser(link, data_dir):
        click.echo(f"Open this link within a minute: {link}")
