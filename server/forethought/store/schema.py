"""The tables of the store. No column can hold the text of a draft: each text is bounded, and each has another purpose.

Times are epoch milliseconds in UTC; columns that end in ``_at`` are instants, ``_ms`` instants or lengths, ``_on`` are
local days written YYYY-MM-DD. The same tables serve SQLite and PostgreSQL.
"""

from typing import Any

from sqlalchemy import BigInteger, CheckConstraint, Column, ForeignKey, Index, Integer, MetaData, Table, Text

from forethought.usage.today import EVENT_KINDS

OUTCOMES = ("posted", "dropped", "unknown")
WARNING_OUTCOMES = ("changed", "kept", "dropped", "unknown")
POST_KINDS = ("reply", "question", "post", "share", "reshare")
SURFACES = ("post", "reply", "comment", "quote", "reshare", "message", "group", "article")
PERSONAS = ("professional", "personal", "organisational")
LEVELS = ("hint", "warn", "hold")
RULE_STATES = ("quiet", "loud", "off", *LEVELS)
GOAL_STATES = ("open", "done", "dropped")
PLAN_KINDS = ("share", "person", "event", "task")
PLAN_STATES = ("open", "done", "dropped")
REPEATS = ("none", "week", "month", "year")
ACCOUNT_USES = ("often", "want", "leave")
ACCOUNT_STATES = ("open", "closed")
LINK_RESULTS = ("works", "moved", "not-found", "cannot-tell")

#: Names constraints alike on every database, so that a migration can find them.
metadata = MetaData(
    naming_convention={
        "ix": "%(table_name)s_%(column_0_N_name)s",
        "uq": "%(table_name)s_%(column_0_N_name)s_unique",
        "ck": "%(table_name)s_%(constraint_name)s",
        "fk": "%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
        "pk": "%(table_name)s_key",
    }
)

#: SQLite's integers hold 64 bits under one name, and a STRICT table knows no other name.
_Big = BigInteger().with_variant(Integer(), "sqlite")


def _table(name: str, *parts: Any, **options: Any) -> Table:
    return Table(name, metadata, *parts, sqlite_strict=True, **options)


def _text(name: str, longest: int, *, shortest: int = 0, optional: bool = False, **options: Any) -> list[Any]:
    bound = f"length({name}) BETWEEN {shortest} AND {longest}"
    return [Column(name, Text(), nullable=optional, **options), CheckConstraint(bound, name=f"{name}_length")]


def _one_of(name: str, words: tuple[str, ...], **options: Any) -> list[Any]:
    listed = ", ".join(f"'{word}'" for word in words)
    return [
        Column(name, Text(), nullable=False, **options),
        CheckConstraint(f"{name} IN ({listed})", name=f"{name}_known"),
    ]


def _instant(name: str, *, optional: bool = False) -> list[Any]:
    return [Column(name, _Big, nullable=optional), CheckConstraint(f"{name} >= 0", name=f"{name}_positive")]


def _flag(name: str) -> list[Any]:
    return [
        Column(name, Integer(), nullable=False, server_default="0"),
        CheckConstraint(f"{name} IN (0, 1)", name=f"{name}_yes_or_no"),
    ]


def _day(name: str) -> list[Any]:
    return _text(name, 10, shortest=10, optional=True)


def _number() -> Column[Any]:
    return Column("id", _Big, primary_key=True, autoincrement=True)


setting = _table("setting", *_text("key", 60, shortest=1, primary_key=True), *_text("value", 20_000))

token = _table(
    "token",
    *_text("id", 16, shortest=8, primary_key=True),
    *_text("name", 60),
    *_text("sha256", 64, shortest=64, unique=True),
    *_text("scopes", 60),
    *_text("origin", 300, optional=True),
    *_text("kind", 20),
    *_instant("created_at"),
    *_instant("last_used_at", optional=True),
    *_instant("revoked_at", optional=True),
)

pairing_code = _table(
    "pairing_code",
    *_text("sha256", 64, shortest=64, primary_key=True),
    *_instant("expires_at"),
    Column("tries", Integer(), nullable=False, server_default="0"),
)

ticket = _table(
    "ticket",
    *_text("sha256", 64, shortest=64, primary_key=True),
    *_instant("expires_at"),
    *_flag("used"),
)

#: A run of active use of one site in one document. Rows only ever grow; a total is a union, taken when it is asked for.
slice_ = _table(
    "slice",
    *_text("src", 64, shortest=1, primary_key=True),
    Column("seq", _Big, primary_key=True, autoincrement=False),
    *_text("site", 253, shortest=1),
    *_instant("start_ms"),
    *_instant("end_ms"),
    *_text("purpose", 40, shortest=1, optional=True),
    CheckConstraint("seq >= 0", name="seq_positive"),
    # Every query by time relies on this bound: what touches an instant started at most 15 minutes before it.
    CheckConstraint("end_ms > start_ms AND end_ms - start_ms <= 900000", name="is_short"),
    # With the site, so that totals are read from the index alone.
    Index(None, "start_ms", "end_ms", "site"),
    sqlite_with_rowid=False,
)

#: What was erased, so that a late replay does not bring it back. No site means every site.
erasure = _table(
    "erasure",
    _number(),
    *_text("site", 253, shortest=1, optional=True),
    *_instant("start_ms"),
    *_instant("end_ms"),
    *_instant("at"),
    sqlite_autoincrement=True,
)

pause = _table(
    "pause",
    _number(),
    *_instant("start_ms"),
    *_instant("end_ms"),
    sqlite_autoincrement=True,
)

