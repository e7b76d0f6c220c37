// Reads and writes chrome.storage.local by key with its default. No token is ever kept there: content scripts may read it.

/** @type {StorageKeys} */
export const DEFAULTS = {
  settings: {
    enabled: true,
    sites_off: [],
    personas: {},
    keys: { card: "Alt+Shift+F", next: "Alt+Shift+N", previous: "Alt+Shift+P" },
    counter: { shown: true, corner: "bottom-left", x: 16, y: 16 },
    added: [],
    welcomed: false,
  },
  server: null,
  today: null,
  connection: { state: "unknown", port: 7678, since: 0 },
  pause: { until: 0, sites: {} },
  visit: null,
  seen_at: 0,
  said: { day: "", levels: {}, extra_used: 0, extra_until_ms: 0, done: false },
  prompt: { skips: 0, resting_until: 0 },
  dropped: 0,
};

/**
 * The value under one key; what was never set is the default, also inside `settings`.
 * @template {keyof StorageKeys} K
 * @param {K} key
 * @returns {Promise<StorageKeys[K]>}
 */
export async function get(key) {
  return (await read([key]))[key];
}

/**
 * The same for several keys at once: each asking is a way to the browser and back.
 * @template {keyof StorageKeys} K
 * @param {readonly K[]} keys
 * @returns {Promise<Pick<StorageKeys, K>>}
 */
export async function read(keys) {
  const found = await chrome.storage.local.get([...keys]);
  const known = structuredClone(DEFAULTS);
  const all = { ...known, ...found, settings: { ...known.settings, .../** @type {object} */ (found.settings) } };
  return /** @type {any} */ (Object.fromEntries(keys.map((key) => [key, all[key]])));
}

/**
 * @template {keyof StorageKeys} K
 * @param {K} key
 * @param {StorageKeys[K]} value
 */
export async function put(key, value) {
  await chrome.storage.local.set({ [key]: value });
}

/**
 * Changes one value; a lock keeps two changes from losing each other.
 * @template {keyof StorageKeys} K
 * @param {K} key
 * @param {(value: StorageKeys[K]) => StorageKeys[K]} change
 */
export async function change(key, change) {
  await navigator.locks.request(`storage:${key}`, async () => put(key, change(await get(key))));
}
