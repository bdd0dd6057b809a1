import type { Store } from "../../src/zone/store/port.ts";
import { APEX } from "../names.ts";
import { cpuSeconds } from "../process-cpu.ts";
import type { Instance } from "./instance.ts";
import { BATCH, fieldsOf, OFFER } from "./registrations.ts";

/** A number that no registration of this process had before. */
let next = 0;
const freshUser = (): string => `fresh-${next++}`;

/**
 * `clients` at once make one registration after the other for so many seconds; resolves to how many calls of `register` came to
 * their end a second.
 */
async function perSecond(
  clients: number,
  seconds: number,
  register: () => Promise<unknown>,
): Promise<number> {
  const since = performance.now();
  const elapsed = (): number => (performance.now() - since) / 1_000;
  let count = 0;
  const client = async (): Promise<void> => {
    while (elapsed() < seconds) {
      await register();
      count++;
    }
  };
  await Promise.all(Array.from({ length: clients }, client));
  return count / elapsed();
}

/** Registrations a second. */
export interface StoreRates {
  readonly one: number;
  readonly many: number;
  readonly batches: number;
}

export interface ApiRates extends Pick<StoreRates, "one" | "many"> {
  /** User and system milliseconds of the server for a registration, of many at a time. */
  readonly cpuMilliseconds: number;
}

/** How many wait at the same time where it is more than one. */
export const CLIENTS = 32;

/** Straight to the store. */
export async function storeRates(store: Store, seconds: number): Promise<StoreRates> {
  const put = () => store.put(APEX, freshUser(), fieldsOf(next), { ifAbsent: true });
  const batch = () =>
    store.batch(
      APEX,
      Array.from({ length: BATCH }, () => ({ kind: "put", user: freshUser(), fields: fieldsOf(next) })),
    );
  return {
    one: await perSecond(1, seconds, put),
    many: await perSecond(CLIENTS, seconds, put),
    batches: BATCH * (await perSecond(1, seconds, batch)),
  };
}

/** Through the admin API, which checks each one and answers when the name is answered. */
export async function apiRates(instance: Instance, seconds: number): Promise<ApiRates> {
  const post = async (): Promise<void> => {
    const status = await instance.call("POST", "/v1/names", {
      name: `${freshUser()}@example.com`,
      offer: OFFER,
    });
    if (status !== 201) throw new Error(`a registration was refused with ${status}`);
  };
  const one = await perSecond(1, seconds, post);
  const before = { cpu: cpuSeconds(instance.pid), number: next };
  const many = await perSecond(CLIENTS, seconds, post);
  const cpu = cpuSeconds(instance.pid) - before.cpu;
  return { one, many, cpuMilliseconds: (1_000 * cpu) / (next - before.number) };
}
