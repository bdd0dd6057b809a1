import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { TokenRecord } from "../../../src/zone/store/port.ts";
import { compareOctets, refusalOf } from "../../support/store-model.ts";
import { aToken, type Subject } from "./subject.ts";

export function describeTokens(subject: Subject): void {
  const codeOf = async (attempt: Promise<unknown>): Promise<string | undefined> =>
    (await refusalOf(attempt))?.code;

  describe("tokens", () => {
    test("a token is what was added, found by its digest", async () => {
      const { store } = subject;
      expect(await store.tokens()).toEqual([]);
      const one = aToken("one", {
        account: "shop",
        rights: ["any-holder", 'é"\\'],
        createdAt: 4_000_000_000,
      });
      await store.addToken(one);
      expect(await store.tokens()).toEqual([one]);
      expect(await store.token(one.digest)).toEqual(one);
      expect(await store.token(aToken("two").digest)).toBeUndefined();
      expect(await store.token(one.digest.toUpperCase())).toBeUndefined();
      const reopened = await subject.opened.reopen();
      expect(await reopened.token(one.digest)).toEqual(one);
    });

    test("names and digests are given once, accounts as often as one likes", async () => {
      const { store } = subject;
      const one = aToken("one");
      await store.addToken(one);
      expect(await codeOf(store.addToken(aToken("one", { digest: aToken("x").digest })))).toBe("token-taken");
      expect(await codeOf(store.addToken(aToken("two", { digest: one.digest })))).toBe("token-taken");
      expect(await codeOf(store.addToken(aToken("two")))).toBeUndefined();
      expect(await store.tokens()).toEqual([one, aToken("two")]);
    });

    test("who is removed is gone, and its name and digest may come back", async () => {
      const { store } = subject;
      const [one, two] = [aToken("one"), aToken("two")];
      await store.addToken(one);
      await store.addToken(two);
      expect(await codeOf(store.removeToken("on"))).toBe("token-unknown");
      await store.removeToken("one");
      expect(await store.token(one.digest)).toBeUndefined();
      expect(await codeOf(store.removeToken("one"))).toBe("token-unknown");
      expect(await store.tokens()).toEqual([two]);
      await store.addToken({ ...one, name: "three" });
      expect((await store.token(one.digest))?.name).toBe("three");
    });

    test("of many who add one at once, one does", async () => {
      const attempts = [1, 2, 3].map((i) => codeOf(subject.store.addToken(aToken("one", { createdAt: i }))));
      expect((await Promise.all(attempts)).filter((code) => code === undefined).length).toBe(1);
      expect((await subject.store.tokens()).length).toBe(1);
    });

    test("any sequence of additions and removals does what it does to a Map", async () => {
      const aName = fc.constantFrom("a", "A", "a-b", "a.b", "b", "é");
      const steps = fc.array(
        fc.record({ add: fc.boolean(), name: aName, secret: aName, rights: fc.array(fc.string()) }),
        { maxLength: 20 },
      );
      await fc.assert(
        fc.asyncProperty(steps, async (sequence) => {
          const { store } = subject;
          for (const { name } of await store.tokens()) await store.removeToken(name);
          const model = new Map<string, TokenRecord>();
          for (const { add, name, secret, rights } of sequence) {
            const token = aToken(name, { digest: aToken(secret).digest, rights });
            const digests = [...model.values()].map(({ digest }) => digest);
            if (add) {
              const taken = model.has(name) || digests.includes(token.digest);
              expect(await codeOf(store.addToken(token))).toBe(taken ? "token-taken" : undefined);
              if (!taken) model.set(name, token);
            } else {
              const outcome = await codeOf(store.removeToken(name));
              expect(outcome).toBe(model.delete(name) ? undefined : "token-unknown");
            }
          }
          const left = [...model.values()];
          left.sort((a, b) => compareOctets(a.name, b.name));
          expect(await store.tokens()).toEqual(left);
          for (const token of left) expect(await store.token(token.digest)).toEqual(token);
        }),
      );
    });
  });
}
