// Asks the companion on this computer, and nobody else: the extension's only requests leave from here.
import { put, get } from "./keep.js";
import { forgetPairing, readPairing } from "./secrets.js";

/** The companion answers a check in milliseconds; after this it counts as away (ms). */
const PATIENCE_MS = 3000;

/**
 * @typedef {{ ok: true, body: any }} Answered
 * @typedef {{ ok: false, why: NotCheckedWhy, status: number, code: string, retryAfterMs: number }} Refused
 */

// Starts empty with each start of the worker, which is when the proof has to be asked for again (and after any failure):
// in between, another program of another user could have taken the port.
/** @type {string | null} */
let provenTokenId = null;

/**
 * Makes one call with this browser's token, after the companion has proved that it is the one that was paired.
 * Never throws for what the network or the companion does.
 * @param {"GET" | "POST"} method
 * @param {string} path
 * @param {object} [body]
 * @returns {Promise<Answered | Refused>}
 */
export async function ask(method, path, body) {
  const pairing = await readPairing();
  if (!pairing) return settle(refusal("not-paired"));
  if (provenTokenId !== pairing.tokenId) {
    const doubt = await prove(pairing);
    if (doubt) return settle(doubt);
    provenTokenId = pairing.tokenId;
  }
  const answer = await request(pairing.port, method, path, body, pairing.token);
  if (!answer.ok && answer.why === "companion-down") provenTokenId = null;
  return settle(answer);
}

/**
 * Trades a code for a token, at a companion that nobody knows yet: so without a token and without a draft.
 * @param {number} port
 * @param {string} code
 */
export async function trade(port, code) {
  return request(port, "POST", "/api/v1/pair", { code, ...(await introduction()) });
}

/**
 * How this browser names itself to the companion, and the token it had: every Chromium has one origin, so the companion
 * cannot tell by that which of them pairs again.
 * @returns {Promise<{ name: string, replaces: string }>}
 */
export async function introduction() {
  return { name: browserName(), replaces: (await readPairing())?.tokenId ?? "" };
}

/** @returns {string} what the companion's list of paired programs calls this browser */
function browserName() {
  if (/Firefox\//.test(navigator.userAgent)) return "Firefox";
  // Each Chromium names itself beside "Chromium" and a made-up brand such as "Not=A?Brand" (wicg.github.io/ua-client-hints).
  /** @type {{ brand: string }[]} */
  const brands = /** @type {any} */ (navigator).userAgentData?.brands ?? [];
  return brands.map(({ brand }) => brand).find((brand) => !/^Chromium$|Not.*Brand/.test(brand)) ?? "Chromium";
}

/** Forgets the token and that the companion ever proved itself. */
export async function unpair() {
  provenTokenId = null;
  await forgetPairing();
  await note("unpaired");
}

/**
 * Only the token's id goes out, never the token: whoever listens on the port must first answer for the key.
 * @param {import("./secrets.js").Pairing} pairing
 * @returns {Promise<Refused | null>} null when the proof is right
 */
async function prove(pairing) {
  const nonce = base64url(crypto.getRandomValues(new Uint8Array(24)));
  const answer = await request(pairing.port, "POST", "/api/v1/hello", { token_id: pairing.tokenId, nonce });
  if (!answer.ok) return answer;
  const right = await isProof(pairing.proofKey, answer.body?.proof, nonce, pairing.port);
  return right ? null : refusal("not-the-companion");
}

/**
 * @param {CryptoKey} key
 * @param {unknown} proof hex of HMAC-SHA256 over `nonce|port`
 * @param {string} nonce
 * @param {number} port
 */
export async function isProof(key, proof, nonce, port) {
  if (typeof proof !== "string" || !/^[0-9a-f]{64}$/.test(proof)) return false;
  const bytes = Uint8Array.from(proof.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16));
  return crypto.subtle.verify("HMAC", key, bytes, new TextEncoder().encode(`${nonce}|${port}`));
}

/** @param {Uint8Array} bytes */
function base64url(bytes) {
  return btoa(String.fromCharCode(...bytes))
    .replaceAll("+", "-")
    .replaceAll("/", "_")
    .replaceAll("=", "");
}

/**
 * @param {number} port
 * @param {"GET" | "POST"} method
 * @param {string} path
 * @param {object} [body]
 * @param {string} [token]
 * @returns {Promise<Answered | Refused>}
 */
async function request(port, method, path, body, token) {
  /** @type {Record<string, string>} */
  const headers = {};
  if (token) headers.Authorization = `Bearer ${token}`;
  if (body) headers["Content-Type"] = "application/json";
  try {
    const response = await fetch(`http://127.0.0.1:${port}${path}`, {
      method,
      headers,
      body: body ? JSON.stringify(body) : undefined,
      credentials: "omit",
      redirect: "error",
      cache: "no-store",
      referrerPolicy: "no-referrer",
      signal: AbortSignal.timeout(PATIENCE_MS),
    });
    const said = await response.json();
    if (response.ok) return { ok: true, body: said };
    const wait = Number(response.headers.get("Retry-After")) * 1000;
    return { ...refusalOf(response.status), code: String(said?.error?.code ?? ""), retryAfterMs: wait || 0 };
  } catch {
    // Refused, reset, too slow, redirected or not JSON: nobody we know is there.
    return refusal("companion-down");
  }
}

/**
 * What an HTTP status means for a draft and for the journal.
 * @param {number} status
 * @returns {Refused}
 */
export function refusalOf(status) {
  if (status === 401 || status === 403) return refusal("not-paired", status);
  if (status === 404) return refusal("update", status);
  if (status === 413) return refusal("too-long", status);
  if (status === 429) return refusal("too-many", status);
  if (status >= 500) return refusal("companion-down", status);
  return refusal("refused", status);
}

/**
 * @param {NotCheckedWhy} why
 * @param {number} [status] 0: no answer at all
 * @returns {Refused}
 */
function refusal(why, status = 0) {
  return { ok: false, why, status, code: "", retryAfterMs: 0 };
}

/**
 * Notes in storage what the badge and the popup say about the companion.
 * @param {Answered | Refused} answer
 */
async function settle(answer) {
  if (answer.ok || ["too-long", "too-many", "refused"].includes(answer.why)) await note("paired");
  else if (answer.why === "not-paired") await note("unpaired");
  else if (answer.why === "not-the-companion") await note("not-the-companion");
  else if (answer.why === "update" && answer.code !== "unknown-rule") await note("update");
  else if (answer.why === "companion-down") await note("down");
  return answer;
}

/** @param {Connection["state"]} state */
export async function note(state) {
  const connection = await get("connection");
  const pairing = await readPairing();
  const port = pairing?.port ?? connection.port;
  if (connection.state !== state || connection.port !== port)
    await put("connection", { state, port, since: Date.now() });
}
