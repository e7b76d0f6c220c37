// Pairing, sites, keys, the counter and erasing: everything a person can set in this browser, saved as soon as it is changed.
import { DEFAULTS, change, get } from "../background/keep.js";
import { askWorker, byId, fillWords, make, say } from "./words.js";

const PERSONAS = /** @type {const} */ (["professional", "personal", "organisational"]);
const CORNERS = /** @type {const} */ (["bottom-left", "bottom-right", "top-left", "top-right"]);
const KEYS = /** @type {const} */ (["card", "next", "previous"]);
/** Codes of the companion that have words of their own here. */
const KNOWN_CODES = ["wrong-code", "code-used-up", "companion-down", "no-host"];

/** @param {(settings: Settings) => Settings} step */
async function save(step) {
  await change("settings", step);
  byId("saved").textContent = say("options_saved");
}

async function showConnection() {
  const { state, port } = await get("connection");
  /** @type {Partial<Record<Connection["state"], string>>} */
  const words = {
    paired: "options_paired",
    down: "options_down",
    "not-the-companion": "state_stranger",
    update: "state_update",
  };
  const line = byId("connection");
  line.textContent = say(words[state] ?? "options_unpaired", port);
  line.className = state === "paired" ? "state good" : "state";
  byId("pairing").hidden = state === "paired" || state === "down";
}

/** @param {PairMessage} message */
async function pair(message) {
  const said = byId("pair-said");
  said.textContent = say("options_pairing_now");
  /** @type {PairAnswer | null} */
  const answer = await askWorker(message);
  if (answer?.paired) said.textContent = say("options_paired_now");
  else {
    const code = answer?.code ?? "companion-down";
    said.textContent = say(`options_error_${KNOWN_CODES.includes(code) ? code : "other"}`);
    if (message.code) byId("code").focus();
  }
  await showConnection();
  await showSites();
}

function listenToPairing() {
  byId("pair-native").addEventListener("click", () => void pair({ type: "pair" }));
  byId("pair-code").addEventListener("submit", (event) => {
    event.preventDefault();
    const code = /** @type {HTMLInputElement} */ (byId("code")).value;
    const port = Number(/** @type {HTMLInputElement} */ (byId("port")).value);
    if (code.trim()) void pair({ type: "pair", code, port });
  });
}

async function showSites() {
  const [status, settings, server] = await Promise.all([askWorker({ type: "status" }), get("settings"), get("server")]);
  const { sites = [], waiting = 0 } = /** @type {Partial<Status>} */ (status ?? {});
  byId("sites").replaceChildren(...sites.map((site) => siteRow(site, settings, server)));
  const dropped = await get("dropped");
  byId("waiting").hidden = waiting + dropped === 0;
  byId("waiting").textContent = say("options_data_waiting", waiting, dropped);
}

/** @param {SiteEntry} site @param {Settings} settings @param {ServerState | null} server */
function siteRow(site, settings, server) {
  const on = make("input", "");
  on.type = "checkbox";
  on.checked = !settings.sites_off.includes(site.id);
  on.setAttribute("aria-label", say("options_on_at", site.name));
  on.addEventListener("change", () => void save((now) => withSite(now, site.id, on.checked)));
  const head = make("th", "", site.name);
  head.scope = "row";
  const cells = [on, personaChoice(site, settings, server), site.added ? removal(site) : ""];
  return make("tr", "", head, ...cells.map((cell) => make("td", "", cell)));
}

/** @param {Settings} settings @param {string} site @param {boolean} isOn @returns {Settings} */
function withSite(settings, site, isOn) {
  const others = settings.sites_off.filter((id) => id !== site);
  return { ...settings, sites_off: isOn ? others : [...others, site] };
}

/** @param {SiteEntry} site @param {Settings} settings @param {ServerState | null} server */
function personaChoice(site, settings, server) {
  const theirs = server?.settings.persona_by_site?.[site.id] ?? server?.settings.persona ?? "professional";
  const select = make("select", "");
  select.setAttribute("aria-label", say("options_persona_at", site.name));
  const usual = make("option", "", say("options_persona_default", say(`popup_persona_${theirs}`)));
  usual.value = "";
  select.append(usual);
  for (const persona of PERSONAS) {
    const option = make("option", "", say(`popup_persona_${persona}`));
    option.value = persona;
    select.append(option);
  }
  select.value = settings.personas[site.id] ?? "";
  select.addEventListener("change", () => {
    const chosen = /** @type {Persona | ""} */ (select.value);
    void save(({ personas: { [site.id]: _before, ...others }, ...now }) => ({
      ...now,
      personas: chosen ? { ...others, [site.id]: chosen } : others,
    }));
  });
  return select;
}

