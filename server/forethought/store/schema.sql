CREATE TABLE setting (
    "key" TEXT NOT NULL,
    value TEXT NOT NULL,
    CONSTRAINT setting_key PRIMARY KEY ("key"),
    CONSTRAINT setting_key_length CHECK (length(key) BETWEEN 1 AND 60),
    CONSTRAINT setting_value_length CHECK (length(value) BETWEEN 0 AND 20000)
)
 STRICT

CREATE TABLE token (
    id TEXT NOT NULL,
    name TEXT NOT NULL,
    sha256 TEXT NOT NULL,
    scopes TEXT NOT NULL,
    origin TEXT,
    kind TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    last_used_at INTEGER,
    revoked_at INTEGER,
    CONSTRAINT token_key PRIMARY KEY (id),
    CONSTRAINT token_id_length CHECK (length(id) BETWEEN 8 AND 16),
    CONSTRAINT token_name_length CHECK (length(name) BETWEEN 0 AND 60),
    CONSTRAINT token_sha256_length CHECK (length(sha256) BETWEEN 64 AND 64),
    CONSTRAINT token_scopes_length CHECK (length(scopes) BETWEEN 0 AND 60),
    CONSTRAINT token_origin_length CHECK (length(origin) BETWEEN 0 AND 300),
    CONSTRAINT token_kind_length CHECK (length(kind) BETWEEN 0 AND 20),
    CONSTRAINT token_created_at_positive CHECK (created_at >= 0),
    CONSTRAINT token_last_used_at_positive CHECK (last_used_at >= 0),
    CONSTRAINT token_revoked_at_positive CHECK (revoked_at >= 0),
    CONSTRAINT token_sha256_unique UNIQUE (sha256)
)
 STRICT

CREATE TABLE pairing_code (
    sha256 TEXT NOT NULL,
    expires_at INTEGER NOT NULL,
    tries INTEGER DEFAULT '0' NOT NULL,
    CONSTRAINT pairing_code_key PRIMARY KEY (sha256),
    CONSTRAINT pairing_code_sha256_length CHECK (length(sha256) BETWEEN 64 AND 64),
    CONSTRAINT pairing_code_expires_at_positive CHECK (expires_at >= 0)
)
 STRICT

CREATE TABLE ticket (
    sha256 TEXT NOT NULL,
    expires_at INTEGER NOT NULL,
    used INTEGER DEFAULT '0' NOT NULL,
    CONSTRAINT ticket_key PRIMARY KEY (sha256),
    CONSTRAINT ticket_sha256_length CHECK (length(sha256) BETWEEN 64 AND 64),
    CONSTRAINT ticket_expires_at_positive CHECK (expires_at >= 0),
    CONSTRAINT ticket_used_yes_or_no CHECK (used IN (0, 1))
)
 STRICT

CREATE TABLE slice (
    src TEXT NOT NULL,
    seq INTEGER NOT NULL,
    site TEXT NOT NULL,
    start_ms INTEGER NOT NULL,
    end_ms INTEGER NOT NULL,
    purpose TEXT,
    CONSTRAINT slice_key PRIMARY KEY (src, seq),
    CONSTRAINT slice_src_length CHECK (length(src) BETWEEN 1 AND 64),
    CONSTRAINT slice_site_length CHECK (length(site) BETWEEN 1 AND 253),
    CONSTRAINT slice_start_ms_positive CHECK (start_ms >= 0),
    CONSTRAINT slice_end_ms_positive CHECK (end_ms >= 0),
    CONSTRAINT slice_purpose_length CHECK (length(purpose) BETWEEN 1 AND 40),
    CONSTRAINT slice_seq_positive CHECK (seq >= 0),
    CONSTRAINT slice_is_short CHECK (end_ms > start_ms AND end_ms - start_ms <= 900000)
)
 WITHOUT ROWID,
 STRICT

CREATE INDEX slice_start_ms_end_ms_site ON slice (start_ms, end_ms, site)

CREATE TABLE erasure (
    id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    site TEXT,
    start_ms INTEGER NOT NULL,
    end_ms INTEGER NOT NULL,
    at INTEGER NOT NULL,
    CONSTRAINT erasure_site_length CHECK (length(site) BETWEEN 1 AND 253),
    CONSTRAINT erasure_start_ms_positive CHECK (start_ms >= 0),
    CONSTRAINT erasure_end_ms_positive CHECK (end_ms >= 0),
    CONSTRAINT erasure_at_positive CHECK (at >= 0)
)
 STRICT

