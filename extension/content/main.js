// Starts and stops every other part of this document: on while the person wants us on this site, gone without a trace otherwise.
const Main = (() => {
  /** @type {AbortController | null} */
  let running = null;
  let asked = 0;

  /** Asks the worker who this page is and whether we are wanted here. */
  async function decide() {
    asked += 1;
    const mine = asked;
    const said = await ask();
    if (mine !== asked || !said) return;
    const { settings } = await chrome.storage.local.get("settings");
    stop();
    if (said.on) run(said, /** @type {Settings | undefined} */ (settings));
    else standDown();
  }

  /** @returns {Promise<PageAnswer | null>} */
  async function ask() {
    if (!chrome.runtime?.id || chrome.extension?.inIncognitoContext) return null;
    try {
      return await chrome.runtime.sendMessage({ type: "page" });
    } catch {
      // The extension is being reloaded.
      return null;
    }
  }

  /** @param {PageAnswer} said @param {Settings | undefined} settings */
  function run({ site, name, persona, messages }, settings) {
    running = new AbortController();
    /** @type {PageContext} */
    const page = {
      site,
      name,
      persona,
      messages,
      settings: /** @type {Settings} */ (settings ?? {}),
      top: window === window.top,
      signal: running.signal,
      stop: end,
    };
    for (const part of parts()) part.start(page);
  }

  /** @returns {Startable[]} */
  function parts() {
    return [Watch, Time, Counter, Purpose];
  }

  function standDown() {
    Guard.use(null);
  }

  function stop() {
    running?.abort();
    running = null;
  }

  /** For good: the extension was reloaded under this document, so nothing of ours can be reached any more. */
  function end() {
    stop();
    standDown();
    if (chrome.runtime?.id) chrome.storage.local.onChanged.removeListener(heed);
  }

  /** @param {Record<string, chrome.storage.StorageChange>} changes */
  function heed({ settings, pause, server }) {
    if (differs(pause, (/** @type {any} */ value) => value?.sites)) void decide();
    else if (differs(settings, withoutPlaces)) void decide();
    else if (differs(server, wishes)) void decide();
  }

  /** What a person sets that starts the page anew; where the counter stands does not. @param {any} settings */
  const withoutPlaces = (settings) => [settings?.enabled, settings?.sites_off, settings?.personas, settings?.keys];

  /** @param {any} server what the companion's pages say about sites and personas */
  const wishes = (server) => [
    server?.settings?.sites_off,
    server?.settings?.persona,
    server?.settings?.persona_by_site,
  ];

  /** @param {chrome.storage.StorageChange | undefined} change @param {(value: unknown) => unknown} pick */
  function differs(change, pick) {
    return change !== undefined && JSON.stringify(pick(change.oldValue)) !== JSON.stringify(pick(change.newValue));
  }

  chrome.storage.local.onChanged.addListener(heed);
  void decide();
  return { end };
})();
