// Shows today's minutes, this visit and the draft in use, from what is already in storage; news from the companion comes after.
import { change, get, read } from "../background/keep.js";
import { levelOf } from "../background/reckon.js";
import { siteAt } from "../background/sites.js";
import { askWorker, byId, fillWords, inWords, make, say, timeOfDay } from "./words.js";

const HOUR_MS = 3_600_000;
const MOST_SITES = 5;
const BAR = /** @type {const} */ (["", "", " near", " over", " over"]);

/** What the popup shows, in one reading: each is a way to the browser and back. */
const SHOWN = /** @type {const} */ (["settings", "server", "today", "connection", "pause", "visit"]);
/** @typedef {Pick<StorageKeys, typeof SHOWN[number]>} Stored */

/** The page under the popup. @typedef {{ tab: chrome.tabs.Tab | null, site: SiteEntry | null, host: string | null }} Here */

/** @returns {Promise<SiteEntry[]>} the sites that come with the extension */
async function listedSites() {
  const { sites } = /** @type {SitesFile} */ (await (await fetch("../generated/sites.json")).json());
  return sites;
}

/** @param {SiteEntry[]} sites @param {chrome.tabs.Tab | undefined} tab @returns {Here} */
function lookUnder(sites, tab) {
  const url = tab?.url && URL.canParse(tab.url) ? new URL(tab.url) : null;
  return { tab: tab ?? null, site: siteAt(sites, tab?.url), host: url?.protocol === "https:" ? url.hostname : null };
}

/** @param {SiteEntry[]} sites @param {Stored} stored */
function showToday(sites, { today, pause }) {
  const budget = today?.budget_ms ?? null;
  const used = today?.total_ms ?? 0;
  byId("total").textContent = inWords(used);
  byId("of").textContent = budget === null ? "" : say("popup_of", Math.round(budget / 60_000));
  const bar = byId("budget-bar");
  bar.hidden = !budget;
  bar.className = `bar big${BAR[levelOf(used, budget)]}`;
  fill(bar, budget ? used / budget : 0);
  showSites(sites, today);
  const paused = byId("count-paused");
  paused.hidden = pause.until <= Date.now();
  paused.textContent = say("popup_paused_count", timeOfDay(pause.until));
  byId("pause-count").textContent = say(paused.hidden ? "popup_pause_count" : "popup_resume_count");
}

/** @param {SiteEntry[]} sites @param {LocalToday | null} today */
function showSites(sites, today) {
  const times = Object.entries(today?.sites ?? {}).sort(([, a], [, b]) => b - a);
  const most = times[0]?.[1] ?? 1;
  const named = times
    .slice(0, MOST_SITES)
    .map(([id, ms]) => ({ name: sites.find((site) => site.id === id)?.name ?? id, ms }));
  const rest = times.slice(MOST_SITES).reduce((sum, [, ms]) => sum + ms, 0);
  if (rest) named.push({ name: say("popup_other"), ms: rest });
  const rows = named.map(({ name, ms }) => {
    const bar = make("span", "bar", make("span", ""));
    fill(bar, ms / most);
    bar.setAttribute("aria-hidden", "true");
    const head = make("th", "", name);
    head.scope = "row";
    head.title = name;
    return make("tr", "", head, make("td", "share", bar), make("td", "minutes", inWords(ms)));
  });
  byId("sites").hidden = !rows.length;
  byId("sites")
    .querySelector("tbody")
    ?.replaceChildren(...rows);
  const none = byId("no-sites");
  none.hidden = rows.length > 0;
  none.textContent = say(today ? "popup_no_sites" : "popup_never");
}

/** @param {HTMLElement} bar @param {number} share */
function fill(bar, share) {
  const inner = /** @type {HTMLElement | null} */ (bar.firstElementChild);
  if (inner) inner.style.transform = `scaleX(${Math.min(1, share)})`;
}

/** Says what is wrong, if anything, and what to do about it. @param {Stored} stored */
function showState({ connection, settings }) {
  const words = settings.enabled ? STATE_WORDS[connection.state] : "state_off";
  byId("state").hidden = !words;
  if (!words) return;
  byId("state-text").textContent = say(words);
  const isDown = words === "state_down";
  byId("state-do").textContent = isDown ? say("state_down_do") : "";
  const button = byId("state-button");
  button.hidden = !["state_unpaired", "state_off"].includes(words);
  button.textContent = say(`${words}_do`);
}

/** @type {Record<Connection["state"], string>} */
const STATE_WORDS = {
  paired: "",
  unknown: "state_unpaired",
  unpaired: "state_unpaired",
  down: "state_down",
  "not-the-companion": "state_stranger",
  update: "state_update",
};

/** @param {Here} here @param {Stored} stored */
function showHere({ tab, site, host }, { settings, pause, server, visit }) {
  byId("here").hidden = !site;
  byId("add").hidden = Boolean(site) || !host;
  if (host && !site) byId("add-site").textContent = say("popup_add", host);
  if (!site) return;
  const paused = (pause.sites[site.id] ?? 0) > Date.now();
  const offThere = (server?.settings.sites_off ?? []).includes(site.id);
  const off = offThere || settings.sites_off.includes(site.id);
  byId("here-name").textContent = site.name;
  byId("here-on").hidden = off || paused;
  byId("here-off").hidden = !(off || paused);
  byId("here-off").textContent = off
    ? say("popup_site_off", site.name)
    : say("popup_paused_site", timeOfDay(pause.sites[site.id] ?? 0));
  byId("pause-site").hidden = off;
  byId("pause-site").textContent = say(paused ? "popup_resume_site" : "popup_pause_site");
  byId("switch-site").hidden = paused || offThere;
  byId("switch-site").textContent = say(off ? "popup_switch_on" : "popup_switch_off");
  byId("purpose").textContent = visit?.label || say("popup_no_purpose");
  showPersonas(site, settings, server);
  byId("show-counter").hidden = settings.counter.shown;
  // The page may be slow to answer; the rest does not wait for it.
  if (!off && !paused && tab?.id !== undefined) void showDraft(tab.id);
}

