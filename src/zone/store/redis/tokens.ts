import type { Store, TokenRecord } from "../port.ts";
import { tokenTaken, tokenUnknown } from "../refusal.ts";
import type { Connection } from "./connection.ts";
import { TOKEN_DIGESTS, TOKENS } from "./keys.ts";
import { checkInstant, foreign, jsonOf } from "./record.ts";
import { ADD_TOKEN, REMOVE_TOKEN } from "./scripts.ts";

const KEYS = [TOKENS, TOKEN_DIGESTS];

/** The store's methods for tokens. */
export const tokenMethods = (
  connection: Connection,
): Pick<Store, "tokens" | "token" | "addToken" | "removeToken"> => ({
  tokens: async () => {
    const texts = await connection.read(TOKENS, (client) => client.hvals(TOKENS));
    return texts.map(tokenOf).sort((a, b) => Buffer.compare(Buffer.from(a.name), Buffer.from(b.name)));
  },
  token: async (digest) => {
    const text = await connection.read(TOKENS, (client) => client.hget(TOKENS, digest));
    return text === null ? undefined : tokenOf(text);
  },
  addToken: async ({ name, digest, account, rights, createdAt }) => {
    checkInstant(createdAt);
    const text = JSON.stringify({ name, digest, account, rights, createdAt });
    const taken = await connection.write(ADD_TOKEN, KEYS, [name, digest, text]);
    if (typeof taken === "string") throw tokenTaken(tokenOf(taken).name);
  },
  removeToken: async (name) => {
    const removed = await connection.write(REMOVE_TOKEN, KEYS, [name]);
    if (removed === 0) throw tokenUnknown(name);
  },
});

function tokenOf(text: string): TokenRecord {
  const { name, digest, account, rights, createdAt } = (jsonOf(text) ?? {}) as Partial<TokenRecord>;
  if (
    typeof name !== "string" ||
    typeof digest !== "string" ||
    typeof account !== "string" ||
    typeof createdAt !== "number"
  ) {
    throw foreign("a token");
  }
  return { name, digest, account, rights: rightsIn(rights), createdAt };
}

/** What is damaged gives no right, and does not keep the other tokens from being listed. */
const rightsIn = (rights: unknown): readonly string[] =>
  Array.isArray(rights) && rights.every((each) => typeof each === "string") ? rights : [];
