import type { Store, TokenRecord } from "../port.ts";
import { tokenTaken, tokenUnknown } from "../refusal.ts";
import type { Statements, TokenRow } from "./statements.ts";

/** What the methods work on: `read` and `write` run synchronous work, `write` in a transaction of its own. */
interface Access {
  readonly statements: Statements;
  readonly read: <T>(work: () => T) => T;
  readonly write: <T>(work: () => T) => Promise<T>;
}

/** The store's methods for tokens. */
export const tokenMethods = ({
  statements,
  read,
  write,
}: Access): Pick<Store, "tokens" | "token" | "addToken" | "removeToken"> => ({
  tokens: async () => read(() => statements.tokens.all().map(tokenRecord)),
  token: async (digest) =>
    read(() => {
      const row = statements.token.get(digest);
      return row && tokenRecord(row);
    }),
  addToken: async ({ name, digest, account, rights, createdAt }) =>
    write(() => {
      const taken = statements.tokenLike.get(name, digest);
      if (taken) throw tokenTaken(taken.name);
      statements.addToken.run(name, digest, account, JSON.stringify(rights), createdAt);
    }),
  removeToken: async (name) =>
    write(() => {
      if (!statements.removeToken.get(name)) throw tokenUnknown(name);
    }),
});

const tokenRecord = ({ name, digest, account, rights, createdAt }: TokenRow): TokenRecord => ({
  name,
  digest,
  account,
  rights: rightsIn(rights),
  createdAt,
});

/** What is damaged gives no right, and does not keep the other tokens from being listed. */
function rightsIn(json: string): readonly string[] {
  try {
    const rights: unknown = JSON.parse(json);
    return Array.isArray(rights) && rights.every((each) => typeof each === "string") ? rights : [];
  } catch {
    return [];
  }
}