CREATE TABLE pause (
    id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    start_ms INTEGER NOT NULL,
    end_ms INTEGER NOT NULL,
    CONSTRAINT pause_start_ms_positive CHECK (start_ms >= 0),
    CONSTRAINT pause_end_ms_positive CHECK (end_ms >= 0)
)
 STRICT

CREATE TABLE event (
    id TEXT NOT NULL,
    at INTEGER NOT NULL,
    kind TEXT NOT NULL,
    site TEXT NOT NULL,
    level INTEGER,
    CONSTRAINT event_key PRIMARY KEY (id),
    CONSTRAINT event_id_length CHECK (length(id) BETWEEN 1 AND 64),
    CONSTRAINT event_at_positive CHECK (at >= 0),
    CONSTRAINT event_kind_known CHECK (kind IN ('extra-minutes', 'done-for-today', 'prompt-shown', 'prompt-skipped', 'prompt-answered', 'level-shown')),
    CONSTRAINT event_site_length CHECK (length(site) BETWEEN 0 AND 253),
    CONSTRAINT event_level_known CHECK (level BETWEEN 1 AND 4)
)
 STRICT

CREATE INDEX event_at ON event (at)

CREATE TABLE draft_outcome (
    draft TEXT NOT NULL,
    at INTEGER NOT NULL,
    site TEXT NOT NULL,
    surface TEXT NOT NULL,
    persona TEXT NOT NULL,
    outcome TEXT NOT NULL,
    kind TEXT NOT NULL,
    CONSTRAINT draft_outcome_key PRIMARY KEY (draft),
    CONSTRAINT draft_outcome_draft_length CHECK (length(draft) BETWEEN 1 AND 64),
    CONSTRAINT draft_outcome_at_positive CHECK (at >= 0),
    CONSTRAINT draft_outcome_site_length CHECK (length(site) BETWEEN 1 AND 253),
    CONSTRAINT draft_outcome_surface_known CHECK (surface IN ('post', 'reply', 'comment', 'quote', 'reshare', 'message', 'group', 'article')),
    CONSTRAINT draft_outcome_persona_known CHECK (persona IN ('professional', 'personal', 'organisational')),
    CONSTRAINT draft_outcome_outcome_known CHECK (outcome IN ('posted', 'dropped', 'unknown')),
    CONSTRAINT draft_outcome_kind_known CHECK (kind IN ('reply', 'question', 'post', 'share', 'reshare'))
)
 STRICT

CREATE INDEX draft_outcome_at ON draft_outcome (at)

CREATE TABLE rule_preference (
    rule TEXT NOT NULL,
    site TEXT NOT NULL,
    state TEXT NOT NULL,
    since_at INTEGER NOT NULL,
    set_by TEXT NOT NULL,
    CONSTRAINT rule_preference_key PRIMARY KEY (rule, site),
    CONSTRAINT rule_preference_rule_length CHECK (length(rule) BETWEEN 1 AND 80),
    CONSTRAINT rule_preference_site_length CHECK (length(site) BETWEEN 0 AND 253),
    CONSTRAINT rule_preference_state_known CHECK (state IN ('quiet', 'loud', 'off', 'hint', 'warn', 'hold')),
    CONSTRAINT rule_preference_since_at_positive CHECK (since_at >= 0),
    CONSTRAINT rule_preference_set_by_known CHECK (set_by IN ('person', 'program'))
)
 STRICT

CREATE TABLE goal (
    id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    what TEXT NOT NULL,
    why TEXT NOT NULL,
    who TEXT NOT NULL,
    site TEXT NOT NULL,
    target INTEGER,
    unit TEXT NOT NULL,
    due_on TEXT,
    review_on TEXT,
    state TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    closed_at INTEGER,
    CONSTRAINT goal_what_length CHECK (length(what) BETWEEN 1 AND 500),
    CONSTRAINT goal_why_length CHECK (length(why) BETWEEN 0 AND 500),
    CONSTRAINT goal_who_length CHECK (length(who) BETWEEN 0 AND 500),
    CONSTRAINT goal_site_length CHECK (length(site) BETWEEN 0 AND 253),
    CONSTRAINT goal_target_sensible CHECK (target BETWEEN 1 AND 100000),
    CONSTRAINT goal_unit_length CHECK (length(unit) BETWEEN 0 AND 60),
    CONSTRAINT goal_due_on_length CHECK (length(due_on) BETWEEN 10 AND 10),
    CONSTRAINT goal_review_on_length CHECK (length(review_on) BETWEEN 10 AND 10),
    CONSTRAINT goal_state_known CHECK (state IN ('open', 'done', 'dropped')),
    CONSTRAINT goal_created_at_positive CHECK (created_at >= 0),
    CONSTRAINT goal_closed_at_positive CHECK (closed_at >= 0)
)
 STRICT

