"""The first schema: every table of the first release."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None

_BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Make every table. Written out, so that the schema can change later and this stays what was released."""
    op.create_table(
        "account",
        sa.Column("id", _BIG, autoincrement=True, nullable=False),
        sa.Column("site", sa.Text(), nullable=False),
        sa.Column("handle", sa.Text(), nullable=False),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("use", sa.Text(), nullable=False),
        sa.Column("purpose", sa.Text(), nullable=False),
        sa.Column("persona", sa.Text(), nullable=False),
        sa.Column("picture_on", sa.Text(), nullable=True),
        sa.Column("bio_on", sa.Text(), nullable=True),
        sa.Column("links_on", sa.Text(), nullable=True),
        sa.Column("contact_on", sa.Text(), nullable=True),
        sa.Column("privacy_on", sa.Text(), nullable=True),
        sa.Column("closing_done", sa.Text(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("created_at", _BIG, nullable=False),
        sa.CheckConstraint(
            "persona IN ('professional', 'personal', 'organisational')", name=op.f("account_persona_known")
        ),
        sa.CheckConstraint("state IN ('open', 'closed')", name=op.f("account_state_known")),
        sa.CheckConstraint("use IN ('often', 'want', 'leave')", name=op.f("account_use_known")),
        sa.CheckConstraint("created_at >= 0", name=op.f("account_created_at_positive")),
        sa.CheckConstraint("length(address) BETWEEN 0 AND 2000", name=op.f("account_address_length")),
        sa.CheckConstraint("length(bio_on) BETWEEN 10 AND 10", name=op.f("account_bio_on_length")),
        sa.CheckConstraint("length(closing_done) BETWEEN 0 AND 200", name=op.f("account_closing_done_length")),
        sa.CheckConstraint("length(contact_on) BETWEEN 10 AND 10", name=op.f("account_contact_on_length")),
        sa.CheckConstraint("length(handle) BETWEEN 0 AND 200", name=op.f("account_handle_length")),
        sa.CheckConstraint("length(links_on) BETWEEN 10 AND 10", name=op.f("account_links_on_length")),
        sa.CheckConstraint("length(note) BETWEEN 0 AND 500", name=op.f("account_note_length")),
        sa.CheckConstraint("length(picture_on) BETWEEN 10 AND 10", name=op.f("account_picture_on_length")),
        sa.CheckConstraint("length(privacy_on) BETWEEN 10 AND 10", name=op.f("account_privacy_on_length")),
        sa.CheckConstraint("length(purpose) BETWEEN 0 AND 500", name=op.f("account_purpose_length")),
        sa.CheckConstraint("length(site) BETWEEN 1 AND 253", name=op.f("account_site_length")),
        sa.PrimaryKeyConstraint("id", name=op.f("account_key")),
        sqlite_autoincrement=True,
        sqlite_strict=True,
    )
    op.create_table(
        "draft_outcome",
        sa.Column("draft", sa.Text(), nullable=False),
        sa.Column("at", _BIG, nullable=False),
        sa.Column("site", sa.Text(), nullable=False),
        sa.Column("surface", sa.Text(), nullable=False),
        sa.Column("persona", sa.Text(), nullable=False),
        sa.Column("outcome", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "kind IN ('reply', 'question', 'post', 'share', 'reshare')", name=op.f("draft_outcome_kind_known")
        ),
        sa.CheckConstraint("outcome IN ('posted', 'dropped', 'unknown')", name=op.f("draft_outcome_outcome_known")),
        sa.CheckConstraint(
            "persona IN ('professional', 'personal', 'organisational')", name=op.f("draft_outcome_persona_known")
        ),
        sa.CheckConstraint(
            "surface IN ('post', 'reply', 'comment', 'quote', 'reshare', 'message', 'group', 'article')",
            name=op.f("draft_outcome_surface_known"),
        ),
        sa.CheckConstraint("at >= 0", name=op.f("draft_outcome_at_positive")),
        sa.CheckConstraint("length(draft) BETWEEN 1 AND 64", name=op.f("draft_outcome_draft_length")),
        sa.CheckConstraint("length(site) BETWEEN 1 AND 253", name=op.f("draft_outcome_site_length")),
        sa.PrimaryKeyConstraint("draft", name=op.f("draft_outcome_key")),
        sqlite_strict=True,
    )
    op.create_index(op.f("draft_outcome_at"), "draft_outcome", ["at"], unique=False)
    op.create_table(
        "erasure",
        sa.Column("id", _BIG, autoincrement=True, nullable=False),
        sa.Column("site", sa.Text(), nullable=True),
        sa.Column("start_ms", _BIG, nullable=False),
        sa.Column("end_ms", _BIG, nullable=False),
        sa.Column("at", _BIG, nullable=False),
        sa.CheckConstraint("at >= 0", name=op.f("erasure_at_positive")),
        sa.CheckConstraint("end_ms >= 0", name=op.f("erasure_end_ms_positive")),
        sa.CheckConstraint("length(site) BETWEEN 1 AND 253", name=op.f("erasure_site_length")),
        sa.CheckConstraint("start_ms >= 0", name=op.f("erasure_start_ms_positive")),
        sa.PrimaryKeyConstraint("id", name=op.f("erasure_key")),
        sqlite_autoincrement=True,
        sqlite_strict=True,
    )
    op.create_table(
        "event",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("at", _BIG, nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("site", sa.Text(), nullable=False),
        sa.Column("level", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "kind IN ('extra-minutes', 'done-for-today', 'prompt-shown', 'prompt-skipped', "
            "'prompt-answered', 'level-shown')",
            name=op.f("event_kind_known"),
        ),
        sa.CheckConstraint("at >= 0", name=op.f("event_at_positive")),
        sa.CheckConstraint("length(id) BETWEEN 1 AND 64", name=op.f("event_id_length")),
        sa.CheckConstraint("length(site) BETWEEN 0 AND 253", name=op.f("event_site_length")),
        sa.CheckConstraint("level BETWEEN 1 AND 4", name=op.f("event_level_known")),
        sa.PrimaryKeyConstraint("id", name=op.f("event_key")),
        sqlite_strict=True,
    )
    op.create_index(op.f("event_at"), "event", ["at"], unique=False)
    op.create_table(
        "goal",
        sa.Column("id", _BIG, autoincrement=True, nullable=False),
        sa.Column("what", sa.Text(), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("who", sa.Text(), nullable=False),
        sa.Column("site", sa.Text(), nullable=False),
        sa.Column("target", sa.Integer(), nullable=True),
        sa.Column("unit", sa.Text(), nullable=False),
        sa.Column("due_on", sa.Text(), nullable=True),
        sa.Column("review_on", sa.Text(), nullable=True),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("created_at", _BIG, nullable=False),
        sa.Column("closed_at", _BIG, nullable=True),
        sa.CheckConstraint("state IN ('open', 'done', 'dropped')", name=op.f("goal_state_known")),
        sa.CheckConstraint("closed_at >= 0", name=op.f("goal_closed_at_positive")),
        sa.CheckConstraint("created_at >= 0", name=op.f("goal_created_at_positive")),
        sa.CheckConstraint("length(due_on) BETWEEN 10 AND 10", name=op.f("goal_due_on_length")),
        sa.CheckConstraint("length(review_on) BETWEEN 10 AND 10", name=op.f("goal_review_on_length")),
        sa.CheckConstraint("length(site) BETWEEN 0 AND 253", name=op.f("goal_site_length")),
        sa.CheckConstraint("length(unit) BETWEEN 0 AND 60", name=op.f("goal_unit_length")),
        sa.CheckConstraint("length(what) BETWEEN 1 AND 500", name=op.f("goal_what_length")),
        sa.CheckConstraint("length(who) BETWEEN 0 AND 500", name=op.f("goal_who_length")),
        sa.CheckConstraint("length(why) BETWEEN 0 AND 500", name=op.f("goal_why_length")),
        sa.CheckConstraint("target BETWEEN 1 AND 100000", name=op.f("goal_target_sensible")),
        sa.PrimaryKeyConstraint("id", name=op.f("goal_key")),
        sqlite_autoincrement=True,
        sqlite_strict=True,
    )
    op.create_table(
        "pairing_code",
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column("expires_at", _BIG, nullable=False),
        sa.Column("tries", sa.Integer(), server_default="0", nullable=False),
        sa.CheckConstraint("expires_at >= 0", name=op.f("pairing_code_expires_at_positive")),
        sa.CheckConstraint("length(sha256) BETWEEN 64 AND 64", name=op.f("pairing_code_sha256_length")),
        sa.PrimaryKeyConstraint("sha256", name=op.f("pairing_code_key")),
        sqlite_strict=True,
    )
    op.create_table(
        "pause",
        sa.Column("id", _BIG, autoincrement=True, nullable=False),
        sa.Column("start_ms", _BIG, nullable=False),
        sa.Column("end_ms", _BIG, nullable=False),
        sa.CheckConstraint("end_ms >= 0", name=op.f("pause_end_ms_positive")),
        sa.CheckConstraint("start_ms >= 0", name=op.f("pause_start_ms_positive")),
        sa.PrimaryKeyConstraint("id", name=op.f("pause_key")),
        sqlite_autoincrement=True,
        sqlite_strict=True,
    )
    op.create_table(
        "problem",
        sa.Column("id", _BIG, autoincrement=True, nullable=False),
        sa.Column("at", _BIG, nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("facts", sa.Text(), nullable=False),
        sa.Column("seen_at", _BIG, nullable=True),
        sa.CheckConstraint("at >= 0", name=op.f("problem_at_positive")),
        sa.CheckConstraint("length(code) BETWEEN 1 AND 60", name=op.f("problem_code_length")),
        sa.CheckConstraint("length(facts) BETWEEN 0 AND 1000", name=op.f("problem_facts_length")),
        sa.CheckConstraint("seen_at >= 0", name=op.f("problem_seen_at_positive")),
        sa.PrimaryKeyConstraint("id", name=op.f("problem_key")),
        sqlite_autoincrement=True,
        sqlite_strict=True,
    )
    op.create_table(
        "reflection",
        sa.Column("week", sa.Text(), nullable=False),
        sa.Column("question", sa.Text(), nullable=False),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.Column("at", _BIG, nullable=False),
        sa.CheckConstraint("at >= 0", name=op.f("reflection_at_positive")),
        sa.CheckConstraint("length(answer) BETWEEN 0 AND 2000", name=op.f("reflection_answer_length")),
        sa.CheckConstraint("length(question) BETWEEN 1 AND 60", name=op.f("reflection_question_length")),
        sa.CheckConstraint("length(week) BETWEEN 8 AND 8", name=op.f("reflection_week_length")),
        sa.PrimaryKeyConstraint("week", "question", name=op.f("reflection_key")),
        sqlite_strict=True,
    )
    op.create_table(
        "rule_preference",
        sa.Column("rule", sa.Text(), nullable=False),
        sa.Column("site", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("since_at", _BIG, nullable=False),
        sa.Column("set_by", sa.Text(), nullable=False),
        sa.CheckConstraint("set_by IN ('person', 'program')", name=op.f("rule_preference_set_by_known")),
        sa.CheckConstraint(
            "state IN ('quiet', 'loud', 'off', 'hint', 'warn', 'hold')", name=op.f("rule_preference_state_known")
        ),
        sa.CheckConstraint("length(rule) BETWEEN 1 AND 80", name=op.f("rule_preference_rule_length")),
        sa.CheckConstraint("length(site) BETWEEN 0 AND 253", name=op.f("rule_preference_site_length")),
        sa.CheckConstraint("since_at >= 0", name=op.f("rule_preference_since_at_positive")),
        sa.PrimaryKeyConstraint("rule", "site", name=op.f("rule_preference_key")),
        sqlite_strict=True,
    )
    op.create_table(
        "setting",
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.CheckConstraint("length(key) BETWEEN 1 AND 60", name=op.f("setting_key_length")),
        sa.CheckConstraint("length(value) BETWEEN 0 AND 20000", name=op.f("setting_value_length")),
        sa.PrimaryKeyConstraint("key", name=op.f("setting_key")),
        sqlite_strict=True,
    )
    op.create_table(
        "slice",
        sa.Column("src", sa.Text(), nullable=False),
        sa.Column("seq", _BIG, autoincrement=False, nullable=False),
        sa.Column("site", sa.Text(), nullable=False),
        sa.Column("start_ms", _BIG, nullable=False),
        sa.Column("end_ms", _BIG, nullable=False),
        sa.Column("purpose", sa.Text(), nullable=True),
        sa.CheckConstraint("end_ms > start_ms AND end_ms - start_ms <= 900000", name=op.f("slice_is_short")),
        sa.CheckConstraint("end_ms >= 0", name=op.f("slice_end_ms_positive")),
        sa.CheckConstraint("length(purpose) BETWEEN 1 AND 40", name=op.f("slice_purpose_length")),
        sa.CheckConstraint("length(site) BETWEEN 1 AND 253", name=op.f("slice_site_length")),
        sa.CheckConstraint("length(src) BETWEEN 1 AND 64", name=op.f("slice_src_length")),
        sa.CheckConstraint("seq >= 0", name=op.f("slice_seq_positive")),
        sa.CheckConstraint("start_ms >= 0", name=op.f("slice_start_ms_positive")),
        sa.PrimaryKeyConstraint("src", "seq", name=op.f("slice_key")),
        sqlite_strict=True,
        sqlite_with_rowid=False,
    )
    op.create_index(op.f("slice_start_ms_end_ms_site"), "slice", ["start_ms", "end_ms", "site"], unique=False)
    op.create_table(
        "ticket",
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column("expires_at", _BIG, nullable=False),
        sa.Column("used", sa.Integer(), server_default="0", nullable=False),
        sa.CheckConstraint("expires_at >= 0", name=op.f("ticket_expires_at_positive")),
        sa.CheckConstraint("length(sha256) BETWEEN 64 AND 64", name=op.f("ticket_sha256_length")),
        sa.CheckConstraint("used IN (0, 1)", name=op.f("ticket_used_yes_or_no")),
        sa.PrimaryKeyConstraint("sha256", name=op.f("ticket_key")),
        sqlite_strict=True,
    )
    op.create_table(
        "token",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column("scopes", sa.Text(), nullable=False),
        sa.Column("origin", sa.Text(), nullable=True),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("created_at", _BIG, nullable=False),
        sa.Column("last_used_at", _BIG, nullable=True),
        sa.Column("revoked_at", _BIG, nullable=True),
        sa.CheckConstraint("created_at >= 0", name=op.f("token_created_at_positive")),
        sa.CheckConstraint("last_used_at >= 0", name=op.f("token_last_used_at_positive")),
        sa.CheckConstraint("length(id) BETWEEN 8 AND 16", name=op.f("token_id_length")),
        sa.CheckConstraint("length(kind) BETWEEN 0 AND 20", name=op.f("token_kind_length")),
        sa.CheckConstraint("length(name) BETWEEN 0 AND 60", name=op.f("token_name_length")),
        sa.CheckConstraint("length(origin) BETWEEN 0 AND 300", name=op.f("token_origin_length")),
        sa.CheckConstraint("length(scopes) BETWEEN 0 AND 60", name=op.f("token_scopes_length")),
        sa.CheckConstraint("length(sha256) BETWEEN 64 AND 64", name=op.f("token_sha256_length")),
        sa.CheckConstraint("revoked_at >= 0", name=op.f("token_revoked_at_positive")),
        sa.PrimaryKeyConstraint("id", name=op.f("token_key")),
        sa.UniqueConstraint("sha256", name=op.f("token_sha256_unique")),
        sqlite_strict=True,
    )
    op.create_table(
        "account_link",
        sa.Column("id", _BIG, autoincrement=True, nullable=False),
        sa.Column("account_id", _BIG, nullable=False),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("moved_to", sa.Text(), nullable=False),
        sa.Column("result", sa.Text(), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("checked_at", _BIG, nullable=False),
        sa.CheckConstraint(
            "result IN ('works', 'moved', 'not-found', 'cannot-tell')", name=op.f("account_link_result_known")
        ),
        sa.CheckConstraint("checked_at >= 0", name=op.f("account_link_checked_at_positive")),
        sa.CheckConstraint("length(address) BETWEEN 1 AND 2000", name=op.f("account_link_address_length")),
        sa.CheckConstraint("length(moved_to) BETWEEN 0 AND 2000", name=op.f("account_link_moved_to_length")),
        sa.CheckConstraint("length(why) BETWEEN 0 AND 200", name=op.f("account_link_why_length")),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("account_link_account_id_account"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("account_link_key")),
        sqlite_autoincrement=True,
        sqlite_strict=True,
    )
    op.create_index(op.f("account_link_account_id"), "account_link", ["account_id"], unique=False)
    op.create_table(
        "draft_warning",
        sa.Column("draft", sa.Text(), nullable=False),
        sa.Column("n", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("rule", sa.Text(), nullable=False),
        sa.Column("family", sa.Text(), nullable=False),
        sa.Column("level", sa.Text(), nullable=False),
        sa.Column("outcome", sa.Text(), nullable=False),
        sa.CheckConstraint("level IN ('hint', 'warn', 'hold')", name=op.f("draft_warning_level_known")),
        sa.CheckConstraint(
            "outcome IN ('changed', 'kept', 'dropped', 'unknown')", name=op.f("draft_warning_outcome_known")
        ),
        sa.CheckConstraint("length(family) BETWEEN 1 AND 40", name=op.f("draft_warning_family_length")),
        sa.CheckConstraint("length(rule) BETWEEN 1 AND 80", name=op.f("draft_warning_rule_length")),
        sa.ForeignKeyConstraint(
            ["draft"], ["draft_outcome.draft"], name=op.f("draft_warning_draft_draft_outcome"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("draft", "n", name=op.f("draft_warning_key")),
        sqlite_strict=True,
    )
    op.create_index(op.f("draft_warning_rule"), "draft_warning", ["rule"], unique=False)
    op.create_table(
        "goal_mark",
        sa.Column("id", _BIG, autoincrement=True, nullable=False),
        sa.Column("goal_id", _BIG, nullable=False),
        sa.Column("at", _BIG, nullable=False),
        sa.Column("n", sa.Integer(), server_default="1", nullable=False),
        sa.CheckConstraint("at >= 0", name=op.f("goal_mark_at_positive")),
        sa.ForeignKeyConstraint(["goal_id"], ["goal.id"], name=op.f("goal_mark_goal_id_goal"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("goal_mark_key")),
        sqlite_autoincrement=True,
        sqlite_strict=True,
    )
    op.create_index(op.f("goal_mark_goal_id"), "goal_mark", ["goal_id"], unique=False)
    op.create_table(
        "plan_item",
        sa.Column("id", _BIG, autoincrement=True, nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("what", sa.Text(), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("site", sa.Text(), nullable=False),
        sa.Column("link", sa.Text(), nullable=False),
        sa.Column("tag", sa.Text(), nullable=False),
        sa.Column("goal_id", _BIG, nullable=True),
        sa.Column("due_on", sa.Text(), nullable=True),
        sa.Column("repeat", sa.Text(), nullable=False),
        sa.Column("last_on", sa.Text(), nullable=True),
        sa.Column("sees_differently", sa.Integer(), server_default="0", nullable=False),
        sa.Column("knows_many", sa.Integer(), server_default="0", nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("created_at", _BIG, nullable=False),
        sa.Column("closed_at", _BIG, nullable=True),
        sa.CheckConstraint("kind IN ('share', 'person', 'event', 'task')", name=op.f("plan_item_kind_known")),
        sa.CheckConstraint("repeat IN ('none', 'week', 'month', 'year')", name=op.f("plan_item_repeat_known")),
        sa.CheckConstraint("state IN ('open', 'done', 'dropped')", name=op.f("plan_item_state_known")),
        sa.CheckConstraint("closed_at >= 0", name=op.f("plan_item_closed_at_positive")),
        sa.CheckConstraint("created_at >= 0", name=op.f("plan_item_created_at_positive")),
        sa.CheckConstraint("knows_many IN (0, 1)", name=op.f("plan_item_knows_many_yes_or_no")),
        sa.CheckConstraint("length(due_on) BETWEEN 10 AND 10", name=op.f("plan_item_due_on_length")),
        sa.CheckConstraint("length(last_on) BETWEEN 10 AND 10", name=op.f("plan_item_last_on_length")),
        sa.CheckConstraint("length(link) BETWEEN 0 AND 2000", name=op.f("plan_item_link_length")),
        sa.CheckConstraint("length(site) BETWEEN 0 AND 253", name=op.f("plan_item_site_length")),
        sa.CheckConstraint("length(tag) BETWEEN 0 AND 100", name=op.f("plan_item_tag_length")),
        sa.CheckConstraint("length(what) BETWEEN 1 AND 500", name=op.f("plan_item_what_length")),
        sa.CheckConstraint("length(why) BETWEEN 0 AND 500", name=op.f("plan_item_why_length")),
        sa.CheckConstraint("sees_differently IN (0, 1)", name=op.f("plan_item_sees_differently_yes_or_no")),
        sa.ForeignKeyConstraint(["goal_id"], ["goal.id"], name=op.f("plan_item_goal_id_goal"), ondelete="SET NULL"),
        sa.PrimaryKeyConstraint("id", name=op.f("plan_item_key")),
        sqlite_autoincrement=True,
        sqlite_strict=True,
    )
