import type { FastifyInstance, FastifyRequest } from "fastify";
import { adminCaller, type Caller } from "./caller.ts";
import type { AdminToken, ZoneStore } from "./ports.ts";
import { RequestError } from "./request-error.ts";
import { RIGHTS } from "./rights.ts";
import { tokenDigest } from "./token-secret.ts";

declare module "fastify" {
  interface FastifyRequest {
    /** Whom the request comes from, on routes behind {@link requireToken}. */
    caller: Caller;
  }
}

interface KnownTokens {
  readonly token: AdminToken;
  readonly store: Pick<ZoneStore, "token">;
}

/** RFC 6750 §2.1: the scheme's name is case-insensitive (RFC 9110 §11.1), the token is a `b64token`. */
const CREDENTIALS = /^Bearer +([A-Za-z0-9\-._~+/]+=*)$/i;

/**
 * Lets only bearers of a token that is known pass to the routes of `app`, and tells them by `request.caller`. Without the
 * store only the admin token is known: others are answered with the store's own problem, for they may well be valid.
 */
export function requireToken(app: FastifyInstance, known: KnownTokens): void {
  app.decorateRequest("caller");
  app.addHook("onRequest", async (request, reply) => {
    const caller = await callerOf(request, known);
    if (caller === undefined) {
      // RFC 9110 §15.5.2: "The server generating a 401 response MUST send a WWW-Authenticate header field".
      reply.header("www-authenticate", "Bearer");
      throw new RequestError("unauthorized", "send a token as `Authorization: Bearer <token>`");
    }
    request.caller = caller;
  });
}

async function callerOf(
  { headers }: FastifyRequest,
  { token, store }: KnownTokens,
): Promise<Caller | undefined> {
  const presented = CREDENTIALS.exec(headers.authorization ?? "")?.[1];
  if (presented === undefined) return undefined;
  if (token.verify(presented)) return adminCaller();
  // The store looks for a digest, so its time tells nothing about the tokens that it has.
  const record = await store.token(tokenDigest(presented));
  if (record === undefined) return undefined;
  const { account, rights } = record;
  // Rights that this version does not know are none.
  return { account, rights: new Set(RIGHTS.filter((right) => rights.includes(right))) };
}
