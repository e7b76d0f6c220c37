// Makes this browser known to the companion: by native messaging without a click, else by the code a person types.
import { introduction, note, trade } from "./companion.js";
import { change, put } from "./keep.js";
import { keepPairing } from "./secrets.js";

const NATIVE_HOST = "org.forethought.companion";

/**
 * Asks the program that `forethought setup` names to the browser for a token. Also starts the companion when it is not running.
 * @returns {Promise<PairAnswer>}
 */
export async function pairNatively() {
  try {
    const said = await chrome.runtime.sendNativeMessage(NATIVE_HOST, { op: "pair", ...(await introduction()) });
    return (await accept(said, Number(said?.port)))
      ? { paired: true, how: "native" }
      : { paired: false, code: "no-host" };
  } catch {
    // The host is not installed, or the browser is a Flatpak: the code is the way then.
    return { paired: false, code: "no-host" };
  }
}

/**
 * @param {string} written as the person typed it; the companion forgives case, spaces, O for 0 and I or L for 1
 * @param {number} port
 * @returns {Promise<PairAnswer>} `code` is one of the companion's error codes, or "companion-down"
 */
export async function pairByCode(written, port) {
  const answer = await trade(port, written.trim());
  if (!answer.ok) return { paired: false, code: answer.code || answer.why };
  return (await accept(answer.body, port)) ? { paired: true, how: "code" } : { paired: false, code: "refused" };
}

/**
 * Keeps what pairing gave, if it is whole.
 * @param {any} given
 * @param {number} port
 */
async function accept(given, port) {
  const tokenId = /^ft1_([0-9a-f]{8})_[\w-]{43}$/.exec(given?.token ?? "")?.[1];
  const isWhole = tokenId && /^[0-9a-f]{64}$/.test(given.proof_key) && port > 0 && port < 65536;
  if (!isWhole) return false;
  await keepPairing({ token: given.token, tokenId, proofKeyHex: given.proof_key, port });
  // What an earlier companion knew, such as the sites that the person added, this one may never have heard of.
  await put("server", null);
  await change("connection", (connection) => ({ ...connection, port }));
  await note("paired");
  return true;
}
