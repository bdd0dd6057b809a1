import { randomUUID } from "node:crypto";
import { rm } from "node:fs/promises";
import type { AddressInfo } from "node:net";
import { MessageChannel } from "node:worker_threads";
import { type Logger, pino } from "pino";
import type { ZoneKeys } from "./admin-api/ports.ts";
import { createAdminApi } from "./admin-api/server.ts";
import { openToken } from "./admin-api/token.ts";
import { type Announcer, startAnnouncer } from "./announcer.ts";
import { monotonicMilliseconds, unixSeconds } from "./clock.ts";
import type { Config } from "./config.ts";
import { connectDnsSide, type DnsSideClient, DnsSideFailure } from "./dns-side-client.ts";
import { paymentAnswerSize } from "./dnssec/answer-size.ts";
import { keyViews } from "./dnssec/keys/apex-records.ts";
import { createKeyStore, type KeyStore } from "./dnssec/keys/key-store.ts";
import { createDurabilityWatch } from "./durability-watch.ts";
import { createInstances } from "./instances.ts";
import { openKeySealer } from "./open-key-sealer.ts";
import { openStore } from "./open-store.ts";
import { followedStore } from "./publisher/followed-store.ts";
import { publisherLog } from "./publisher/log.ts";
import { createPublisher, type Publisher } from "./publisher/publisher.ts";
import { startDnsSide } from "./server/dns-side/dns-side.ts";
import type { BoundAddress, ListenAddress } from "./server/dns-side/messages.ts";
import { openSnapshotFolder } from "./zone/snapshot/folder.ts";
import { type InstanceRecord, isShared, type SharedStore } from "./zone/store/shared-port.ts";
import { lockFolder } from "./zone/store/sqlite/folder-lock.ts";
import { guardWrites } from "./zone/store/write-guard.ts";

/** A running server. */
export interface Daemon {
  readonly dns: readonly BoundAddress[];
  readonly admin: ListenAddress;
  /** The admin token, if this start has made it: nobody can show it again. */
  readonly mintedToken: string | undefined;
  /** Lets requests under way come to their end, answers what was received, and closes everything. */
  stop(): Promise<void>;
}

/** An address that could not be bound. `code` is the system's: EADDRINUSE, EACCES, EADDRNOTAVAIL. */
export class ListenError extends Error {
  override readonly name = "ListenError";
  readonly code: string;

  constructor(code: string, message: string) {
    super(message);
    this.code = code;
  }
}

/**
 * Starts everything in its order (store, keys, DNS side, zones, sockets, API) and stops it in the reverse one. Rejects with
 * {@link ListenError}, or a DomainError of store or keys; what had been started is stopped then. `version` is what other
 * instances are told of this program.
 */
