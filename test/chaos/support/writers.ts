import { setTimeout as delay } from "node:timers/promises";
import type { Problem } from "../../../src/admin-api/client-types.ts";
import { writeWitnessAddress } from "../../support/address-writer.ts";
import type { ApiAnswer } from "../../support/admin-api.ts";
import type { Ledger, Outcome } from "./ledger.ts";
import type { Value } from "./name-history.ts";
import type { Pair } from "./pair.ts";

/** Clients that write all the time. */
export interface Writers {
  /** Resolves when so many writes more were acknowledged. */
  acknowledged(count: number): Promise<void>;
  /** Lets writes under way come to their end. */
  stop(): Promise<void>;
}

export interface WritersSetup {
  /** Of the names they write. */
  readonly prefix: string;
  readonly clients: number;
}

/** Milliseconds that a client leaves an instance alone which has failed it. */
const REST = 100;

let written = 0;
/** A URI that no other write has. */
export const newUri = (): string =>
  `bitcoin:${writeWitnessAddress("bc", 0, (++written).toString(16).padStart(40, "0"))}`;

/**
 * Starts clients that register names, replace some and delete some, at one instance and the other. A client whose write fails
 * without a word on its outcome leaves the name alone.
 */
export function startWriters(pair: Pair, ledger: Ledger, { prefix, clients }: WritersSetup): Writers {
  let stopped = false;
  let names = 0;

  const write = async (instance: number, user: string, value: Value): Promise<Outcome> => {
    const book = ledger.book(user, value);
    const outcome = await outcomeOf(instance, send(pair, instance, user, value));
    book(outcome);
    return outcome;
  };
  /** One name's life; ends early where an outcome is not known. */
  const live = async (instance: number): Promise<Outcome> => {
    const user = `${prefix}${++names}`;
    const life = [newUri(), ...(names % 4 === 0 ? [newUri()] : []), ...(names % 5 === 0 ? [null] : [])];
    let outcome: Outcome = { kind: "refused" };
    for (const [i, value] of life.entries()) {
      outcome = await write((instance + i) % 2, user, value);
      if (outcome.kind !== "acknowledged") break;
    }
    return outcome;
  };
  let failure: unknown;
  const client = async (first: number): Promise<void> => {
    for (let instance = first; !stopped; instance = 1 - instance) {
      const { kind } = await live(instance);
      if (kind !== "acknowledged") await delay(REST);
    }
  };
  const fail = (error: unknown): void => {
    failure ??= error;
  };
  const running = Array.from({ length: clients }, (_, i) => client(i % 2).catch(fail));
  const check = (): void => {
    if (failure !== undefined) throw failure;
  };
  return {
    acknowledged: async (count) => {
      for (const wanted = ledger.count.acknowledged + count; ledger.count.acknowledged < wanted; ) {
        check();
        await delay(10);
      }
    },
    stop: async () => {
      stopped = true;
      await Promise.all(running);
      check();
    },
  };
}

/** Registers so many names at one instance and the other; resolves to their URIs by user. Nobody writes to them again. */
export async function register(
  pair: Pair,
  ledger: Ledger,
  prefix: string,
  count: number,
): Promise<ReadonlyMap<string, string>> {
  const names = new Map(Array.from({ length: count }, (_, i) => [`${prefix}${i}`, newUri()]));
  const queue = names.entries();
  const client = async (instance: number): Promise<void> => {
    for (const [user, uri] of queue) {
      const book = ledger.book(user, uri);
      const outcome = await outcomeOf(instance, send(pair, instance, user, uri));
      if (outcome.kind !== "acknowledged") throw new Error(`${user} is not registered: ${outcome.kind}`);
      book(outcome);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, (_, i) => client(i % 2)));
  return names;
}

const AT_ONCE = 16;
const DOMAIN = "example.com";

const send = (pair: Pair, instance: number, user: string, value: Value): Promise<ApiAnswer<Problem>> => {
  const path = `/v1/names/${user}@${DOMAIN}`;
  return value === null
    ? pair.call(instance, "DELETE", path)
    : pair.call(instance, "PUT", path, { uri: value, ttl: 30 });
};

/** Refusals for which the store is to blame: it is away, or has lost the zone or some of it. */
const NOTHING_DONE: readonly string[] = ["store-unavailable", "zone-unknown", "zone-doubted"];

async function outcomeOf(by: number, answer: Promise<ApiAnswer<Problem>>): Promise<Outcome> {
  // A connection that is refused or broken says nothing of the write.
  const { status, body } = await answer.catch(() => ({ status: 503, body: { code: "outcome-unknown" } }));
  if (status >= 200 && status < 300) return { kind: "acknowledged", by };
  if (NOTHING_DONE.includes(body.code)) return { kind: "refused" };
  if (body.code === "outcome-unknown") return { kind: "unknown" };
  if (body.code === "answer-unavailable") return { kind: "stands" };
  throw new Error(`the admin API answered ${status}: ${JSON.stringify(body)}`);
}
