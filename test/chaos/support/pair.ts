import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { expect } from "vitest";
import type { ZoneCreation, ZoneList, ZoneView } from "../../../src/admin-api/client-types.ts";
import { type ApiAnswer, callApi, EXAMPLE_ZONE } from "../../support/admin-api.ts";
import { type Instance, startInstance } from "./instance.ts";
import type { ProbeSetup, Target } from "./probe-messages.ts";

/** Queries a millisecond to each of the instances. */
const RATE = 1.5;

/** Two instances that serve one zone of one store. */
export interface Pair {
  readonly instances: readonly [Instance, Instance];
  /** As its creation showed it. */
  readonly zone: ZoneView;
  readonly token: string;
  /** Starts one more instance beside them, with their secrets, on another store. */
  readonly startStranger: (environment: Readonly<Record<string, string>>) => Promise<Instance>;
  readonly call: <Body>(
    instance: number,
    method: string,
    path: string,
    body?: object,
  ) => Promise<ApiAnswer<Body>>;
  /** The zone as an instance shows it now. */
  readonly show: (instance: number) => Promise<ZoneView>;
  readonly probeSetup: ProbeSetup;
  readonly stop: () => Promise<void>;
}

export interface PairSetup {
  /** Where the store is. */
  readonly environment: Readonly<Record<string, string>>;
  /** Where they answer queries; ports of the system's choice if it is left out. */
  readonly targets?: readonly [Target, Target];
  readonly zone?: ZoneCreation;
}

/** Starts both; the first sets the zone up. */
export async function startPair({ environment, targets, zone = EXAMPLE_ZONE }: PairSetup): Promise<Pair> {
  const directory = mkdtempSync(join(tmpdir(), "paynamed-chaos-"));
  const secrets = join(directory, "secrets");
  mkdirSync(secrets);
  const secretFiles = {
    PAYNAMED_KEY_ENCRYPTION_KEY_FILE: join(secrets, "key-encryption-key"),
    PAYNAMED_ADMIN_TOKEN_FILE: join(secrets, "admin-token"),
  };
  const start = (name: string, target?: Target, store = environment): Promise<Instance> =>
    startInstance({ data: join(directory, name), environment: { ...secretFiles, ...store }, target });

  const started: Instance[] = [];
  const stop = async (): Promise<void> => {
    await Promise.all(started.map((instance) => instance.end("SIGTERM")));
    rmSync(directory, { recursive: true });
  };
  try {
    const first = await start("first", targets?.[0]);
    started.push(first);
    const token = first.token!;
    const created = await callApi<ZoneView>(first.admin, token, "POST", "/v1/zones", zone);
    expect(created).toMatchObject({ status: 201 });
    const second = await start("second", targets?.[1]);
    started.push(second);
    const instances = [first, second] as const;
    const call: Pair["call"] = (instance, ...request) =>
      callApi(instances[instance]!.admin, token, ...request);
    return {
      instances,
      zone: created.body,
      token,
      startStranger: (store) => start("stranger", undefined, store),
      call,
      show: async (instance) => {
        const { body } = await call<ZoneList>(instance, "GET", "/v1/zones");
        return body.zones.find(({ apex }) => apex === created.body.apex)!;
      },
      probeSetup: {
        apex: created.body.apex,
        dnskeys: created.body.keys.map(({ dnskey }) => dnskey),
        targets: instances.map(({ target }) => target),
        rate: RATE,
      },
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** Resolves when the condition holds, whatever it throws before; the test's own time limit ends what never does. */
export async function until(condition: () => Promise<boolean>): Promise<void> {
  while (!(await condition().catch(() => false))) await delay(50);
}