/** @param {SiteEntry} site @param {Settings} settings @param {ServerState | null} server */
function showPersonas(site, settings, server) {
  const theirs = server?.settings.persona_by_site?.[site.id] ?? server?.settings.persona ?? "professional";
  const chosen = settings.personas[site.id] ?? theirs;
  const select = /** @type {HTMLSelectElement} */ (byId("persona"));
  const options = ["professional", "personal", "organisational"].map((persona) => {
    const option = make("option", "", say(`popup_persona_${persona}`));
    option.value = persona;
    option.selected = persona === chosen;
    return option;
  });
  select.replaceChildren(...options);
}

/** @param {number} tabId */
async function showDraft(tabId) {
  /** @type {BoxAnswer | null | undefined} */
  const box = await chrome.tabs.sendMessage(tabId, { type: "box" }).catch(() => null);
  const state = box?.open ? box.state : "empty";
  byId("guessing").hidden = !box?.guessing;
  byId("not-english").hidden = state !== "checked" || !box?.notEnglish;
  const words = state === "checked" ? (box?.findings.length ? "" : "popup_draft_none") : `popup_draft_${state}`;
  const count = box?.findings.length ?? 0;
  byId("draft").textContent = words ? say(words) : say(count === 1 ? "popup_draft_one" : "popup_draft_many", count);
  const items = (box?.findings ?? []).map(({ title, level, key }) => {
    const name = make("span", "away", `${say(`finding_${level}`)}: `);
    const button = make("button", level, make("span", "dot"), name, title);
    button.type = "button";
    button.addEventListener("click", async () => {
      await chrome.tabs.sendMessage(tabId, { type: "show", key }).catch(() => null);
      window.close();
    });
    return make("li", "", button);
  });
  byId("findings").replaceChildren(...items);
}

/** @param {Here} here */
function listen({ site, host }) {
  on("week", async () => {
    const said = await askWorker({ type: "week" });
    if (said?.opened) window.close();
    else showState(await read(SHOWN));
  });
  on("settings", () => chrome.runtime.openOptionsPage());
  on("state-button", async () => {
    const { enabled } = await get("settings");
    if (enabled) await chrome.runtime.openOptionsPage();
    else await change("settings", (settings) => ({ ...settings, enabled: true }));
  });
  on("show-counter", () =>
    change("settings", (settings) => ({ ...settings, counter: { ...settings.counter, shown: true } })),
  );
  on("pause-count", async () => {
    const { until } = await get("pause");
    await askWorker({ type: "pause", until: until > Date.now() ? 0 : Date.now() + HOUR_MS });
  });
  on("add-site", async () => {
    // The worker goes on from permissions.onAdded: asking closes this popup in some browsers.
    await chrome.permissions.request({ origins: [`https://${host}/*`] });
    window.close();
  });
  if (!site) return;
  on("pause-site", () =>
    change("pause", ({ until, sites: { [site.id]: before = 0, ...others } }) =>
      before > Date.now() ? { until, sites: others } : { until, sites: { ...others, [site.id]: Date.now() + HOUR_MS } },
    ),
  );
  on("switch-site", () =>
    change("settings", (settings) => {
      const off = settings.sites_off.filter((id) => id !== site.id);
      return { ...settings, sites_off: off.length < settings.sites_off.length ? off : [...off, site.id] };
    }),
  );
  byId("persona").addEventListener("change", (event) => {
    const persona = /** @type {Persona} */ (/** @type {HTMLSelectElement} */ (event.target).value);
    void change("settings", (settings) => ({ ...settings, personas: { ...settings.personas, [site.id]: persona } }));
  });
}

/** @param {string} id @param {() => unknown} does */
function on(id, does) {
  byId(id).addEventListener("click", () => void does());
}

async function open() {
  fillWords();
  const [listed, first, [tab]] = await Promise.all([
    listedSites(),
    read(SHOWN),
    chrome.tabs.query({ active: true, currentWindow: true }),
  ]);
  const added = first.settings.added.map(({ host }) => ({ id: host, name: host, hosts: [host], added: true }));
  const sites = [...listed, ...added];
  const here = lookUnder(sites, tab);
  /** @param {Stored} stored */
  const show = (stored) => {
    showToday(sites, stored);
    showState(stored);
    showHere(here, stored);
  };
  show(first);
  listen(here);
  document.documentElement.dataset.ready = "yes";
  chrome.storage.local.onChanged.addListener(async () => show(await read(SHOWN)));
  const status = /** @type {Status | null} */ (await askWorker({ type: "status" }));
  const waiting = byId("waiting");
  const { state } = await get("connection");
  waiting.hidden = !status?.waiting || state === "paired";
  waiting.textContent = say("popup_waiting", status?.waiting ?? 0);
}

void open();
