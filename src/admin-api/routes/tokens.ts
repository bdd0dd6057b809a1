import type { FastifyInstance } from "fastify";
import { z } from "zod";
import type { TokenRecord } from "../../zone/store/port.ts";
import { timeText } from "../../zone/time-text.ts";
import { demandRight } from "../caller.ts";
import type { CallerView, MintedToken, TokenCreation, TokenList, TokenView } from "../client-types.ts";
import { refuseOtherMethods } from "../other-methods.ts";
import type { Now, ZoneStore } from "../ports.ts";
import { readInput } from "../read-input.ts";
import { RIGHTS, type Right } from "../rights.ts";
import { demandGrantable, demandRemovable } from "../token-grant.ts";
import { mintToken, tokenDigest } from "../token-secret.ts";

interface TokenRoutes {
  readonly store: Pick<ZoneStore, "tokens" | "addToken" | "removeToken">;
  readonly now: Now;
}

const word = z
  .string()
  .regex(/^[a-z0-9][a-z0-9._-]{0,63}$/, "1 to 64 characters of a-z 0-9 . _ -, the first a letter or a digit");
const tokenCreation = z.strictObject({
  name: word,
  account: word.optional(),
  rights: z.array(z.enum(RIGHTS)).max(RIGHTS.length).optional(),
}) satisfies z.ZodType<TokenCreation>;

/** Rights that this version does not know are none. */
const rightsOf = ({ rights }: TokenRecord): Right[] => RIGHTS.filter((right) => rights.includes(right));

/** The record without its digest. */
const tokenView = (record: TokenRecord): TokenView => ({
  name: record.name,
  account: record.account,
  rights: rightsOf(record),
  createdAt: timeText(record.createdAt),
});

/** Makes, lists and removes tokens, and tells a caller who he is. */
export async function tokenRoutes(app: FastifyInstance, { store, now }: TokenRoutes): Promise<void> {
  app.get("/caller", async ({ caller }): Promise<CallerView> => {
    const { account, rights } = caller;
    return { account, rights: [...rights] };
  });

  app.get("/tokens", async ({ caller }): Promise<TokenList> => {
    demandRight(caller, "tokens", "listing tokens");
    return { tokens: (await store.tokens()).map(tokenView) };
  });

  app.post("/tokens", async ({ caller, body }, reply): Promise<MintedToken> => {
    demandRight(caller, "tokens", "making a token");
    const { name, account = name, rights = [] } = readInput(tokenCreation, body);
    demandGrantable(caller, { account, rights });
    const token = mintToken();
    const digest = tokenDigest(token);
    const record = { name, digest, account, rights: [...new Set(rights)], createdAt: now() };
    await store.addToken(record);
    reply.code(201).header("location", `/v1/tokens/${name}`);
    return { ...tokenView(record), token };
  });

  app.delete<{ Params: { name: string } }>("/tokens/:name", async ({ caller, params }, reply) => {
    demandRight(caller, "tokens", "removing a token");
    const record = (await store.tokens()).find(({ name }) => name === params.name);
    if (record !== undefined) demandRemovable(caller, { account: record.account, rights: rightsOf(record) });
    await store.removeToken(params.name);
    return reply.code(204).send();
  });

  refuseOtherMethods(app, "/caller", ["GET", "HEAD"]);
  refuseOtherMethods(app, "/tokens", ["GET", "HEAD", "POST"]);
  refuseOtherMethods(app, "/tokens/:name", ["DELETE"]);
}
