import { expect } from "vitest";
import type { NamePage } from "../../../src/admin-api/client-types.ts";
import { TYPE } from "../../support/reference-zone.ts";
import { type Claim, type ClaimReader, claimReader } from "./answer-claim.ts";
import { askAll } from "./ask-all.ts";
import type { Ledger } from "./ledger.ts";
import type { Value } from "./name-history.ts";
import { type Pair, until } from "./pair.ts";
import { ownerOf, questionFor } from "./questions.ts";
import { trustedZone } from "./trusted-zone.ts";

/** What is said of names, by user. */
type Names = ReadonlyMap<string, Value>;

const INSTANCES = [0, 1] as const;

/**
 * Resolves when both instances are where the store is, and checks that everything is answered as its writers were told, at both
 * alike, and as the store lists it. `prefix` is of the names that the ledger is about.
 */
export async function expectAgreement(pair: Pair, ledger: Ledger): Promise<void> {
  const reader = await readerOf(pair);
  for (const instance of INSTANCES) await until(() => isCaughtUp(pair, instance));
  const users = [...ledger.entries.keys()];
  const [first, second] = await Promise.all(INSTANCES.map((each) => answeredBy(pair, each, users, reader)));
  expect(differences(first!, second!)).toEqual([]);
  const wrong = users.filter((user) => !ledger.entries.get(user)!.values.includes(first!.get(user)!));
  expect(wrong.map((user) => ({ user, is: first!.get(user), ...ledger.entries.get(user)! }))).toEqual([]);
  const registered = new Map([...first!].filter(([, value]) => value !== null));
  for (const instance of INSTANCES)
    expect(differences(registered, await listedBy(pair, instance))).toEqual([]);
}

/** By the keys that the store has. */
async function readerOf(pair: Pair): Promise<ClaimReader> {
  const { apex, keys } = await pair.show(0);
  const dnskeys = keys.map(({ dnskey }) => dnskey);
  return claimReader(trustedZone(apex, dnskeys));
}

/** Whether an instance answers with the serial that the store has. */
async function isCaughtUp(pair: Pair, instance: number): Promise<boolean> {
  const { serial } = await pair.show(instance);
  return serial === (await serialOf(pair, instance, await readerOf(pair)));
}

const differences = (a: Names, b: Names): string[] =>
  [...new Set([...a.keys(), ...b.keys()])]
    .filter((user) => a.get(user) !== b.get(user))
    .map((user) => `${user}: ${a.get(user)} and ${b.get(user)}`);

async function serialOf(pair: Pair, instance: number, reader: ClaimReader): Promise<number | undefined> {
  const [answer] = await askAll(pair.instances[instance]!.target, [questionFor(pair.zone.apex, TYPE.SOA)]);
  const claim = reader.read(answer!, Date.now() / 1000);
  return claim.kind === "apex" ? claim.serial : undefined;
}

async function answeredBy(
  pair: Pair,
  instance: number,
  users: readonly string[],
  reader: ClaimReader,
): Promise<Names> {
  const questions = users.map((user) => questionFor(ownerOf(user, pair.zone.apex)));
  const answers = await askAll(pair.instances[instance]!.target, questions);
  const value = (claim: Claim): Value => {
    if (claim.kind === "name") return claim.value;
    throw new Error(`a name is answered with ${JSON.stringify(claim)}`);
  };
  return new Map(answers.map((octets, i) => [users[i]!, value(reader.read(octets, Date.now() / 1000))]));
}

/** The names of the store, as an instance lists them. */
export async function listedBy(pair: Pair, instance: number): Promise<Names> {
  const names = new Map<string, Value>();
  let cursor: string | null = null;
  do {
    const more: string = cursor === null ? "" : `&cursor=${encodeURIComponent(cursor)}`;
    const { body } = await pair.call<NamePage>(
      instance,
      "GET",
      `/v1/names?domain=${pair.zone.domain}&limit=1000${more}`,
    );
    for (const { name, uri } of body.names) names.set(name.replace(/@.*/, ""), uri);
    cursor = body.nextCursor;
  } while (cursor !== null);
  return names;
}
