import { randomInt } from "node:crypto";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type DigResult, dig, type Endpoint } from "./dig.ts";
import { type ForeignProcess, run } from "./foreign-process.ts";
import { createZone, type SignedZone, serveZone, signZone } from "./signed-zone.ts";
import { startUnbound } from "./validating-resolver.ts";

/** A name server of the delegated zone and where it answers, always on port 53. */
interface ChainNameServer {
  readonly name: string;
  readonly address: string;
}

export interface ChainOptions {
  /** `_bitcoin-payment.<domain>`, `user._bitcoin-payment.<domain>` or the domain itself; without its last dot. */
  readonly zoneApex: string;
  /** Names at or below the parent; what the parent says of them is in its NS and address records. */
  readonly nameServers: readonly ChainNameServer[];
  /** DS records for the parent: RDATA or whole records in presentation format. None: an insecure delegation. */
  readonly dsRecords: readonly string[];
}

/** A root, a top-level domain and a parent of our own, and a resolver that trusts them. */
export interface PrivateChain {
  /** Unbound, validating. */
  readonly resolver: Endpoint;
  /** The private root's key, as delv reads it. */
  readonly anchorFile: string;
  /** The private root's key, as Unbound and drill read it. */
  readonly rootAnchorFile: string;
  /** Asks the resolver. */
  readonly dig: (name: string, type: string, ...options: readonly string[]) => Promise<DigResult>;
  /** Fetches through the resolver and validates on its own. Resolves to what delv said, its verdict included. */
  readonly delv: (name: string, type: string, ...options: readonly string[]) => Promise<string>;
  /** Replaces the DS records at the parent. What the resolver remembers stays until it is restarted. */
  readonly redelegate: (dsRecords: readonly string[]) => Promise<void>;
  /** A resolver that has forgotten everything. */
  readonly restartResolver: () => Promise<void>;
  /** What the resolver logged since it was last started: its reasons for a SERVFAIL. */
  readonly resolverLog: () => string;
  readonly stop: () => Promise<void>;
}

/** Addresses of a /24 of the loopback net, picked at random so that runs side by side do not meet. */
export function loopbackNet(): (host: number) => string {
  const net = `127.${randomInt(1, 255)}.${randomInt(0, 256)}`;
  return (host) => `${net}.${host}`;
}

/** The zone above: the delegation jumps over the labels of BIP-353, as it does at a DNS provider. */
const parentOf = (apex: string): string => apex.replace(/^((user\.)?_bitcoin-payment|[^.]+)\.?/, "");

/** From the root down to `name`, with last dots. */
function zonesDownTo(name: string): string[] {
  const labels = name.split(".").filter((label) => label !== "");
  return [".", ...labels.map((_, i) => `${labels.slice(labels.length - 1 - i).join(".")}.`)];
}

const hostOf = (apex: string): string => (apex === "." ? "ns.root." : `ns.${apex}`);

interface Level {
  readonly zone: SignedZone;
  readonly address: string;
}

const ownRecords = ({ zone, address }: Level): string[] => [
  `@ NS ${hostOf(zone.apex)}`,
  `${hostOf(zone.apex)} A ${address}`,
];

/** The delegation of one level of the chain to the next. */
const referral = ({ zone, address }: Level): string[] => [
  `${zone.apex} NS ${hostOf(zone.apex)}`,
  `${hostOf(zone.apex)} A ${address}`,
  `${zone.apex} DS ${zone.ds}`,
];

const delegation = ({ zoneApex, nameServers }: ChainOptions, dsRecords: readonly string[]): string[] => [
  ...nameServers.flatMap(({ name, address }) => [`${zoneApex}. NS ${name}.`, `${name}. A ${address}`]),
  ...dsRecords.map((record) => `${zoneApex}. DS ${record.replace(/^.*\sDS\s+/, "")}`),
];

/**
 * Builds and starts the chain: NSD for each zone above `zoneApex`, signed with algorithm 13, and Unbound. The name servers
 * of `zoneApex` itself are the caller's and may come up later. Needs what `interop.ts` checks.
 */
export async function startChain(options: ChainOptions): Promise<PrivateChain> {
  const net = loopbackNet();
  const directory = await mkdtemp(join(tmpdir(), "private-chain-"));
  const running: ForeignProcess[] = [];
  const stop = async (): Promise<void> => {
    await Promise.all(running.splice(0).map((server) => server.stop()));
    await rm(directory, { recursive: true, force: true });
  };
  const subdirectory = async (name: string): Promise<string> => {
    const path = join(directory, name);
    await mkdir(path);
    return path;
  };
  const stopOne = async (server: ForeignProcess): Promise<void> => {
    running.splice(running.indexOf(server), 1);
    await server.stop();
  };

  try {
    const levels = await Promise.all(
      zonesDownTo(parentOf(options.zoneApex)).map(async (apex, i) => {
        const zone = await createZone(await subdirectory(`zone-${i}`), apex);
        return { zone, address: net(i + 1) };
      }),
    );
    const root = levels[0]!;
    const parent = levels.at(-1)!;
    let serial = 0;
    const signParent = (dsRecords: readonly string[]): Promise<void> =>
      signZone(parent.zone, ++serial, [...ownRecords(parent), ...delegation(options, dsRecords)]);
    const serve = async ({ zone, address }: Level): Promise<ForeignProcess> => {
      const server = await serveZone(zone, address);
      running.push(server);
      return server;
    };

    const upper = levels.slice(0, -1);
    await Promise.all([
      ...upper.map((level, i) =>
        signZone(level.zone, 1, [...ownRecords(level), ...referral(levels[i + 1]!)]),
      ),
      signParent(options.dsRecords),
    ]);
    await Promise.all(upper.map(serve));
    let parentServer = await serve(parent);

    const resolver: Endpoint = { host: net(53), port: 5300 };
    const resolverDirectory = await subdirectory("resolver");
    const startResolver = async (): Promise<ForeignProcess> => {
      const unbound = await startUnbound(resolverDirectory, resolver, {
        address: root.address,
        ds: root.zone.ds,
      });
      running.push(unbound);
      return unbound;
    };
    let unbound = await startResolver();

    const anchorFile = join(directory, "delv.anchor");
    const [, flags, protocol, algorithm, key] = /^(\S+) (\S+) (\S+) (.+)$/.exec(root.zone.dnskey)!;
    const anchor = `"." static-key ${flags} ${protocol} ${algorithm} "${key}";`;
    await writeFile(anchorFile, `trust-anchors { ${anchor} };\n`);

    return {
      resolver,
      anchorFile,
      rootAnchorFile: join(resolverDirectory, "root.anchor"),
      dig: (name, type, ...more) => dig(resolver, name, type, ...more),
      delv: (name, type, ...more) => {
        const server = [`@${resolver.host}`, "-p", `${resolver.port}`, "-a", anchorFile, "+root=."];
        return run("delv", [...server, "-q", name, "-t", type, ...more]);
      },
      redelegate: async (dsRecords) => {
        await signParent(dsRecords);
        await stopOne(parentServer);
        parentServer = await serve(parent);
      },
      restartResolver: async () => {
        await stopOne(unbound);
        unbound = await startResolver();
      },
      resolverLog: () => unbound.log(),
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}
