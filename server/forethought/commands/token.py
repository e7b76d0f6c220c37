"""The command ``forethought token``: creates, lists and revokes tokens for a person's own programs."""

import json
import time
from pathlib import Path

import click

from forethought.commands.options import data_option, environment_of, give_up, with_store_errors


@click.group("token")
def token_command() -> None:
    """Create, list and revoke tokens for other programs."""


@token_command.command("create")
@click.option("--name", required=True, help="What the token is for, at most 60 characters.")
@click.option("--scopes", default="check,time,read", show_default=True, help="Any of check, time, read.")
@click.option("--origin", help="The only browser origin that may use it, such as chrome-extension://ID.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@data_option
@with_store_errors
def create(name: str, scopes: str, origin: str | None, as_json: bool, data_dir: Path | None) -> None:
    """Create a token and print it; it is never shown again."""
    from forethought.store.connect import open_store
    from forethought.web.companion import load_secret_key, now_ms
    from forethought.web.tokens import SCOPES, is_origin, mint

    wanted = frozenset(word.strip() for word in scopes.split(",") if word.strip())
    if not wanted or not wanted <= SCOPES:
        give_up(f"--scopes takes any of check, time, read, with commas between; not {scopes!r}.")
    if not 1 <= len(name.strip()) <= 60 or not name.isprintable():
        give_up("--name takes 1 to 60 printable characters.")
    if origin is not None and not is_origin(origin):
        give_up(f"--origin takes an origin such as chrome-extension://ID or http://127.0.0.1:8000; not {origin!r}.")
    environment = environment_of(data_dir)
    store = open_store(environment, repair=False)
    try:
        secret_key = load_secret_key(environment.data_dir)
        with store.begin() as connection:
            token = mint(
                connection, secret_key, name=name.strip(), scopes=wanted, origin=origin, kind="program", now=now_ms()
            )
    finally:
        store.close()
    if not as_json:
        click.echo(token.token)
        return
    facts = {
        "id": token.id,
        "token": token.token,
        "name": name.strip(),
        "scopes": sorted(token.scopes),
        "origin": origin,
        "proof_key": token.proof_key,
    }
    click.echo(json.dumps(facts))


@token_command.command("list")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@data_option
@with_store_errors
def list_tokens(as_json: bool, data_dir: Path | None) -> None:
    """List the tokens, newest first; never their secrets."""
    from forethought.store import tokens as stored
    from forethought.store.connect import open_store

    store = open_store(environment_of(data_dir), repair=False)
    try:
        with store.read() as connection:
            rows = stored.list_tokens(connection)
    finally:
        store.close()
    if as_json:
        facts = [
            {
                "id": row.id,
                "name": row.name,
                "scopes": row.scopes.split(","),
                "origin": row.origin,
                "kind": row.kind,
                "created_at": row.created_at,
                "last_used_at": row.last_used_at,
                "revoked_at": row.revoked_at,
            }
            for row in rows
        ]
        click.echo(json.dumps(facts))
        return
    for row in rows:
        used = "never used" if row.last_used_at is None else f"last used {_hour(row.last_used_at)}"
        state = "revoked" if row.revoked_at is not None else used
        click.echo(f"{row.id}  {row.name}  {row.scopes}  {row.origin or 'no origin'}  {state}")


@token_command.command("revoke")
@click.argument("token_id", metavar="ID")
@data_option
@with_store_errors
def revoke(token_id: str, data_dir: Path | None) -> None:
    """Revoke a token: it stops working at once."""
    from forethought.store import tokens as stored
    from forethought.store.connect import open_store
    from forethought.web.companion import now_ms

    store = open_store(environment_of(data_dir), repair=False)
    try:
        with store.begin() as connection:
            was_there = stored.revoke_token(connection, token_id, now_ms())
    finally:
        store.close()
    if not was_there:
        give_up(f"There is no token {token_id!r}. To see them: forethought token list", 1)
    click.echo(f"Token {token_id} is revoked.")


def _hour(at: int) -> str:
    return time.strftime("%Y-%m-%d %H:00", time.localtime(at / 1000))
