// Knows which tab is looked at: the browser window's focus and the screen lock, which a page cannot see itself.

/** Windows and some Linux window managers say "no window" before every switch (ms; notes on time). */
const SETTLE_MS = 300;

/**
 * @param {chrome.tabs.Tab} tab
 * @returns {Promise<boolean>} whether the tab is the active one of the window that has the system's focus
 */
export async function isLookedAt(tab) {
  if (tab.id === undefined) return false;
  try {
    const [now, window] = await Promise.all([chrome.tabs.get(tab.id), chrome.windows.get(tab.windowId)]);
    return now.active && window.focused;
  } catch {
    // The tab or its window has just been closed.
    return false;
  }
}

/** Starts telling pages when the system's focus moves between windows or away, and when the screen is locked. */
export function watchFocus() {
  let changes = 0;
  chrome.windows.onFocusChanged.addListener(() => {
    changes += 1;
    const mine = changes;
    setTimeout(() => {
      if (mine === changes) void tellPages();
    }, SETTLE_MS);
  });
  chrome.idle.onStateChanged.addListener((state) => {
    if (state === "locked") void tell(() => ({ type: "locked" }));
  });
}

async function tellPages() {
  const windows = await chrome.windows.getAll();
  const focused = new Set(windows.filter((window) => window.focused).map((window) => window.id));
  await tell((tab) => ({ type: "focus-changed", focused: focused.has(tab.windowId) }));
}

/** @param {(tab: chrome.tabs.Tab) => ToContent} message for the page in front of each window */
async function tell(message) {
  for (const tab of await chrome.tabs.query({ active: true })) {
    // Without a permission for its site a tab shows no address, and has no page script of ours.
    if (tab.id !== undefined && tab.url) await tellTab(tab.id, message(tab));
  }
}

/** Lets every frame of every page of ours ask anew who it is: called by name, since a page where we are off hears no message. */
export async function wakePages() {
  const tabs = await chrome.tabs.query({});
  const woken = tabs.map(
    ({ id, url }) =>
      id !== undefined &&
      url &&
      chrome.scripting.executeScript({ target: { tabId: id, allFrames: true }, func: () => void Main.decide() }),
  );
  // A page that is gone, asleep or without us does not answer.
  await Promise.allSettled(woken);
}

/**
 * @param {number} tabId
 * @param {ToContent} message
 */
export async function tellTab(tabId, message) {
  try {
    await chrome.tabs.sendMessage(tabId, message, { frameId: 0 });
  } catch {
    // That page is gone or has not started: it will ask for itself.
  }
}
