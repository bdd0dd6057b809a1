import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type {
  NameDetails,
  NamePage,
  NameResult,
  ZoneCreation,
  ZoneView,
} from "../../src/admin-api/client-types.ts";
import { loadConfig } from "../../src/config.ts";
import { startDaemon } from "../../src/daemon.ts";
import { ADDRESS, type ApiAnswer, callApi } from "./admin-api.ts";
import type { Endpoint } from "./dig.ts";
import { loopbackNet, type PrivateChain, startChain } from "./private-chain.ts";

export const DOMAIN = "example.com";
export const APEX = `_bitcoin-payment.${DOMAIN}`;

/** The owner of a user's record. */
export const ownerOf = (user: string): string => `${user}.user.${APEX}`;

/** A zone that paynamed serves from this process, below a root of our own. */
export interface DelegatedZone {
  readonly chain: PrivateChain;
  /** As the admin API shows it. */
  readonly zone: ZoneView;
  /** The DS lines that the admin API tells the operator to put into the parent zone. */
  readonly dsRecords: readonly string[];
  /** Addresses of its name servers. */
  readonly addresses: readonly string[];
  /** paynamed itself, for who wants to ask past the resolver. */
  readonly server: Endpoint;
  /** Registers `user@example.com`; the address of BIP-173 where nothing else is to be paid. */
  readonly register: (user: string, uri?: string) => Promise<NameResult>;
  /** The name as the admin API shows it. */
  readonly show: (user: string) => Promise<NameDetails>;
  /** The names as the admin API lists them. */
  readonly list: () => Promise<NamePage>;
  readonly remove: (user: string) => Promise<void>;
  readonly stop: () => Promise<void>;
}

/**
 * Starts paynamed on port 53 of two addresses, sets up the zone of example.com with this apex and two name servers below
 * `hosts`, and delegates it in a private chain. Needs what `interop.ts` checks.
 */
export async function delegateZone(apex = APEX, hosts = DOMAIN): Promise<DelegatedZone> {
  const directory = await mkdtemp(join(tmpdir(), "interop-daemon-"));
  const stops: (() => Promise<unknown>)[] = [() => rm(directory, { recursive: true })];
  const stop = async (): Promise<void> => {
    for (const step of stops.splice(0).reverse()) await step();
  };
  try {
    const net = loopbackNet();
    const nameServers = [1, 2].map((i) => ({ name: `ns${i}.${hosts}`, address: net(i) }));
    const listen = nameServers.map(({ address }) => `${address}:53`);
    const settings = { data: directory, listen, admin: "127.0.0.1:0", logLevel: "silent" };
    const daemon = await startDaemon(loadConfig(settings, undefined, {}));
    stops.push(() => daemon.stop());
    const api = <Body>(method: string, path: string, body?: object): Promise<ApiAnswer<Body>> =>
      callApi(daemon.admin, daemon.mintedToken!, method, path, body);

    const creation: ZoneCreation = {
      domain: DOMAIN,
      apex,
      nameServers: nameServers.map(({ name, address }) =>
        name.endsWith(`.${apex}`) ? { name, addresses: [address] } : { name },
      ),
      // The longest there is: what a resolver was told it believes to the end of the test.
      timers: { minimum: 300 },
    };
    const zone = await expectStatus(201, api<ZoneView>("POST", "/v1/zones", creation));
    const dsRecords = zone.parent.filter((line) => / IN DS /.test(line));
    const chain = await startChain({ zoneApex: apex, nameServers, dsRecords });
    stops.push(chain.stop);

    return {
      chain,
      zone,
      dsRecords,
      addresses: nameServers.map(({ address }) => address),
      server: { host: net(1), port: 53 },
      register: (user, uri = `bitcoin:${ADDRESS}`) =>
        expectStatus(201, api<NameResult>("POST", "/v1/names", { name: `${user}@${DOMAIN}`, uri })),
      show: (user) => expectStatus(200, api<NameDetails>("GET", `/v1/names/${user}@${DOMAIN}`)),
      list: () => expectStatus(200, api<NamePage>("GET", `/v1/names?domain=${DOMAIN}`)),
      remove: (user) => expectStatus(204, api<undefined>("DELETE", `/v1/names/${user}@${DOMAIN}`)),
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

async function expectStatus<Body>(status: number, answer: Promise<ApiAnswer<Body>>): Promise<Body> {
  const { status: actual, body } = await answer;
  if (actual !== status) throw new Error(`the admin API answered ${actual}: ${JSON.stringify(body)}`);
  return body;
}
