import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Writable } from "node:stream";
import type { FastifyInstance, InjectOptions, LightMyRequestResponse } from "fastify";
import { pino } from "pino";
import { onTestFinished } from "vitest";
import type {
  AnswerSide,
  HealthCheck,
  Instances,
  StoreReport,
  ZoneKeys,
  ZoneKeyView,
  ZoneStore,
} from "../../../src/admin-api/ports.ts";
import type { Right } from "../../../src/admin-api/rights.ts";
import { type AdminApiOptions, createAdminApi } from "../../../src/admin-api/server.ts";
import { tokenDigest } from "../../../src/admin-api/token-secret.ts";
import { paymentAnswerSize } from "../../../src/dnssec/answer-size.ts";
import { DomainError } from "../../../src/zone/errors.ts";
import type { Durability, Store } from "../../../src/zone/store/port.ts";
import type { SeenInstance, ZoneStanding } from "../../../src/zone/store/shared-port.ts";
import { openSqliteStore } from "../../../src/zone/store/sqlite.ts";
import { zoneConfig } from "../../../src/zone/zone-config.ts";
import type { ZoneDoubt } from "../../../src/zone/zone-doubt.ts";

/** 2026-01-01T00:00:00Z */
export const NOW = 1_767_225_600;
export const TOKEN = "c2VjcmV0LXRva2VuLW9mLXRoZS1vcGVyYXRvcg";
export const APEX = "_bitcoin-payment.example.com";

export const ZONE = Object.freeze({
  domain: "example.com",
  nameServers: [{ name: "ns1.example.net" }, { name: "ns2.example.net" }],
});

/** Two offers of the official vectors (bolt12-offers-test.json). */
export const OFFER = "lno1zcss9mk8y3wkklfvevcrszlmu23kfrxh49px20665dqwmn4p72pksese";
const LONG_OFFER =
  "lno1pgx9getnwss8vetrw3hhyucsl5qj5qeyv5l2cs6y3qqzesrth7mlzrlp3xg7xhulusczm04x6g6nms9trspqyqszqgpqyqszqgpqyqszqgpqyqszqgpqyqszqgpqyqszqgpqyqszqgpqyqszqgpqyqszqgpqyqszqgpqyqszqgpqyqszqgpqyqszqgpqyqqsqqqqqqqqqqqqqqqqqqqqqqqqqqpqyqszqgpqyqszqgpqyqszqgpqyqszqgpqyqszqgpqyqszqgpqyqsqpqg3zyg3zyg3zygpqqqqzqqqqgqqxqszqgpqyqszqgpqyqszqgpqyqszqgpqyqszqgpqyqszqgpqyqszqgpqyqszqgpqyqszqgpqyqszqgpqyqszqgpqyqszqgpqyqszqgpqyqszqqgqqqqqqqqqqqqqqqqqqqqqqqqqqqszqgpqyqszqgpqyqszqgpqyqszqgpqyqszqgpqyqszqgpqyqszqgqqsg3zyg3zyg3zygtzzqhwcuj966ma9n9nqwqtl032xeyv6755yeflt235pmww58egx6rxry";
export const URI = `bitcoin:?lno=${OFFER}`;
/** More than two character-strings. */
export const LONG_URI = `bitcoin:?lno=${LONG_OFFER}`;

export const KEY: ZoneKeyView = Object.freeze({
  flags: 257,
  algorithm: 13,
  keyTag: 12345,
  dnskey: "257 3 13 mdsswUyr3DPW132mOi8V9xESWE8jTo0dxCjjnopKl+GqJxpVXckHAeF+KkxLbxILfDLUT0rAK9iUzy1L53eKGQ==",
  ds: [
    { digestType: 2, text: `12345 13 2 ${"AB".repeat(32)}` },
    { digestType: 4, text: `12345 13 4 ${"CD".repeat(48)}` },
  ],
});

interface FakeKeys extends ZoneKeys {
  /** How often keys were made anew. */
  made: number;
}

function fakeKeys(): FakeKeys {
  const zones = new Map<string, readonly ZoneKeyView[]>();
  const keys: FakeKeys = {
    made: 0,
    of: async (apex) => zones.get(apex) ?? [],
    create: async (apex) => {
      if (!zones.has(apex)) {
        keys.made++;
        zones.set(apex, [KEY]);
      }
      return zones.get(apex)!;
    },
  };
  return keys;
}

/** A zone that is in step with its store. */
export const STANDING: ZoneStanding = Object.freeze({
  apex: APEX,
  answers: "store",
  generation: "g",
  serial: 7,
  position: "7",
  names: 3,
  syncedAt: NOW - 1,
  keySetVersion: 1,
  keyTags: [1],
  doubt: null,
  failure: null,
});

interface FakeAnswers extends AnswerSide {
  readonly served: string[];
  readonly settledAt: [apex: string, serial: number][];
  checks: readonly HealthCheck[];
  zones: readonly ZoneStanding[];
  readonly doubts: Map<string, ZoneDoubt>;
}

function fakeAnswers(): FakeAnswers {
  const answers: FakeAnswers = {
    served: [],
    settledAt: [],
    checks: [{ name: "sockets", ok: true, detail: "udp 127.0.0.1:53" }],
    serve: async (apex) => void answers.served.push(apex),
    settled: async (apex, serial) => void answers.settledAt.push([apex, serial]),
    zones: [],
    standings: () => answers.zones,
    doubts: new Map(),
    doubt: (apex) => answers.doubts.get(apex),
    health: async () => answers.checks,
  };
  return answers;
}

interface FakeInstances extends Instances {
  others: readonly SeenInstance[];
}

