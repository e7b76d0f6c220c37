// Every message between the extension's parts, every storage key, and every answer of the companion that they read.
// Global on purpose: content scripts are plain scripts and name these types in JSDoc without an import.
// Times are epoch milliseconds UTC (…At, …_at, …_ms of an instant) or milliseconds (durations). Offsets are UTF-16 units.

type Level = "hint" | "warn" | "hold";
type Surface = "post" | "reply" | "comment" | "quote" | "reshare" | "message" | "group" | "article";
type Persona = "professional" | "personal" | "organisational";

// ---------------------------------------------------------------- a draft and its findings

interface Source { title: string; section?: string; url?: string }
interface Finding {
  rule: string; family: string; level: Level; start: number; end: number;
  title: string; message: string; reason: string; suggestion: string; sources: Source[]; key: string;
  /** Exact words for start..end, when the rule knows them. */
  replacement?: string | null;
  /** For confidentiality: the facts that add up, heaviest first. */
  facts?: { label: string; start: number; end: number; weight: number }[];
}
/** What a content script hands over. The site is never taken from here: the worker reads it from the sender. */
interface DraftToCheck {
  text: string; revision: number; surface: Surface; media: { type: string; alt: string | null }[];
  /** What the person has said of whoever this draft describes. */
  context?: DraftContext;
}
type DraftContext = "not-served" | "consent" | "made-up";
interface Checked {
  state: "checked"; revision: number; length: number; findings: Finding[]; incomplete: boolean;
  more: number; quieted: { rule: string; title: string }[]; notices: string[];
}
/** Never read as "fine": the badge and the card say that nothing looked at the draft. */
interface NotChecked { state: "not-checked"; revision: number; why: NotCheckedWhy }
type NotCheckedWhy = "companion-down" | "not-paired" | "not-the-companion" | "paused" | "off" | "too-long" | "too-many" | "update" | "refused";
type CheckAnswer = Checked | NotChecked;

// ---------------------------------------------------------------- time

interface Slice { src: string; seq: number; site: string; start: number; end: number; purpose?: string }
interface Today {
  day: string; day_ends_at: number; total_ms: number; sites: Record<string, number>; budget_ms: number | null;
  level: BudgetLevel; shown_level: BudgetLevel; next_level_in_ms?: number | null;
  budgets?: BudgetState[]; extra_used?: number; snoozed_ms?: number; done_for_today?: boolean;
}
/** One budget of the day: "day" for all sites, "site:x" for one, "window:19:00" for a part of the day. */
interface BudgetState { id: string; budget_ms: number; used_ms: number; shown_level: BudgetLevel }
/** Today as this browser reckons it at `as_of`, with what the companion has not heard yet. */
interface LocalToday {
  day: string; day_ends_at: number; total_ms: number; sites: Record<string, number>; budget_ms: number | null;
  level: BudgetLevel; budgets: BudgetState[]; as_of: number;
  /** "5 more minutes" last until today's total is this much (ms); 0: none were taken. */
  extra_until_ms: number; extra_used: number; done: boolean;
}
/** 0 under half, 1 at 50 %, 2 at 80 %, 3 at 100 %, 4 at 150 % of the budget. */
type BudgetLevel = 0 | 1 | 2 | 3 | 4;
type EventKind = "extra-minutes" | "done-for-today" | "prompt-shown" | "prompt-skipped" | "prompt-answered" | "level-shown";
interface TimeEvent { id: string; at: number; kind: EventKind; site: string; level?: BudgetLevel }

/** What became of a draft: counts and rule ids, never text. */
interface Outcome {
  draft: string; at: number; site: string; surface: Surface; persona: Persona;
  outcome: DraftEnd; kind: DraftKind;
  warnings: { rule: string; outcome: "changed" | "kept" | "dropped" | "unknown" }[];
}

// ---------------------------------------------------------------- content script -> worker (chrome.runtime.sendMessage)

/** First message of a page: who am I, and am I on? Asked once by content/main.js, in every frame. */
interface PageMessage { type: "page" }
interface PageAnswer {
  on: boolean; site: string; name: string; added: boolean;
  /** Path prefixes of this site's private messages, e.g. "/messages". */
  messages: string[];
  persona: Persona;
}
interface CheckMessage { type: "check"; draft: DraftToCheck }
/** Each 15 s of active time (keeps the worker alive exactly while somebody is active) and when a slice is closed. */
interface DrainMessage { type: "drain" }
/** Is this tab the active one of the window that has the system's focus? */
interface FocusMessage { type: "focus" }
/** Warnings (not hints) in the box under the caret; 0 when there is none; null when it was not checked. */
interface BadgeMessage { type: "badge"; warnings: number | null }
interface QuietMessage { type: "quiet"; rule: string; everywhere: boolean; quiet: boolean }
type QuietAnswer = { done: boolean; code?: string };
interface CloseTabMessage { type: "close-tab" }
/** From a frame inside the page: somebody types or clicks in here, so the page is in use. */
interface InputMessage { type: "input" }
type FromContent =
  | PageMessage | CheckMessage | DrainMessage | FocusMessage | BadgeMessage | QuietMessage | CloseTabMessage | InputMessage;

