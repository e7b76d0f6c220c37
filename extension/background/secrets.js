// Keeps the token and the companion's proof key in the extension's own IndexedDB, where no content script can look.

const DATABASE = "forethought";
const STORE = "secret";

/**
 * What pairing gave. The proof key cannot be read back out of the browser.
 * @typedef {{ token: string, tokenId: string, proofKey: CryptoKey, port: number }} Pairing
 */

/** @returns {Promise<Pairing | null>} null when this browser is not paired */
export async function readPairing() {
  return (await run("readonly", (store) => store.get("pairing"))) ?? null;
}

/** @param {{ token: string, tokenId: string, proofKeyHex: string, port: number }} given */
export async function keepPairing({ token, tokenId, proofKeyHex, port }) {
  const bytes = Uint8Array.from(proofKeyHex.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16));
  const proofKey = await crypto.subtle.importKey("raw", bytes, { name: "HMAC", hash: "SHA-256" }, false, ["verify"]);
  await run("readwrite", (store) => store.put({ token, tokenId, proofKey, port }, "pairing"));
}

export async function forgetPairing() {
  await run("readwrite", (store) => store.delete("pairing"));
}

/**
 * @param {IDBTransactionMode} mode
 * @param {(store: IDBObjectStore) => IDBRequest} step
 * @returns {Promise<any>}
 */
async function run(mode, step) {
  const database = await open();
  try {
    const transaction = database.transaction(STORE, mode);
    const request = step(transaction.objectStore(STORE));
    await new Promise((resolve, reject) => {
      transaction.oncomplete = resolve;
      transaction.onabort = () => reject(transaction.error);
    });
    return request.result;
  } finally {
    database.close();
  }
}

/** @returns {Promise<IDBDatabase>} */
function open() {
  return new Promise((resolve, reject) => {
    const request = indexedDB.open(DATABASE, 1);
    request.onupgradeneeded = () => request.result.createObjectStore(STORE);
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}