/** What says of itself that its zones are these. */
export const anInstance = (
  name: string,
  zones: readonly ZoneStanding[],
  changes: Partial<SeenInstance> = {},
): SeenInstance => ({
  id: `id of ${name}`,
  name,
  version: "0.1.0",
  startedAt: NOW - 100,
  announcedAt: NOW,
  zones,
  seenAgo: 0,
  ...changes,
});

/** This instance, alone unless others are set. */
function fakeInstances(answers: AnswerSide): FakeInstances {
  const instances: FakeInstances = {
    others: [],
    self: () => anInstance("here", answers.standings()),
    all: async () => [...instances.others, instances.self()],
  };
  return instances;
}

interface FakeReport extends StoreReport {
  isRequired: boolean;
  durability: Durability | undefined;
}

/** As of an SQLite file on a disk. */
function fakeReport(): FakeReport {
  const report: FakeReport = {
    isRequired: false,
    durability: {
      kind: "sqlite",
      topology: null,
      worth: "disk",
      isDurable: true,
      servers: [{ server: "data/paynamed.sqlite", facts: { journal_mode: "wal", synchronous: 2 } }],
      remarks: [],
    },
    last: () => report.durability,
    read: async () => {
      if (report.durability === undefined) throw new DomainError("store-unavailable", "it is away");
      return report.durability;
    },
  };
  return report;
}

/** A store in a directory of its own, with the zone of example.com unless `empty`. */
export async function openStore(options: { empty?: boolean } = {}): Promise<Store> {
  const directory = mkdtempSync(join(tmpdir(), "paynamed-admin-api-"));
  const store = openSqliteStore({ path: join(directory, "store.sqlite") });
  onTestFinished(async () => {
    await store.close();
    rmSync(directory, { recursive: true });
  });
  if (!options.empty) await store.createZone(zoneConfig(ZONE));
  return store;
}

/** Requests with one token. */
export interface Client {
  /** Sends a request; a body is sent as JSON. */
  call(
    method: NonNullable<InjectOptions["method"]>,
    url: string,
    body?: unknown,
    headers?: Record<string, string>,
  ): Promise<LightMyRequestResponse>;
  register(name: string, extra?: object): Promise<LightMyRequestResponse>;
}

/** Itself it calls with the admin token. */
export interface Api extends Client {
  readonly app: FastifyInstance;
  readonly store: ZoneStore;
  readonly report: FakeReport;
  readonly keys: FakeKeys;
  readonly answers: FakeAnswers;
  readonly instances: FakeInstances;
  /** Lines of the log at info and above, parsed. */
  readonly log: Record<string, unknown>[];
  /** Calls with a token of this account with these rights, which is made in the store before its first request. */
  as(account: string, ...rights: Right[]): Client;
}

export async function openApi(overrides: Partial<AdminApiOptions> = {}): Promise<Api> {
  const store = overrides.store ?? (await openStore());
  const keys = fakeKeys();
  const answers = fakeAnswers();
  const instances = fakeInstances(answers);
  const report = fakeReport();
  const log: Record<string, unknown>[] = [];
  const logger = pino(
    new Writable({
      write(chunk, _encoding, done) {
        log.push(JSON.parse(String(chunk)));
        done();
      },
    }),
  );
  const token = { verify: (presented: string) => presented === TOKEN };
  const app = createAdminApi({
    keys,
    answers,
    instances,
    report,
    answerSize: paymentAnswerSize,
    token,
    now: () => NOW,
    logger,
    ...overrides,
    store,
  });
  onTestFinished(() => app.close());
  const made = new Map<string, Promise<void>>();
  const as: Api["as"] = (account, ...rights) => {
    const secret = `${account}/${rights.join("+")}`;
    const record = { name: secret, digest: tokenDigest(secret), account, rights, createdAt: NOW };
    return client(app, secret, async () => {
      if (!made.has(secret)) made.set(secret, store.addToken(record));
      await made.get(secret);
    });
  };
  return { app, store, report, keys, answers, instances, log, as, ...client(app, TOKEN) };
}

function client(app: FastifyInstance, token: string, prepared = async (): Promise<void> => {}): Client {
  const call: Client["call"] = async (method, url, body, headers = {}) => {
    await prepared();
    return app.inject({
      method,
      url,
      headers: { authorization: `Bearer ${token}`, ...headers },
      ...(body === undefined ? {} : { payload: body as object }),
    });
  };
  return {
    call,
    register: (name, extra = {}) => call("POST", "/v1/names", { name, uri: URI, ...extra }),
  };
}

/** The path of a name. */
export const pathOf = (name: string): string => `/v1/names/${encodeURIComponent(name)}`;

/** What went wrong, and whether it was said in the one form. */
export function problemIn(response: LightMyRequestResponse): Record<string, unknown> {
  const body = response.json<Record<string, unknown>>();
  const type = String(response.headers["content-type"]).split(";")[0];
  if (type !== "application/problem+json" || body["status"] !== response.statusCode) {
    throw new Error(`not a problem: ${response.statusCode} ${type} ${response.body}`);
  }
  if (body["requestId"] !== response.headers["x-request-id"]) throw new Error("another request's id");
  if (body["type"] !== `urn:paynamed:problem:${body["code"]}`) throw new Error("type and code differ");
  return body;
}

/** Whose a name is, as it is shown, of `account` or `account/holder`. */
export function heldBy(text: string): { account: string; holder: string | null } {
  const [account = "", ...reference] = text.split("/");
  return { account, holder: reference.length === 0 ? null : reference.join("/") };
}
