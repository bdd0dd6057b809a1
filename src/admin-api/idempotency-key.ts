import { createHash } from "node:crypto";
import type { IncomingHttpHeaders } from "node:http";
import type { Once } from "../zone/store/port.ts";
import type { Caller } from "./caller.ts";
import { malformed } from "./request-error.ts";

/** Seconds that the outcome of a request with a key is known: longer than anybody repeats it by himself. */
const KEPT_FOR = 86_400;

/** RFC 8941 §3.3.3: a String of visible characters and spaces, of which `"` and `\` are escaped. */
const STRING = /^"((?:[\x20\x21\x23-\x5b\x5d-\x7e]|\\["\\])*)"$/;
/** What most clients send instead. */
const BARE = /^[\x21\x23-\x7e]+$/;
const MAX_LENGTH = 128;

/** What a request asks for; `target` is the name in its path, if it has one there. */
interface KeyedRequest {
  readonly method: string;
  readonly target: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: object;
  readonly caller: Pick<Caller, "account">;
}

/**
 * How a request is told from others where it comes with an `Idempotency-Key` (draft-ietf-httpapi-idempotency-key-header-07
 * §2.1), undefined where it comes without. Keys are the account's: nobody meets or guesses another's. `now` is in Unix seconds.
 * Throws RequestError (400).
 */
export function readOnce(request: KeyedRequest, now: number): Once | undefined {
  const { method, target, headers, body, caller } = request;
  const key = readKey(headers["idempotency-key"]);
  if (key === undefined) return undefined;
  const properties = Object.entries(body).sort(([a], [b]) => (a < b ? -1 : 1));
  const conditions = [headers["if-match"] ?? null, headers["if-none-match"] ?? null];
  return {
    key: digestOf([caller.account, key]),
    fingerprint: digestOf([method, target, properties, conditions]),
    at: now,
    forgetBefore: now - KEPT_FOR,
  };
}

function readKey(header: string | readonly string[] | undefined): string | undefined {
  if (header === undefined) return undefined;
  const text = typeof header === "string" ? header : header.join(", ");
  const key = STRING.exec(text)?.[1]?.replace(/\\(.)/g, "$1") ?? BARE.exec(text)?.[0] ?? "";
  if (key.length > 0 && key.length <= MAX_LENGTH) return key;
  throw malformed(
    `Idempotency-Key is 1 to ${MAX_LENGTH} visible ASCII characters, in double quotes where there are spaces or quotes among them`,
  );
}

const digestOf = (parts: readonly unknown[]): string =>
  createHash("sha256").update(JSON.stringify(parts)).digest("hex");