event = _table(
    "event",
    *_text("id", 64, shortest=1, primary_key=True),
    *_instant("at"),
    *_one_of("kind", EVENT_KINDS),
    *_text("site", 253),
    Column("level", Integer(), nullable=True),
    CheckConstraint("level BETWEEN 1 AND 4", name="level_known"),
    Index(None, "at"),
)

#: What became of a draft. Its words are nowhere: ``draft`` is a random id that the extension made up.
draft_outcome = _table(
    "draft_outcome",
    *_text("draft", 64, shortest=1, primary_key=True),
    *_instant("at"),
    *_text("site", 253, shortest=1),
    *_one_of("surface", SURFACES),
    *_one_of("persona", PERSONAS),
    *_one_of("outcome", OUTCOMES),
    *_one_of("kind", POST_KINDS),
    Index(None, "at"),
)

draft_warning = _table(
    "draft_warning",
    Column("draft", Text(), ForeignKey("draft_outcome.draft", ondelete="CASCADE"), primary_key=True),
    Column("n", Integer(), primary_key=True, autoincrement=False),
    *_text("rule", 80, shortest=1),
    *_text("family", 40, shortest=1),
    *_one_of("level", LEVELS),
    *_one_of("outcome", WARNING_OUTCOMES),
    Index(None, "rule"),
)

#: How loud a person wants a rule; no site ('') means everywhere.
rule_preference = _table(
    "rule_preference",
    *_text("rule", 80, shortest=1, primary_key=True),
    *_text("site", 253, primary_key=True),
    *_one_of("state", RULE_STATES),
    *_instant("since_at"),
    *_one_of("set_by", ("person", "program")),
)

goal = _table(
    "goal",
    _number(),
    *_text("what", 500, shortest=1),
    *_text("why", 500),
    *_text("who", 500),
    *_text("site", 253),
    Column("target", Integer(), nullable=True),
    CheckConstraint("target BETWEEN 1 AND 100000", name="target_sensible"),
    *_text("unit", 60),
    *_day("due_on"),
    *_day("review_on"),
    *_one_of("state", GOAL_STATES),
    *_instant("created_at"),
    *_instant("closed_at", optional=True),
    # A purpose names a goal by its number, so a number is never given twice.
    sqlite_autoincrement=True,
)

goal_mark = _table(
    "goal_mark",
    _number(),
    Column("goal_id", _Big, ForeignKey("goal.id", ondelete="CASCADE"), nullable=False, index=True),
    *_instant("at"),
    Column("n", Integer(), nullable=False, server_default="1"),
    sqlite_autoincrement=True,
)

plan_item = _table(
    "plan_item",
    _number(),
    *_one_of("kind", PLAN_KINDS),
    *_text("what", 500, shortest=1),
    *_text("why", 500),
    *_text("site", 253),
    *_text("link", 2000),
    *_text("tag", 100),
    Column("goal_id", _Big, ForeignKey("goal.id", ondelete="SET NULL"), nullable=True),
    *_day("due_on"),
    *_one_of("repeat", REPEATS),
    *_day("last_on"),
    *_flag("sees_differently"),
    *_flag("knows_many"),
    *_one_of("state", PLAN_STATES),
    *_instant("created_at"),
    *_instant("closed_at", optional=True),
    sqlite_autoincrement=True,
)

account = _table(
    "account",
    _number(),
    *_text("site", 253, shortest=1),
    *_text("handle", 200),
    *_text("address", 2000),
    *_one_of("use", ACCOUNT_USES),
    *_text("purpose", 500),
    *_one_of("persona", PERSONAS),
    *_day("picture_on"),
    *_day("bio_on"),
    *_day("links_on"),
    *_day("contact_on"),
    *_day("privacy_on"),
    #: Steps of the closing checklist that are done, by id and with commas between.
    *_text("closing_done", 200),
    *_text("note", 500),
    *_one_of("state", ACCOUNT_STATES),
    *_instant("created_at"),
    sqlite_autoincrement=True,
)

account_link = _table(
    "account_link",
    _number(),
    Column("account_id", _Big, ForeignKey("account.id", ondelete="CASCADE"), nullable=False, index=True),
    *_text("address", 2000, shortest=1),
    *_text("moved_to", 2000),
    *_one_of("result", LINK_RESULTS),
    *_text("why", 200),
    *_instant("checked_at"),
    sqlite_autoincrement=True,
)

reflection = _table(
    "reflection",
    *_text("week", 8, shortest=8, primary_key=True),
    *_text("question", 60, shortest=1, primary_key=True),
    *_text("answer", 2000),
    *_instant("at"),
)

#: What the person has to be told, such as that a backup was restored. ``facts`` is JSON: file names, days, counts.
problem = _table(
    "problem",
    _number(),
    *_instant("at"),
    *_text("code", 60, shortest=1),
    *_text("facts", 1000),
    *_instant("seen_at", optional=True),
    sqlite_autoincrement=True,
)


def for_sqlite() -> str:
    """Return the statements that make all tables and indexes in SQLite, with an empty line between them."""
    from sqlalchemy import create_mock_engine

    statements: list[str] = []

    def take(statement: Any, *_: object, **__: object) -> None:
        lines = str(statement.compile(dialect=engine.dialect)).strip().splitlines()
        statements.append("\n".join(line.rstrip().replace("\t", "    ") for line in lines if line.strip()))

    engine = create_mock_engine("sqlite://", take)
    metadata.create_all(engine, checkfirst=False)
    return "\n\n".join(statements) + "\n"


if __name__ == "__main__":
    from pathlib import Path

    Path(__file__).with_name("schema.sql").write_text(for_sqlite(), encoding="utf-8")