/** @param {SiteEntry} site one that the person added */
function removal(site) {
  const button = make("button", "bare", say("options_remove"));
  button.type = "button";
  button.setAttribute("aria-label", say("options_remove_at", site.name));
  button.addEventListener("click", async () => {
    // The worker unregisters the scripts when the permission goes.
    await chrome.permissions.remove({ origins: site.hosts.map((host) => `https://${host}/*`) });
    await change("settings", (now) => ({ ...now, added: now.added.filter(({ host }) => host !== site.id) }));
    await showSites();
  });
  return button;
}

async function showKeys() {
  const { keys } = await get("settings");
  for (const name of KEYS) /** @type {HTMLInputElement} */ (byId(`key-${name}`)).value = keys[name];
}

function listenToKeys() {
  for (const name of KEYS) byId(`key-${name}`).addEventListener("keydown", (event) => void pressed(name, event));
  byId("keys-reset").addEventListener("click", async () => {
    await save((now) => ({ ...now, keys: DEFAULTS.settings.keys }));
    byId("key-said").textContent = "";
    await showKeys();
  });
}

/** @param {(typeof KEYS)[number]} name @param {KeyboardEvent} event */
async function pressed(name, event) {
  if (["Tab", "Escape"].includes(event.key) || /^(Alt|Control|Shift|Meta|AltGraph)$/.test(event.key)) return;
  event.preventDefault();
  const chord = chordOf(event);
  const { keys } = await get("settings");
  const isTaken = KEYS.some((other) => other !== name && keys[other] === chord);
  const refused = !(event.altKey || event.ctrlKey) || isTaken;
  byId("key-said").textContent = refused ? say("options_key_taken") : "";
  if (refused) return;
  await save((now) => ({ ...now, keys: { ...now.keys, [name]: chord } }));
  await showKeys();
}

/** @param {KeyboardEvent} event @returns {string} such as "Alt+Shift+F": the key's place, as Alt changes its letter on some keyboards */
function chordOf(event) {
  const { ctrlKey, altKey, shiftKey, metaKey } = event;
  const held = [ctrlKey && "Ctrl", altKey && "Alt", shiftKey && "Shift", metaKey && "Meta"].filter(Boolean);
  return [...held, event.code.replace(/^(Key|Digit)/, "")].join("+");
}

async function showCounter() {
  const { counter } = await get("settings");
  /** @type {HTMLInputElement} */ (byId("counter-shown")).checked = counter.shown;
  const corner = /** @type {HTMLSelectElement} */ (byId("corner"));
  corner.replaceChildren(
    ...CORNERS.map((name) => {
      const option = make("option", "", say(`options_corner_${name}`));
      option.value = name;
      return option;
    }),
  );
  corner.value = counter.corner;
}

function listenToCounter() {
  const shown = /** @type {HTMLInputElement} */ (byId("counter-shown"));
  shown.addEventListener("change", () => {
    void save((now) => ({ ...now, counter: { ...now.counter, shown: shown.checked } }));
  });
  const corner = /** @type {HTMLSelectElement} */ (byId("corner"));
  corner.addEventListener("change", () => {
    const counter = { corner: /** @type {Corner} */ (corner.value), x: 16, y: 16 };
    void save((now) => ({ ...now, counter: { ...now.counter, ...counter } }));
  });
}

function listenToErasing() {
  const sure = byId("erase-sure");
  byId("erase").addEventListener("click", () => {
    sure.hidden = false;
    byId("erase-no").focus();
  });
  byId("erase-no").addEventListener("click", () => {
    sure.hidden = true;
    byId("erase").focus();
  });
  byId("erase-yes").addEventListener("click", async () => {
    await askWorker({ type: "erase" });
    sure.hidden = true;
    await show();
    byId("erased").textContent = say("options_erased");
    byId("erase").focus();
  });
}

async function show() {
  const [{ enabled }, { port }] = await Promise.all([get("settings"), get("connection")]);
  /** @type {HTMLInputElement} */ (byId("enabled")).checked = enabled;
  /** @type {HTMLInputElement} */ (byId("port")).value = `${port}`;
  await Promise.all([showConnection(), showKeys(), showCounter()]);
  await showSites();
}

async function open() {
  fillWords();
  document.title = say("options_title");
  listenToPairing();
  listenToKeys();
  listenToCounter();
  listenToErasing();
  const enabled = /** @type {HTMLInputElement} */ (byId("enabled"));
  enabled.addEventListener("change", () => void save((now) => ({ ...now, enabled: enabled.checked })));
  await show();
  chrome.storage.local.onChanged.addListener((changes) => {
    if (changes.connection) void showConnection();
  });
  document.documentElement.dataset.ready = "yes";
}

void open();
