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
  /** For confidentiality: the facts that add up, the one first that narrows most; a negative weight speaks against them. */
  facts?: { label: string; start: number; end: number; weight: number }[];
}
/** A finding as a page's scripts know it: where it is, and what its card shows (background/dress.js). */
interface ShownFinding {
  rule: string; level: Level; start: number; end: number; title: string; key: string; replacement: string | null;
  card: FindingCard;
}
interface FindingCard {
  level: string;
  writing: (Part | null)[]; others: Part;
  /** The same card at Post, its ways out, one line of a list of several, and who can see it. */
  atPost: (Part | null)[]; exits: Part; held: Part; audience: Part | null;
}
/** What a page's script shall draw: a tag with its classes ("p.why"), what is in it, and what a press of it means. */
interface Part { is: string; has: string | null | (Part | string | null)[]; props?: Record<string, unknown>; tells?: any }
/** What a content script hands over. The site is never taken from here: the worker reads it from the sender. */
interface DraftToCheck {
  text: string; revision: number; surface: Surface; media: { type: string; alt: string | null }[];
  /** What the person has said of whoever this draft describes. */
  context?: DraftContext;
}
type DraftContext = "not-served" | "consent" | "made-up";
interface Checked<F> {
  state: "checked"; revision: number; length: number; kind: DraftKind; findings: F[]; incomplete: boolean;
  more: number; quieted: { rule: string; title: string }[];
  /** Only identifiers were checked. */
  notEnglish: boolean;
}
/** Never read as "fine": the badge and the card say that nothing looked at the draft. */
interface NotChecked { state: "not-checked"; revision: number; why: NotCheckedWhy }
type NotCheckedWhy = "companion-down" | "not-paired" | "not-the-companion" | "paused" | "off" | "too-long" | "too-many" | "update" | "refused";
type CheckAnswer = Checked<ShownFinding> | NotChecked;

// ---------------------------------------------------------------- time

interface Slice { src: string; seq: number; site: string; start: number; end: number; purpose?: string }
interface Today {
  day: string; day_ends_at: number; total_ms: number; sites: Record<string, number>; budget_ms: number | null;
  level: BudgetLevel; shown_level: BudgetLevel; next_level_in_ms?: number | null;
  budgets?: BudgetState[]; extra_used?: number; snoozed_ms?: number; done_for_today?: boolean;
}
/** One budget of the day: "day" for all sites, "site:x" for one, "window:19:00" for a part of the day. */
interface BudgetState {
  id: string; budget_ms: number; used_ms: number; shown_level: BudgetLevel;
  /** The use at which a page asks the worker whether there is something to say (ms); null: nothing more today. */
  next_ms: number | null;
}
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
type PageAnswer = { on: false } | ({ on: true } & PageSettings);
interface PageSettings {
  site: string;
  /** Path prefixes of pages whose time does not count: private messages, where the person wants it so. */
  uncounted: string[];
  persona: Persona;
  /** What a chord opens: "false,true,true,false,KeyF" (Ctrl, Alt, Shift, Meta), and the same with "f". */
  chords: Record<string, keyof Settings["keys"]>;
  finder: SiteAdapters;
  /** content/parts.css and content/marks.css. */
  style: string; marks: string;
}
/** The same at document_start, when only the guard listens: is it wanted here? */
interface OnMessage { type: "on" }
interface CheckMessage { type: "check"; draft: DraftToCheck }
/** Each 15 s of active time (keeps the worker alive exactly while somebody is active) and when a slice is closed. */
interface DrainMessage { type: "drain" }
/** Is this tab the active one of the window that has the system's focus? */
interface FocusMessage { type: "focus" }
/** Warnings (not hints) in the box under the caret; 0 when there is none; null when it was not checked. */
interface BadgeMessage { type: "badge"; warnings: number | null }
interface QuietMessage { type: "quiet"; rule: string; quiet: boolean }
type QuietAnswer = { done: boolean; code?: string };
interface CloseTabMessage { type: "close-tab" }
/** From a frame inside the page: somebody types or clicks in here, so the page is in use. */
interface InputMessage { type: "input" }
/** A budget has reached its next level: what is there to say? */
interface SpeakMessage { type: "speak" }
/** Counting has started: does a visit begin, and what is there to ask? */
interface VisitMessage { type: "visit"; busy: boolean }
/** null: the question was skipped. */
interface PurposeMessage { type: "purpose"; chosen: Purpose | null }
/** Where the counter was moved to, or that it was hidden. */
interface PlaceMessage { type: "place"; counter: Settings["counter"] }
interface ChooseMessage { type: "choose"; kind: "extra-minutes" | "done-for-today" }
type FromContent =
  | PageMessage | OnMessage | CheckMessage | DrainMessage | FocusMessage | BadgeMessage | QuietMessage | CloseTabMessage | InputMessage
  | PlaceMessage | SpeakMessage | VisitMessage | PurposeMessage | ChooseMessage;