CREATE TABLE account (
    id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    site TEXT NOT NULL,
    handle TEXT NOT NULL,
    address TEXT NOT NULL,
    use TEXT NOT NULL,
    purpose TEXT NOT NULL,
    persona TEXT NOT NULL,
    picture_on TEXT,
    bio_on TEXT,
    links_on TEXT,
    contact_on TEXT,
    privacy_on TEXT,
    closing_done TEXT NOT NULL,
    note TEXT NOT NULL,
    state TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    CONSTRAINT account_site_length CHECK (length(site) BETWEEN 1 AND 253),
    CONSTRAINT account_handle_length CHECK (length(handle) BETWEEN 0 AND 200),
    CONSTRAINT account_address_length CHECK (length(address) BETWEEN 0 AND 2000),
    CONSTRAINT account_use_known CHECK (use IN ('often', 'want', 'leave')),
    CONSTRAINT account_purpose_length CHECK (length(purpose) BETWEEN 0 AND 500),
    CONSTRAINT account_persona_known CHECK (persona IN ('professional', 'personal', 'organisational')),
    CONSTRAINT account_picture_on_length CHECK (length(picture_on) BETWEEN 10 AND 10),
    CONSTRAINT account_bio_on_length CHECK (length(bio_on) BETWEEN 10 AND 10),
    CONSTRAINT account_links_on_length CHECK (length(links_on) BETWEEN 10 AND 10),
    CONSTRAINT account_contact_on_length CHECK (length(contact_on) BETWEEN 10 AND 10),
    CONSTRAINT account_privacy_on_length CHECK (length(privacy_on) BETWEEN 10 AND 10),
    CONSTRAINT account_closing_done_length CHECK (length(closing_done) BETWEEN 0 AND 200),
    CONSTRAINT account_note_length CHECK (length(note) BETWEEN 0 AND 500),
    CONSTRAINT account_state_known CHECK (state IN ('open', 'closed')),
    CONSTRAINT account_created_at_positive CHECK (created_at >= 0)
)
 STRICT

CREATE TABLE reflection (
    week TEXT NOT NULL,
    question TEXT NOT NULL,
    answer TEXT NOT NULL,
    at INTEGER NOT NULL,
    CONSTRAINT reflection_key PRIMARY KEY (week, question),
    CONSTRAINT reflection_week_length CHECK (length(week) BETWEEN 8 AND 8),
    CONSTRAINT reflection_question_length CHECK (length(question) BETWEEN 1 AND 60),
    CONSTRAINT reflection_answer_length CHECK (length(answer) BETWEEN 0 AND 2000),
    CONSTRAINT reflection_at_positive CHECK (at >= 0)
)
 STRICT

CREATE TABLE problem (
    id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    at INTEGER NOT NULL,
    code TEXT NOT NULL,
    facts TEXT NOT NULL,
    seen_at INTEGER,
    CONSTRAINT problem_at_positive CHECK (at >= 0),
    CONSTRAINT problem_code_length CHECK (length(code) BETWEEN 1 AND 60),
    CONSTRAINT problem_facts_length CHECK (length(facts) BETWEEN 0 AND 1000),
    CONSTRAINT problem_seen_at_positive CHECK (seen_at >= 0)
)
 STRICT