// ---------------------------------------------------------------- popup and options -> worker

interface StatusMessage { type: "status" }
interface Status { waiting: number; sites: SiteEntry[] }
interface PairMessage { type: "pair"; code?: string; port?: number }
type PairAnswer = { paired: true; how: "native" | "code" } | { paired: false; code: string };
interface WeekMessage { type: "week" }
interface PauseMessage { type: "pause"; until: number }
interface SampleMessage { type: "sample"; text: string }
interface EraseMessage { type: "erase" }
type FromPages = StatusMessage | PairMessage | WeekMessage | PauseMessage | SampleMessage | EraseMessage;

// ---------------------------------------------------------------- worker or popup -> content script (chrome.tabs.sendMessage)

/** The window of this tab won or lost the system's focus. */
interface FocusChanged { type: "focus-changed"; focused: boolean }
interface LockedChanged { type: "locked" }
/** The popup asks the top frame for the box that was used last. */
interface BoxMessage { type: "box" }
interface BoxAnswer {
  open: boolean; surface: Surface | null;
  /** True when the site's own selectors no longer fit and the box was found by guessing. */
  guessing: boolean;
  state: "checked" | "not-checked" | "waiting" | "empty"; findings: { title: string; level: Level; key: string }[];
  /** Only identifiers were checked. */
  notEnglish: boolean;
}
/** The popup asks to see one finding's card. */
interface ShowMessage { type: "show"; key: string }
type ToContent = FocusChanged | LockedChanged | InputMessage | BoxMessage | ShowMessage;

// ---------------------------------------------------------------- chrome.storage.local (content scripts may read it: no token here)

interface StorageKeys {
  settings: Settings;
  /** The companion's last word, and when it came (epoch ms). */
  server: ServerState | null;
  /** Written by the worker each time it drains, the companion there or not. */
  today: LocalToday | null;
  connection: Connection;
  pause: { until: number; sites: Record<string, number> };
  visit: Visit | null;
  /** When a listed page was last in use (epoch ms); 30 min later the next one begins a new visit. */
  seen_at: number;
  /** What time has been said today: levels announced, extra minutes, done. Works with the companion away. */
  said: Said;
  prompt: { skips: number; resting_until: number };
  dropped: number;
  /** Journals: `s:<src>:<seq>` -> Slice, `o:<draft>` -> Outcome, `e:<id>` -> TimeEvent. */
}
/** What the person set in this browser. Missing keys mean the default. */
interface Settings {
  enabled: boolean; sites_off: string[]; personas: Record<string, Persona>;
  keys: { card: string; next: string; previous: string };
  counter: { shown: boolean; corner: Corner; x: number; y: number };
  added: { host: string }[];
  welcomed: boolean;
}
type Corner = "top-left" | "top-right" | "bottom-left" | "bottom-right";
interface Connection { state: "paired" | "unpaired" | "down" | "not-the-companion" | "update" | "unknown"; port: number; since: number }
interface ServerState {
  today: Today;
  /** Time before this instant is in `today`; what the journal holds after it is not (epoch ms). */
  covers_until: number;
  received_at: number;
  /** When GET /api/v1/state was last answered; 0: never. */
  state_at: number;
  settings: ServerSettings; purposes: { purpose: string; label: string }[];
  due: number; monday_dot: boolean; paused_until: number; quiet: { rule: string; site: string | null }[];
}
/** The companion's settings that the extension heeds, under the names that `forethought settings` gives them. */
interface ServerSettings {
  counter?: boolean; prompt?: boolean; count_messages?: boolean; persona?: Persona; persona_by_site?: Record<string, Persona>;
  sites_off?: string[]; extra_minutes?: number; extra_per_day?: number;
}
interface Visit { purpose: string | null; label: string; started_at: number }
interface Said { day: string; levels: Record<string, BudgetLevel>; extra_used: number; extra_until_ms: number; done: boolean }

interface SiteEntry { id: string; name: string; hosts: string[]; messages?: string[]; added?: boolean }
/** extension/generated/sites.json, a checked copy of shared_rules/sites.toml. */
interface SitesFile { sites: SiteEntry[] }

