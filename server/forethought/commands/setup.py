"""The command ``forethought setup``: lets browsers find the companion by themselves, without a code."""

import json
from pathlib import Path

import click

from forethought.commands.options import as_typed, data_option, environment_of, give_up, with_store_errors


@click.command("setup", short_help="Let browsers on this computer find the companion by themselves.")
@click.option("--autostart", is_flag=True, help="Also start the companion whenever you log in.")
@click.option("--remove", "is_removing", is_flag=True, help="Take away everything that setup wrote.")
@click.option(
    "--browser-folder",
    "folders",
    multiple=True,
    type=click.Path(path_type=Path, file_okay=False),
    help="The user data folder of one more Chromium (its --user-data-dir).",
)
@data_option
@with_store_errors
def setup_command(autostart: bool, is_removing: bool, folders: tuple[Path, ...], data_dir: Path | None) -> None:
    """Let Chromium, Chrome, Edge, Brave, Vivaldi and Firefox connect without a code.

    Writes one small file for each browser that you have. Browsers from Flatpak cannot start programs: use a code there.
    """
    from forethought.desktop import install
    from forethought.desktop.places import Place
    from forethought.resources import shipped
    from forethought.serve import chromium_origins
    from forethought.store.folder import prepare_folder

    data = environment_of(data_dir).data_dir
    more = tuple(
        Place("Chromium", "chromium", folder.absolute() / "NativeMessagingHosts", (folder,), ()) for folder in folders
    )
    if is_removing:
        removed = install.remove(data, more)
        for file in removed:
            click.echo(f"Removed {file}")
        click.echo("Nothing of setup is left." if removed else "There was nothing to remove.")
        return
    prepare_folder(data)
    extension = shipped("extension")
    manifest = json.loads((extension / "manifest.json").read_text(encoding="utf-8"))
    gecko_id = manifest["browser_specific_settings"]["gecko"]["id"]
    found = [*(place for place in install.person_places(data) if place.is_used()), *more]
    try:
        for place in found:
            file = install.install(place, data, chromium_origins(extension), gecko_id)
            click.echo(f"{place.browser} may now connect by itself: {file}")
        if autostart:
            click.echo(f"The companion starts when you log in: {install.start_with_session(data) or 'the registry'}")
    except OSError as error:
        give_up(f"{error.filename or 'A file'} cannot be written: {error.strerror or error}.")
    if not found:
        click.echo(f"No browser was found. Connect with a code instead: {as_typed('pair', data_dir)}")
        return
    click.echo(f"Next: load the extension from {extension}. It connects by itself.")