/** What the worker answers; what is not named here needs no answer. */
interface Answers extends Record<FromContent["type"], any> {
  page: PageAnswer; on: boolean; check: CheckAnswer; focus: boolean; quiet: QuietAnswer; speak: Saying | null; visit: Saying | null;
}

interface Purpose { purpose: string; label: string }
/** A line, a card or a question that a page shows; the buttons in it tell a message, or null: it only goes. */
interface Saying {
  part: Part; at: "top" | "right";
  fades_ms: number | null;
  /** Told when it is left without an answer. */
  left: FromContent | null;
}

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
/** Something was switched that may concern this page: it asks anew who it is. */
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
  settings: ServerSettings; purposes: Purpose[];
  due: number; monday_dot: boolean; paused_until: number; quiet: { rule: string; site: string | null }[];
}
/** The companion's settings that the extension heeds, under the names that `forethought settings` gives them. */
interface ServerSettings {
  counter?: boolean; prompt?: boolean; count_messages?: boolean; persona?: Persona; persona_by_site?: Record<string, Persona>;
  sites_off?: string[]; sites_added?: string[]; extra_minutes?: number; extra_per_day?: number;
}
interface Visit { purpose: string | null; label: string; started_at: number }
interface Said { day: string; levels: Record<string, BudgetLevel>; extra_used: number; extra_until_ms: number; done: boolean }

interface SiteEntry { id: string; name: string; hosts: string[]; messages?: string[]; added?: boolean }
/** extension/generated/sites.json, a checked copy of shared_rules/sites.toml. */
interface SitesFile { sites: SiteEntry[] }

// ---------------------------------------------------------------- what each content script offers the others
// One AbortController a document: switched off, paused away or orphaned by an update means abort, and then nothing of ours
// listens, shows or asks. Each start() must take everything back when the signal aborts.

interface PageContext extends PageSettings {
  /** True in the top frame: time and counter run only there. */
  top: boolean; signal: AbortSignal;
}
interface Startable { start(page: PageContext): void }

interface Link {
  /** `end` is called when the extension was reloaded under this document: nothing of ours can be reached any more. */
  start(end: () => void): void;
  /** Whether that has happened; then everything of ours is ended, too. */
  isLost(): boolean;
  wait(ms: number): Promise<void>;
  /** Asks the worker; null when nobody answers. */
  ask<T extends FromContent["type"]>(message: Extract<FromContent, { type: T }>): Promise<Answers[T] | null>;
  /** Writes to the browser's storage. */
  keep(entries: Record<string, unknown>): Promise<void>;
  /** Hears the worker and the popup. */
  hear(listener: (message: ToContent, sender: unknown, answer: (said: BoxAnswer) => void) => void, signal: AbortSignal): void;
  /** Gives what is stored under these keys, and from then on what changes of it. */
  watch(keys: string[], heed: (news: StoredNews) => void, signal: AbortSignal): Promise<void>;
}
type StoredNews = { [K in keyof StorageKeys]?: StorageKeys[K] | null } & { held?: Record<string, number> };

interface Point { x: number; y: number }
interface Size { width: number; height: number }
interface Area extends Point, Size {}

interface Layer extends Startable {
  /** Where an arrow key points, x and y. */
  ARROWS: Record<string, [number, number]>;
  say(key: string, ...words: (string | number)[]): string;
  /** make("p.why", words) is <p class="why">words</p>; what is null is left out. */
  make(name: string, inside?: string | null | Node | (string | null | Node)[], props?: object): HTMLElement;
  /** Draws what the worker describes; `press` hears what a pressed button tells. */
  draw(part: Part, press: (tells: any) => void): HTMLElement;
  button(text: string, act: () => void, label?: string, classes?: string): HTMLElement;
  /**
   * Shows a part, in the dialog of the element it is about if that is modal. `keys` hears the keys pressed inside, which the
   * page does not hear, and says whether it was one of its own. What is returned takes the part away.
   */
  add(part: HTMLElement, near: Element | null, keys?: (event: KeyboardEvent) => boolean): () => void;
  /** Firefox ends the scripts of a reloaded extension without a word to them; what they had drawn is left to their successors. */
  sweep(): void;
  /** Gives a key to the part that has the focus. */
  onKey(event: KeyboardEvent): boolean;
  /** Is this event's target our host, seen from outside? */
  owns(event: Event): boolean;
  /** An element, or an area in its window, in px of the window that shows us. */
  outer(el: Element, area?: DOMRect): DOMRect;
  /** To px of the window that shows it. */
  move(part: HTMLElement, to: Point): void;
  /** A style sheet of that window. */
  sheet(css: string, view?: Window & typeof globalThis): CSSStyleSheet;
  /** The window that shows everything of ours for this frame. */
  view(): Window & typeof globalThis;
  /** Calls `act`, at most once a frame, when what is under our parts may have moved, or when what is returned is called. */
  follow(act: () => void, signal: AbortSignal): () => void;
}