// ---------------------------------------------------------------- what each content script offers content/main.js
// One AbortController a document: switched off, paused away or orphaned by an update means abort, and then nothing of ours
// listens, shows or asks. Each start() must take everything back when the signal aborts.

interface PageContext {
  site: string; name: string; persona: Persona; messages: string[]; settings: Settings;
  /** True in the top frame: time, counter and purpose run only there. */
  top: boolean; signal: AbortSignal;
  /** Ends everything in this document: called when the extension was reloaded under it. */
  stop(): void;
}
/** Every content script adds one such name (guard.js starts itself at document_start and stops when main.js says so). */
interface Startable { start(page: PageContext): void }

/** Offered by watch.js, read by counter, purpose and the budget card: nothing of ours covers or closes a box while it is written in. */
interface Composing {
  /** True while somebody is writing: the caret is in a box that holds text, or text was typed in the last 5 s, or an IME is open. */
  isComposing(): boolean;
  /** Rectangles (viewport px) that nothing may cover: the box in use and its Post button. */
  keepClear(): DOMRect[];
}

// ---------------------------------------------------------------- a compose box as content/ knows it

/** A piece of a box's text: in a text node from `offset` on, or (null) a whole node such as <br> or an <img alt>. */
interface Segment { at: number; length: number; node: Node; offset: number | null }
interface Reading { text: string; segments: Segment[]; root: Element }
interface Area { x: number; y: number; width: number; height: number }

/** One [[site.box]] of shared_rules/sites.toml. */
interface BoxRule {
  surface: Surface; box: string; url?: string; near?: string; send?: string[]; send_key?: "Enter"; read?: string; media?: string;
}
interface SiteAdapter { id: string; detect?: string; mostly?: Surface; enter_sends?: Surface[]; boxes: BoxRule[] }
interface SiteAdapters {
  words: Record<"send" | "reply" | "comment" | "message" | "group" | "not", string[]>; sites: SiteAdapter[];
}

/** Where somebody writes: the editing host or field, what is read as one draft, and what sends it. */
interface Box {
  el: HTMLElement; root: Element; surface: Surface; send: HTMLElement | null; enterSends: boolean;
  /** Found without the site's own selectors. */
  guessing: boolean;
  media: string | null;
}
/** Words of a text field as a range of the browser's own (Chromium 148 and later). */
interface ValueRange extends AbstractRange { getClientRects(): DOMRectList }
interface HTMLTextAreaElement { createValueRange?(start: number, end: number): ValueRange }
interface Mark { finding: Finding; field: HTMLTextAreaElement | null; range: Range | ValueRange | null }

type DraftEnd = "posted" | "emptied" | "closed" | "unknown";
type DraftKind = "reply" | "question" | "post" | "share" | "reshare";
/** Each finding a draft has had, by key: is it still there? */
type Ledger = Map<string, { rule: string; present: boolean }>;
interface Composition {
  id: string; box: Box; revision: number; answered: number; text: string;
  /** The last words it held, for its kind; never sent anywhere from here. */
  lastText: string;
  checkedText: string | null; wasChecked: boolean; state: BoxAnswer["state"]; findings: Finding[];
  /** What was found in checkedText. */
  known: Finding[];
  dismissed: Set<string>;
  /** Lasts as long as the draft; kept nowhere else. */
  context?: DraftContext;
  notEnglish: boolean;
  ledger: Ledger; expanded: boolean; held: boolean; hasWaited: boolean; sentAt: number; timer: number; frame: number;
  checking: Promise<void> | null;
}

// ---------------------------------------------------------------- the card

interface CardContent {
  finding: Finding; index: number; count: number; more: number;
  /** Asks once at Post, instead of saying something about a word: every unresolved hold and its words; null while writing. */
  holds: { finding: Finding; words: string }[] | null;
  notEnglish: boolean;
  angry: boolean; isPublic: boolean; dark: boolean;
  /** In px of the window that shows the card. */
  where(): { words: Area[]; keepClear: Area[]; box: Area | null };
}
interface CardActions {
  close(): void; step(by: 1 | -1): void; edit(): void; apply(): void; copy(): void;
  dismiss(context?: DraftContext): void;
  quiet(): void; showMore(): void; postAnyway(): void; breathe(): void;
}

/** What content/guard.js asks before an event reaches the page. */
interface GuardJudge {
  owns(event: Event): boolean; cardKey(event: KeyboardEvent): boolean; shortcut(event: KeyboardEvent): boolean;
  /** The draft that this press would send and that must be asked about first. */
  wouldHold(event: Event): object | null;
  send(event: Event): "stop" | "go";
}