export async function startDaemon(
  config: Config,
  log: Logger = pino({ level: config.logLevel }),
  version = "unreleased",
): Promise<Daemon> {
  const stops: (() => Promise<unknown>)[] = [];
  let unshown: string | undefined;
  const stop = async (): Promise<void> => {
    for (const step of stops.splice(0).reverse()) await step();
  };
  try {
    const lock = lockFolder(`${config.files.store}.lock`);
    stops.push(async () => lock.release());
    const durability = createDurabilityWatch(config.requireDurable, log);
    const opened = await openStore(config, {
      onFeedFailure: (zone, err) => log.warn({ zone, err }, "changes of the zone are not heard of"),
      onReconnect: durability.doubt,
      onDamage: (zone, err) => log.error({ zone, err }, "what cannot be read is passed over"),
    });
    stops.push(() => opened.close());
    stops.push(async () => durability.stop());
    await durability.begin(opened);
    durability.demandSoon();
    const store = guardWrites(opened, durability.demand);
    const shared = isShared(store) ? store : undefined;
    const sealer = await openKeySealer({ config, store, isShared: shared !== undefined, log });
    const keyStore = createKeyStore(store, sealer);
    const token = await openToken(config.files.adminToken);
    if (token.minted !== undefined) unshown = config.files.adminToken;
    let announcer: Announcer | undefined;
    // For as long as it answers, others wait for it.
    stops.push(async () => announcer?.stop());
    const dnsSide = startDns(log);
    stops.push(() => dnsSide.request({ kind: "close" }));
    const disk = shared && {
      folder: await openSnapshotFolder(config.files.snapshots),
      interval: config.snapshotInterval * 1000,
    };
    const instanceId = randomUUID();
    const publisher = createPublisher({
      store,
      shared,
      disk,
      keyStore,
      dnsSide,
      instanceId,
      validity: config.validity,
      maxShrink: config.maxShrink,
      now: unixSeconds,
      monotonic: monotonicMilliseconds,
      log: publisherLog(log),
    });
    stops.push(() => publisher.stop());
    await publisher.start();
    const self = selfOf(config, instanceId, version, publisher);
    announcer = shared && announce(shared, self, publisher, log);
    // Before it answers: what is written from then on is not said to be everywhere without it.
    await announcer?.first;
    const dns = await listen(dnsSide, config.listen);
    const keys = zoneKeys(keyStore);
    const api = createAdminApi({
      store: followedStore(store, publisher.standing),
      report: durability,
      keys,
      answers: publisher,
      instances: createInstances({ store: shared, self }),
      takeovers: shared,
      answerSize: paymentAnswerSize,
      token,
      now: unixSeconds,
      logger: log,
    });
    stops.push(() => api.close());
    const admin = await listenAdmin(api, config.admin);
    log.info({ dns, admin }, "listening");
    return { dns, admin, mintedToken: token.minted, stop };
  } catch (error) {
    await stop();
    // A token that nobody will ever see locks its operator out: the next start makes another.
    if (unshown !== undefined) await rm(unshown, { force: true });
    throw error;
  }
}

function startDns(log: Logger): DnsSideClient {
  const { port1, port2 } = new MessageChannel();
  startDnsSide(port2, { now: unixSeconds, monotonic: monotonicMilliseconds });
  return connectDnsSide(port1, (error, count) =>
    log.error({ ...error, count }, error.code === "internal" ? "a query met a bug" : "signing failed"),
  );
}

function selfOf(
  { instanceName: name }: Config,
  id: string,
  version: string,
  publisher: Publisher,
): () => InstanceRecord {
  const identity = { id, name, version, startedAt: unixSeconds() };
  return () => ({ ...identity, announcedAt: unixSeconds(), zones: publisher.standings() });
}

const announce = (
  store: SharedStore,
  self: () => InstanceRecord,
  { onAdvance }: Publisher,
  log: Logger,
): Announcer =>
  startAnnouncer({
    store,
    self,
    onAdvance,
    onFailure: (err) => log.warn({ err }, "other instances do not hear of this one"),
  });

const zoneKeys = (keyStore: KeyStore): ZoneKeys => ({
  create: async (apex) => keyViews(await keyStore.create(apex)),
  of: async (apex) => {
    const keys = await keyStore.load(apex);
    return keys === undefined ? [] : keyViews(keys.set);
  },
});

async function listen(
  dnsSide: DnsSideClient,
  addresses: readonly ListenAddress[],
): Promise<readonly BoundAddress[]> {
  try {
    return await dnsSide.request({ kind: "listen", addresses });
  } catch (error) {
    throw error instanceof DnsSideFailure ? new ListenError(error.code, error.message) : error;
  }
}

async function listenAdmin(
  api: ReturnType<typeof createAdminApi>,
  { host, port }: ListenAddress,
): Promise<ListenAddress> {
  try {
    await api.listen({ host, port });
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    throw new ListenError(code ?? "internal", message);
  }
  const bound = api.server.address() as AddressInfo;
  return { host: bound.address, port: bound.port };
}