interface Room {
  /** The first wanted place where it covers nothing of what is taken, else a corner or the middle of an edge, else null. */
  find(size: Size, view: Size, wanted: Point[], taken: Area[]): Point | null;
  /**
   * For a card: never over `words`, if it can be helped; not over what is to be kept clear, the Post button among it; and
   * rather beside the rest of the draft in `box` than over it. `height`: where no place is large enough, what there is room for.
   */
  choose(card: Size, view: Size, words: Area[], keepClear: Area[], box: Area): Point & { height?: number };
  /** Moves a part to where it covers no box and no Post button, or out of sight. */
  settle(part: HTMLElement, wanted: Point[]): void;
  isDark(): boolean;
  looksDark(from: Element): boolean;
}

interface Instant { mono: number; wall: number }
interface JournalledSlice extends Slice { closed?: boolean }
/** `open` was last credited at `last`; `counted`: all that was credited on this page (ms). */
interface Meter { src: string; seq: number; counted: number; open: JournalledSlice | null; last: Instant }
interface MeterStep { meter: Meter; writes: JournalledSlice[] }
interface Time extends Startable {
  /** Today at this instant, or null before the companion has ever answered. */
  today(): LocalToday | null;
  /** Whether this very moment is being counted. */
  isCounting(): boolean;
  /** Writes down what was counted until now. */
  write(): Promise<void>;
  /** Calls back when counting starts or stops and when the worker has reckoned anew. */
  onChange(listener: () => void): void;
  pure: {
    /** How much of a gap between two ticks was use (ms); null: none that can be trusted. */
    credit(mono: number, wall: number): number | null;
    open(meter: Meter, now: Instant, site: string, purpose: string | null): Meter;
    /** Credits what can be trusted since the last instant, and closes the slice where it is full. Nothing after `until` (mono, ms): the blur, or the end of the idle minute. */
    advance(meter: Meter, now: Instant, until?: number): MeterStep;
    close(meter: Meter): MeterStep;
    /** The worker's last reckoning with what this page has counted since (ms). */
    withMore(today: LocalToday, more: number, site: string): LocalToday;
  };
}

interface OpenNotice { el: HTMLElement; place(): void; close(): void }
interface Notice {
  /** Asks the worker and shows what it says. */
  ask(message: FromContent, signal: AbortSignal): Promise<void>;
  /** Is the card of a budget open? */
  isOpen(): boolean;
  /** Beside a box that was opened under it, and out of sight while somebody writes. */
  place(): void;
  clear(): void;
}

// ---------------------------------------------------------------- a compose box as content/ knows it

/** A piece of a box's text: in a text node from `offset` on, or (null) a whole node such as <br> or an <img alt>. */
interface Segment { at: number; length: number; node: Node; offset: number | null }
interface Reading { text: string; segments: Segment[]; root: Element }
interface DraftText {
  isField(el: Element): el is HTMLTextAreaElement;
  /** Reads a field, editing host or canvas. */
  read(root: Element): Reading;
  range(reading: Reading, start: number, end: number): Range;
  /** Findings of an older text at their places in a newer one; those that the edit touched are gone. */
  carry(findings: ShownFinding[], before: string, after: string): ShownFinding[];
}

/** One [[site.box]] of shared_rules/sites.toml. */
interface BoxRule {
  surface: Surface; box: string; url?: string; near?: string; send?: string[]; send_key?: "Enter"; read?: string; media?: string;
}
interface SiteAdapter { id: string; detect?: string; mostly?: Surface; enter_sends?: Surface[]; boxes: BoxRule[] }
/** extension/generated/adapters.json; a page gets those that may fit it. */
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
type Target = EventTarget | null | undefined;
interface Find {
  field(target: Target): HTMLElement | null;
  /** The compose box around what composedPath()[0] gave (it reaches into open shadow roots), or null where nobody writes a draft. */
  look(target: Target, finder: SiteAdapters): Box | null;
  /** Pictures and films attached to a box, where the site's selector says how to find them. */
  media(box: Box): DraftToCheck["media"];
}

