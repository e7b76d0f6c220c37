"""The command line: names each command and imports it only when it is called, so that a check starts fast."""

import errno
import importlib
import io
import sys
from typing import Any

import click

from forethought import __version__
from forethought.private import keep_to_ourselves

#: command -> (module under forethought.commands, one line for the help page)
COMMANDS: dict[str, tuple[str, str]] = {
    "serve": ("serve", "Run the companion on this computer."),
    "setup": ("setup", "Let browsers on this computer find the companion by themselves."),
    "pair": ("pair", "Print a one-time code that connects the extension."),
    "open": ("open", "Open the week page, logged in."),
    "check": ("check", "Check a draft and print what could hurt somebody."),
    "rules": ("rules", "List, explain, test and add conduct rules."),
    "time": ("time", "Print the time of a day or a week."),
    "settings": ("settings", "Read and change settings."),
    "token": ("token", "Create, list and revoke tokens for other programs."),
    "backup": ("data", "Write a verified backup now."),
    "restore": ("data", "Put a backup in place of today's data."),
    "export": ("data", "Write everything that is kept to a file."),
    "import": ("data", "Read an export back."),
    "erase": ("data", "Erase a day, a site, a week or everything."),
    "doctor": ("data", "Look for problems and say what to do."),
    "store": ("store", "Move data between SQLite and PostgreSQL."),
}


class LazyGroup(click.Group):
    """A group that knows its commands' names and help without importing them."""

    def main(self, *arguments: Any, **options: Any) -> Any:
        """Run a command; where its output finds no room, say so and end with 2, which no finding ends with."""
        try:
            try:
                return super().main(*arguments, **options)
            finally:
                sys.stdout.flush()
        except OSError as error:
            if error.errno != errno.ENOSPC:
                raise
            click.echo("There is no room left where the output goes. Free some, then try again.", err=True)
            # What is still waiting to be written would fail once more at the end.
            sys.stdout = None
            raise SystemExit(2) from None

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the command names in the order of the table above."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import and return one command, or None when there is no such command."""
        if cmd_name not in COMMANDS:
            return None
        module = importlib.import_module(f"forethought.commands.{COMMANDS[cmd_name][0]}")
        command = getattr(module, f"{cmd_name}_command")
        assert isinstance(command, click.Command)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the help page from the table, so that help imports nothing."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, line) for name, (_, line) in COMMANDS.items()])


@click.group(cls=LazyGroup, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="forethought")
def main() -> None:
    """Forethought warns you before a post harms somebody, and counts the time.

    Everything stays on this computer. Start with: forethought serve
    """
    keep_to_ourselves()
    # A console without a letter, of a folder's name or a draft's word, shows its number; nothing ends for that.
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper) and stream.errors == "strict":
            stream.reconfigure(errors="backslashreplace")
