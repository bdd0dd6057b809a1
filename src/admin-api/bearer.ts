import type { onRequestAsyncHookHandler } from "fastify";
import type { AdminToken } from "./ports.ts";
import { RequestError } from "./request-error.ts";

/** RFC 6750 §2.1: the scheme's name is case-insensitive (RFC 9110 §11.1), the token is a `b64token`. */
const CREDENTIALS = /^Bearer +([A-Za-z0-9\-._~+/]+=*)$/i;

/** An onRequest hook that lets only bearers of the token pass. */
export const requireToken =
  (token: AdminToken): onRequestAsyncHookHandler =>
  async (request, reply) => {
    const presented = CREDENTIALS.exec(request.headers.authorization ?? "")?.[1];
    if (presented !== undefined && token.verify(presented)) return;
    // RFC 9110 §15.5.2: "The server generating a 401 response MUST send a WWW-Authenticate header field".
    reply.header("www-authenticate", "Bearer");
    throw new RequestError("unauthorized", "send the admin token as `Authorization: Bearer <token>`");
  };