/** Words of a text field as a range of the browser's own (Chromium 148 and later). */
interface ValueRange extends AbstractRange { getClientRects(): DOMRectList }
/** For extensions, in Firefox. */
interface Element { openOrClosedShadowRoot?: ShadowRoot | null }
/** Of what is in a document or a shadow tree; a document has no host. */
interface Node { getRootNode(): ShadowRoot & Partial<Pick<Document, "getSelection">> }
/** What may send a draft; which of these it has depends on its type. */
interface Press extends KeyboardEvent { target: HTMLFormElement; composedPath(): HTMLElement[] }
interface HTMLTextAreaElement { createValueRange?(start: number, end: number): ValueRange }
interface Mark {
  finding: ShownFinding; range: Range | ValueRange | null;
  /** Boxes around its words, in px of this frame's window. */
  rects(): DOMRect[];
  /** What its range held when it was made (where the browser has no such range, all of the field), and what it holds now. */
  words: string; read(): string;
}
interface MarkedBox { marks: Mark[]; undraw(): void }
interface Marks extends Startable {
  /** Shows these findings in a box instead of the ones shown before; what is shown already stays as it is. */
  show(box: Box, reading: Reading, findings: ShownFinding[]): void;
  /** Whether every mark is at the words it was made for. */
  areTrue(box: Box): boolean;
  clear(box: Box): void;
  clearAll(): void;
  /** Boxes around the words of a finding, in px of this frame's window. */
  rects(box: Box, key: string): DOMRect[];
  /** The finding under a point of this frame's window. */
  at(x: number, y: number): { box: Box; key: string } | null;
}
/** A field's text laid out again. */
interface LaidOut { el: HTMLElement; remove(): void; css: string }
interface Mirror {
  /** Boxes around a span of a text field's words, one a line, in px of the field's window, cut to what the field shows. */
  rects(field: HTMLTextAreaElement, start: number, end: number): DOMRect[];
  forget(field: Element): void;
}
interface Apply {
  /** `changed`: neither the new text nor the old one; the person must look. */
  replace(box: Box, start: number, end: number, words: string): Promise<"done" | "restored" | "changed">;
  /** Gives the field or editing host that now has the focus. */
  select(box: Box, start: number, end: number): HTMLElement;
  /** Where the caret is now, as a function that puts it back. */
  remember(box: Box): () => void;
}

type DraftEnd = "posted" | "emptied" | "closed" | "unknown";
type DraftKind = "reply" | "question" | "post" | "share" | "reshare";
interface Watch extends Startable {
  /** A draft has other findings, or is of another state. */
  changed(draft: Draft): void;
  ended(draft: Draft): void;
  /** True while somebody is writing: the caret is in a box that holds text, or text was typed in the last 5 s, or an IME is open. */
  isComposing(): boolean;
  /** Rectangles (viewport px) that nothing may cover: the box in use and its Post button. */
  keepClear(): DOMRect[];
}

// ---------------------------------------------------------------- the card

interface CardContent {
  finding: ShownFinding; index: number; count: number; more: number;
  /** Asks once at Post, instead of saying something about a word: every unresolved hold. */
  holds: FindingCard[] | undefined;
  dark: boolean;
  /** In px of the window that shows the card. */
  where(): { words: Area[]; keepClear: Area[]; box: Area };
}
interface CardActions {
  close(): void; edit(): void; apply(): void; copy(): void; dismiss(): void; quiet(): void; showMore(): void;
  postAnyway(): void; breathe(): void;
  /** The person says of whom the words are. */
  explain(context: DraftContext): void;
  step(by: number): void;
}
/** What a button of a card tells. */
type CardWay = { way: Exclude<keyof CardActions, "explain" | "step"> } | { way: "explain"; context: DraftContext };
/** `back`: gives the focus back to where it was. */
interface OpenCard { el: HTMLElement; stop: AbortController; does: CardActions; back: (() => void) | undefined }
interface Card {
  /** The card as nodes, without a place. A test renders this in a page of its own. */
  build(shown: CardContent, does: CardActions): HTMLElement;
  /** By key it takes the focus and gives it back; by pointer it leaves the caret where it is. */
  show(shown: CardContent, does: CardActions, near: Element, how: { focus: boolean; back: () => void }): void;
  /** The caret returns to where it was if the card had the focus. */
  hide(): void;
  hasFocus(): boolean;
  /** Says one thing inside the open card. */
  report(key: string): void;
  /** Tells assistive technology how many warnings there are, and nothing else; without a box there is no draft any more. */
  announce(count: number, near: Element | undefined): void;
  /** One calm line at the lower edge, until its button is pressed. */
  note(text: string, answer: string, act: () => void, near: HTMLElement): void;
  /** Nothing of the card stays. */
  clear(): void;
}
interface Talk {
  /** In px of the outermost window. */
  whereabouts(draft: Draft, key?: string): { words: DOMRect[]; keepClear: DOMRect[]; box: DOMRect };
  show(draft: Draft, key: string, how?: { focus?: boolean; holds?: ShownFinding[] }): void;
  close(): void;
  /** The next or previous finding from that one (or none: the caret), round and round. */
  step(draft: Draft, by: number, from?: string): void;
  sayQuiet(draft: Draft, rule: { rule: string; title: string }, key: string): void;
  opened(): { draft: Draft; key: string } | null;
}

