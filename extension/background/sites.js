// Says which site a page belongs to. The page's own word never counts: only the address the browser gives for it.
import { change, get } from "./keep.js";

/** @returns {Promise<SiteEntry[]>} the sites that come with the extension, then the ones the person added */
export async function allSites() {
  const file = await fetch(chrome.runtime.getURL("generated/sites.json"));
  const { sites } = /** @type {SitesFile} */ (await file.json());
  const { added } = await get("settings");
  return [...sites, ...added.map(({ host }) => ({ id: host, name: host, hosts: [host], added: true }))];
}

/**
 * How boxes are found on a site: its own selectors; on an added one, whatever software is known by its looks.
 * @param {SiteEntry} site
 * @returns {Promise<SiteAdapters>}
 */
export async function adaptersFor({ id, added }) {
  const file = await fetch(chrome.runtime.getURL("generated/adapters.json"));
  const { words, sites } = /** @type {SiteAdapters} */ (await file.json());
  const fitting = added
    ? sites.filter(({ detect }) => detect)
    : sites.filter((site) => site.id === id).map(({ detect: _, ...own }) => own);
  return { words, sites: fitting };
}

/**
 * @param {SiteEntry[]} sites
 * @param {string | undefined} address
 * @returns {SiteEntry | null}
 */
export function siteAt(sites, address) {
  const url = address && URL.canParse(address) ? new URL(address) : null;
  if (url?.protocol !== "https:") return null;
  return sites.find((site) => site.hosts.some((host) => isUnder(url.hostname, host))) ?? null;
}

/**
 * @param {string} hostname
 * @param {string} host a host, or "*.example.org" for what stands below one
 */
function isUnder(hostname, host) {
  return host.startsWith("*.") ? hostname.endsWith(host.slice(1)) : hostname === host;
}

/**
 * The site of a message from a page. A frame counts as its tab's site only when it is of that site too, or has no
 * address of its own (an editor in `srcdoc` or `blob:`): a listed site embedded in another page is that page's business.
 * @param {SiteEntry[]} sites
 * @param {chrome.runtime.MessageSender} sender
 * @returns {SiteEntry | null}
 */
export function siteOfSender(sites, sender) {
  if (!sender.tab || sender.tab.incognito) return null;
  if (sender.frameId === 0) return siteAt(sites, sender.url);
  const site = siteAt(sites, sender.tab.url);
  const own = /^(about|blob|data):/.test(sender.url ?? "") ? site : siteAt(sites, sender.url);
  return site && own?.id === site.id ? site : null;
}

/**
 * Adds the sites a person has just allowed, and starts there at once.
 * @param {string[]} origins match patterns such as "https://forum.example.org/*"
 */
export async function addSites(origins) {
  const hosts = origins
    .map((origin) => /^https:\/\/([^/*]+)\/\*$/.exec(origin)?.[1])
    .filter((host) => host !== undefined);
  const known = await allSites();
  const fresh = hosts.filter((host) => !siteAt(known, `https://${host}/`));
  if (!fresh.length) return;
  await change("settings", (settings) => ({
    ...settings,
    added: [...settings.added, ...fresh.map((host) => ({ host }))],
  }));
  await registerAdded();
  for (const host of fresh) await startIn(host);
}

/** @param {string[]} origins whose permission was taken back */
export async function removeSites(origins) {
  await change("settings", (settings) => ({
    ...settings,
    added: settings.added.filter(({ host }) => !origins.includes(`https://${host}/*`)),
  }));
  await registerAdded();
}

/** Gives the added sites the same content scripts that the manifest gives the listed ones. */
export async function registerAdded() {
  const { added } = await get("settings");
  await chrome.scripting.unregisterContentScripts();
  if (!added.length) return;
  const matches = added.map(({ host }) => `https://${host}/*`);
  await chrome.scripting.registerContentScripts(
    contentScripts().map((script, index) => ({
      id: `added-${index}`,
      matches,
      js: script.js,
      css: script.css,
      runAt: script.run_at,
      allFrames: true,
      matchOriginAsFallback: true,
    })),
  );
}

/** @param {string} host whose open pages get the content scripts without a reload */
async function startIn(host) {
  for (const tab of await chrome.tabs.query({ url: `https://${host}/*` })) {
    if (tab.id === undefined) continue;
    const target = { tabId: tab.id, allFrames: true };
    for (const script of contentScripts()) {
      if (script.css.length) await chrome.scripting.insertCSS({ target, files: script.css });
      await chrome.scripting.executeScript({ target, files: script.js });
    }
  }
}

/** @returns {{ js: string[], css: string[], run_at?: any }[]} the manifest's, by path: Firefox gives them as whole addresses */
function contentScripts() {
  const root = chrome.runtime.getURL("");
  const path = (/** @type {string} */ file) => new URL(file, root).pathname;
  const listed = chrome.runtime.getManifest().content_scripts ?? [];
  return listed.map(({ js, css, run_at }) => ({ js: (js ?? []).map(path), css: (css ?? []).map(path), run_at }));
}