CREATE TABLE draft_warning (
    draft TEXT NOT NULL,
    n INTEGER NOT NULL,
    rule TEXT NOT NULL,
    family TEXT NOT NULL,
    level TEXT NOT NULL,
    outcome TEXT NOT NULL,
    CONSTRAINT draft_warning_key PRIMARY KEY (draft, n),
    CONSTRAINT draft_warning_rule_length CHECK (length(rule) BETWEEN 1 AND 80),
    CONSTRAINT draft_warning_family_length CHECK (length(family) BETWEEN 1 AND 40),
    CONSTRAINT draft_warning_level_known CHECK (level IN ('hint', 'warn', 'hold')),
    CONSTRAINT draft_warning_outcome_known CHECK (outcome IN ('changed', 'kept', 'dropped', 'unknown')),
    CONSTRAINT draft_warning_draft_draft_outcome FOREIGN KEY(draft) REFERENCES draft_outcome (draft) ON DELETE CASCADE
)
 STRICT

CREATE INDEX draft_warning_rule ON draft_warning (rule)

CREATE TABLE goal_mark (
    id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    goal_id INTEGER NOT NULL,
    at INTEGER NOT NULL,
    n INTEGER DEFAULT '1' NOT NULL,
    CONSTRAINT goal_mark_at_positive CHECK (at >= 0),
    CONSTRAINT goal_mark_goal_id_goal FOREIGN KEY(goal_id) REFERENCES goal (id) ON DELETE CASCADE
)
 STRICT

CREATE INDEX goal_mark_goal_id ON goal_mark (goal_id)

CREATE TABLE plan_item (
    id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    kind TEXT NOT NULL,
    what TEXT NOT NULL,
    why TEXT NOT NULL,
    site TEXT NOT NULL,
    link TEXT NOT NULL,
    tag TEXT NOT NULL,
    goal_id INTEGER,
    due_on TEXT,
    repeat TEXT NOT NULL,
    last_on TEXT,
    sees_differently INTEGER DEFAULT '0' NOT NULL,
    knows_many INTEGER DEFAULT '0' NOT NULL,
    state TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    closed_at INTEGER,
    CONSTRAINT plan_item_kind_known CHECK (kind IN ('share', 'person', 'event', 'task')),
    CONSTRAINT plan_item_what_length CHECK (length(what) BETWEEN 1 AND 500),
    CONSTRAINT plan_item_why_length CHECK (length(why) BETWEEN 0 AND 500),
    CONSTRAINT plan_item_site_length CHECK (length(site) BETWEEN 0 AND 253),
    CONSTRAINT plan_item_link_length CHECK (length(link) BETWEEN 0 AND 2000),
    CONSTRAINT plan_item_tag_length CHECK (length(tag) BETWEEN 0 AND 100),
    CONSTRAINT plan_item_due_on_length CHECK (length(due_on) BETWEEN 10 AND 10),
    CONSTRAINT plan_item_repeat_known CHECK (repeat IN ('none', 'week', 'month', 'year')),
    CONSTRAINT plan_item_last_on_length CHECK (length(last_on) BETWEEN 10 AND 10),
    CONSTRAINT plan_item_sees_differently_yes_or_no CHECK (sees_differently IN (0, 1)),
    CONSTRAINT plan_item_knows_many_yes_or_no CHECK (knows_many IN (0, 1)),
    CONSTRAINT plan_item_state_known CHECK (state IN ('open', 'done', 'dropped')),
    CONSTRAINT plan_item_created_at_positive CHECK (created_at >= 0),
    CONSTRAINT plan_item_closed_at_positive CHECK (closed_at >= 0),
    CONSTRAINT plan_item_goal_id_goal FOREIGN KEY(goal_id) REFERENCES goal (id) ON DELETE SET NULL
)
 STRICT

CREATE TABLE account_link (
    id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    account_id INTEGER NOT NULL,
    address TEXT NOT NULL,
    moved_to TEXT NOT NULL,
    result TEXT NOT NULL,
    why TEXT NOT NULL,
    checked_at INTEGER NOT NULL,
    CONSTRAINT account_link_address_length CHECK (length(address) BETWEEN 1 AND 2000),
    CONSTRAINT account_link_moved_to_length CHECK (length(moved_to) BETWEEN 0 AND 2000),
    CONSTRAINT account_link_result_known CHECK (result IN ('works', 'moved', 'not-found', 'cannot-tell')),
    CONSTRAINT account_link_why_length CHECK (length(why) BETWEEN 0 AND 200),
    CONSTRAINT account_link_checked_at_positive CHECK (checked_at >= 0),
    CONSTRAINT account_link_account_id_account FOREIGN KEY(account_id) REFERENCES account (id) ON DELETE CASCADE
)
 STRICT

CREATE INDEX account_link_account_id ON account_link (account_id)
