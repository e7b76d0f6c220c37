"""Queries of the table reflection: what a person answered to the question of a week."""

from forethought.store.sql import Connection


def find_answer(connection: Connection, week: str, question: str) -> str:
    """Return the answer to a question in a week, or "" when there is none."""
    found = connection.execute(
        "SELECT answer FROM reflection WHERE week = :week AND question = :question",
        {"week": week, "question": question},
    ).scalar()
    return str(found or "")


def answers_of(connection: Connection, week: str) -> dict[str, str]:
    """Return the answers of a week by question."""
    rows = connection.execute("SELECT question, answer FROM reflection WHERE week = :week", {"week": week})
    return {row.question: row.answer for row in rows}


def save_answer(connection: Connection, week: str, question: str, answer: str, now_ms: int) -> None:
    """Store an answer in place of the one before; an empty one removes it."""
    if not answer:
        connection.execute(
            "DELETE FROM reflection WHERE week = :week AND question = :question",
            {"week": week, "question": question},
        )
        return
    connection.execute(
        """INSERT INTO reflection (week, question, answer, at)
                     VALUES (:week, :question, :answer, :at)
                ON CONFLICT (week, question) DO UPDATE SET answer = excluded.answer, at = excluded.at""",
        {"week": week, "question": question, "answer": answer, "at": now_ms},
    )