/** What content/guard.js asks before an event reaches the page. */
interface GuardJudge {
  owns(event: Event): boolean; ownKey(event: KeyboardEvent): boolean;
  /** A key of the page's: whether it is a shortcut of ours, or would send what must be asked about first. */
  pressed(event: Press): boolean;
  /** The draft that this press would send and that must be asked about first. */
  wouldHold(event: Press): object | null;
  /** Whether this event would send a draft that must be asked about, or awaited, first. */
  stops(event: Press): boolean;
}
interface Main {
  /** Asks the worker whether we are wanted in this document, and starts or ends everything else. */
  decide(): Promise<void>;
}
interface Guard {
  /** Also sees what is pressed in this window: its button may send a draft in a frame of it. */
  listen(view: Window): void;
  /** Asks this judge from now on, until the signal; without one, hears nothing any more. */
  use(signal: AbortSignal | null, asks?: GuardJudge): void;
}

// ---------------------------------------------------------------- inside the content scripts
// Named here, where no page has to load them.

interface Pill {
  el: HTMLElement; time: HTMLElement; of: HTMLElement; fill: HTMLElement; track: HTMLElement;
  /** What it showed last, but for the seconds. */
  looks: string;
  isHeld(): boolean; remove(): void;
}
type ActionsOf = (draft: Draft, shown: ShownFinding) => CardActions;
type Around = (areas: Area[]) => Area;
type Closest = (from: Element, selector: string) => Element | undefined;
type Covered = (at: Point, size: Size, areas: Area[]) => number;
type DrawMarks = (box: Box, marks: Mark[]) => () => void;
type DrawSeveral = (holds: FindingCard[]) => (Part | null)[];
type Fills = (br: Node, root: Node) => boolean;
type FindSender = (el: HTMLElement, selectors: string[], verbs: string[]) => HTMLElement | null;
type Heard = Record<string, (event: any) => void>;
type Heed = (event: chrome.events.Event<any>, listener: (...args: any[]) => void, signal: AbortSignal) => void;
type HighlightOf = (level: Level) => Highlight;
type Inside = (size: Size, view: Size) => (x: number, y: number) => Point;
type IsForDrafts = (el: HTMLElement, finder: SiteAdapters) => boolean;
type IsNear = (rule: BoxRule, el: HTMLElement) => boolean;
type IsShown = (mark: Mark, old: Mark | undefined) => boolean | undefined;
type KeepsBack = (asked: GuardJudge, event: Press) => boolean;
type KeysOf = WeakMap<Element, (event: KeyboardEvent) => boolean>;
type NearCaret = (draft: Draft, all: ShownFinding[]) => number;
type Nearest = <T>(from: Element, look: (around: Element) => T) => NonNullable<T> | null;
type Outward = (el: Element) => Element[];
type PlaceEnd = (side: "Start" | "End", offset: number) => void;
type PutWords = (words: string, node: Node, offset: number | null) => void;
type RemoveFindings = (draft: Draft, isGone: (finding: ShownFinding) => boolean) => void;
type SavePlace = (change: Partial<Settings["counter"]>) => void;
type ShowPill = (drawn: Pill, today: LocalToday) => void;
type StartsWith = (words: string[], text: string) => boolean;
type TellInput = (host: HTMLElement, what: InputEventInit, edit: () => void) => void;
type Trees = Map<EventTarget | null, ShadowRoot>;
type WaitAndSend = (all: Draft[], event: Press) => Promise<void>;
type Within = (around: Element, selector: string, box: Element) => HTMLInputElement[];
