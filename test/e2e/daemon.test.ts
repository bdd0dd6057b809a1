import { mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import type { NameView, ZoneView } from "../../src/admin-api/client-types.ts";
import { verifiedTxt } from "../../src/cli/verified-answer.ts";
import { unixSeconds } from "../../src/clock.ts";
import { loadConfig } from "../../src/config.ts";
import { type Daemon, startDaemon } from "../../src/daemon.ts";
import { ADDRESS, type ApiAnswer, callApi, EXAMPLE_ZONE } from "../support/admin-api.ts";
import { type RunningProcess, type ServeReport, serving } from "../support/paynamed-process.ts";
import { type RawClient, rawClient, txtOf } from "../support/raw-dns.ts";
import { slowPort } from "../support/slow-dns-side.ts";

/** Milliseconds that every change is late at the DNS side. */
const lag = vi.hoisted(() => ({ milliseconds: 0 }));
vi.mock(import("../../src/server/dns-side/dns-side.ts"), async (original) => {
  const { startDnsSide } = await original();
  return {
    startDnsSide: (port, clocks) =>
      startDnsSide(
        slowPort(port, () => lag.milliseconds),
        clocks,
      ),
  };
});

const ownerOf = (user: string): string => `${user}.user._bitcoin-payment.example.com`;
const URI = `bitcoin:${ADDRESS}`;

let directory: string;
const closing: (() => Promise<unknown> | unknown)[] = [];
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), "paynamed-daemon-"));
});
afterEach(async () => {
  lag.milliseconds = 0;
  for (const close of closing.splice(0).reverse()) await close();
  rmSync(directory, { recursive: true });
});

const configOf = (settings: Parameters<typeof loadConfig>[0] = {}) =>
  loadConfig(
    { data: directory, listen: "127.0.0.1:0", admin: "127.0.0.1:0", logLevel: "silent", ...settings },
    undefined,
    {},
  );

async function start(): Promise<Daemon> {
  const daemon = await startDaemon(configOf());
  closing.push(() => daemon.stop());
  return daemon;
}

/** A running server with the zone of example.com. */
interface Fixture {
  readonly api: <Body>(method: string, path: string, body?: object) => Promise<ApiAnswer<Body>>;
  readonly dns: RawClient;
  readonly zone: ZoneView;
}

async function withZone({ admin, dns }: Pick<Daemon, "admin" | "dns">, token: string): Promise<Fixture> {
  const api: Fixture["api"] = (method, path, body) => callApi(admin, token, method, path, body);
  const made = await api<ZoneView>("POST", "/v1/zones", EXAMPLE_ZONE);
  expect(made.status).toBe(201);
  const client = await rawClient(dns[0]!);
  closing.push(client.close);
  return { api, dns: client, zone: made.body };
}

describe("a registration", () => {
  const ROUNDS = 30;
  beforeEach(() => {
    lag.milliseconds = 20;
  });

  test.each(["udp", "tcp"] as const)(
    "is answered over %s when it is acknowledged, and so is its end",
    async (transport) => {
      const daemon = await start();
      const { api, dns } = await withZone(daemon, daemon.mintedToken!);
      for (let round = 0; round < ROUNDS; round++) {
        const user = `user${round}`;
        const ttl = 30 + round;
        expect(txtOf(await dns[transport](ownerOf(user)))).toBeUndefined();
        const made = await api<NameView>("POST", "/v1/names", { name: `${user}@example.com`, uri: URI, ttl });
        expect(made.status).toBe(201);
        expect(txtOf(await dns[transport](ownerOf(user)))).toEqual({ text: URI, ttl });
        const replaced = await api("PUT", `/v1/names/${user}@example.com`, { uri: URI, ttl: ttl + ROUNDS });
        expect(replaced.status).toBe(200);
        expect(txtOf(await dns[transport](ownerOf(user)))).toEqual({ text: URI, ttl: ttl + ROUNDS });
        expect((await api("DELETE", `/v1/names/${user}@example.com`)).status).toBe(204);
        expect(txtOf(await dns[transport](ownerOf(user)))).toBeUndefined();
      }
    },
  );

  test("is one of many at once, and each is answered when it is acknowledged", async () => {
    const daemon = await start();
    const { api, dns } = await withZone(daemon, daemon.mintedToken!);
    const users = Array.from({ length: 60 }, (_, i) => `user${i}`);
    await Promise.all(
      users.map(async (user, i) => {
        const body = { name: `${user}@example.com`, uri: URI, ttl: 30 + i };
        expect((await api("POST", "/v1/names", body)).status).toBe(201);
        expect(txtOf(await dns.udp(ownerOf(user)))).toEqual({ text: URI, ttl: 30 + i });
      }),
    );
  });

  test("of one name by many is granted to one, whose record is answered", async () => {
    const daemon = await start();
    const { api, dns } = await withZone(daemon, daemon.mintedToken!);
    for (let round = 0; round < 10; round++) {
      const name = `user${round}@example.com`;
      const answers = await Promise.all(
        Array.from({ length: 16 }, (_, i) =>
          api<NameView>("POST", "/v1/names", { name, uri: URI, ttl: 30 + i }),
        ),
      );
      const granted = answers.filter(({ status }) => status === 201);
      expect(granted).toHaveLength(1);
      expect(answers.filter(({ status }) => status === 409)).toHaveLength(answers.length - 1);
      const { ttl } = granted[0]!.body;
      expect(txtOf(await dns.udp(ownerOf(`user${round}`)))).toEqual({ text: URI, ttl });
    }
  });
});

describe("a start", () => {
  test("keeps names, keys and token of the one before", async () => {
    const first = await startDaemon(configOf());
    closing.push(() => first.stop());
    const token = first.mintedToken!;
    const { api, zone } = await withZone(first, token);
    expect((await api("POST", "/v1/names", { name: "alice@example.com", uri: URI })).status).toBe(201);
    await first.stop();

    const second = await start();
    expect(second.mintedToken).toBeUndefined();
    const dns = await rawClient(second.dns[0]!);
    closing.push(dns.close);
    expect(txtOf(await dns.udp(ownerOf("alice")))).toEqual({ text: URI, ttl: 300 });
    const shown = await callApi<ZoneView>(second.admin, token, "GET", `/v1/zones/${zone.apex}`);
    expect(shown.body.ds).toEqual(zone.ds);
    // The chain holds from the DS that the first start gave out.
    const server = second.dns[0]!;
    const verified = (ds: readonly string[], now: number) =>
      verifiedTxt(server, ownerOf("alice"), zone.apex, ds, now);
    const { lines, keyTag, validUntil } = await verified(zone.ds, unixSeconds());
    expect(lines).toEqual([`${ownerOf("alice")}. 300 IN TXT "${URI}"`]);
    expect(keyTag).toBe(zone.keys[0]!.keyTag);
    // And only from there, and only while the signatures last.
    const other = zone.ds.map((ds) => ds.replace(/.$/, (digit) => (digit === "0" ? "1" : "0")));
    await expect(verified(other, unixSeconds())).rejects.toThrow("none of the keys");
    await expect(verified(zone.ds, validUntil + 1)).rejects.toThrow("no signature proves");
    await expect(verified(zone.ds, unixSeconds() - 30 * 86_400)).rejects.toThrow("no signature proves");
  });

  test("that finds a port taken says so, leaves nothing running, and does not swallow the token", async () => {
    const blocker = createServer().listen(0, "127.0.0.1");
    closing.push(() => blocker.close());
    await new Promise((resolve) => blocker.once("listening", resolve));
    const { port } = blocker.address() as { port: number };
    const taken = startDaemon(configOf({ admin: `127.0.0.1:${port}` }));
    await expect(taken).rejects.toMatchObject({ name: "ListenError", code: "EADDRINUSE" });
    await expect(startDaemon(configOf({ listen: `127.0.0.1:${port}` }))).rejects.toMatchObject({
      name: "ListenError",
      code: "EADDRINUSE",
    });
    expect((await start()).mintedToken).toMatch(/^[\w-]{43}$/);
  });
});

describe("a process that is killed", () => {
  /** Registers names, four at a time, until the server is gone; resolves to those that it acknowledged. */
  async function registerUntilGone(
    { child, report }: RunningProcess<ServeReport>,
    token: string,
    prefix: string,
    killAfter: number,
  ): Promise<Map<string, number>> {
    const acknowledged = new Map<string, number>();
    let next = 0;
    const worker = async (): Promise<void> => {
      for (;;) {
        const i = next++;
        const user = `${prefix}${i}`;
        const body = { name: `${user}@example.com`, uri: URI, ttl: 30 + i };
        const answer = await callApi(report.admin, token, "POST", "/v1/names", body).catch(() => undefined);
        if (answer === undefined) return;
        expect(answer.status).toBe(201);
        acknowledged.set(user, 30 + i);
        if (acknowledged.size === killAfter) child.kill("SIGKILL");
      }
    };
    await Promise.all(Array.from({ length: 4 }, worker));
    return acknowledged;
  }

  test("answers every acknowledged name when it is back", async () => {
    const acknowledged = new Map<string, number>();
    let token = "";
    let ds: readonly string[] = [];
    for (const [round, killAfter] of [1, 7, 40, 111].entries()) {
      const server = await serving(directory);
      closing.push(() => server.child.kill("SIGKILL"));
      if (round === 0) {
        token = server.report.mintedToken!;
        ds = (await callApi<ZoneView>(server.report.admin, token, "POST", "/v1/zones", EXAMPLE_ZONE)).body.ds;
      }
      for (const [user, ttl] of await registerUntilGone(server, token, `r${round}-`, killAfter)) {
        acknowledged.set(user, ttl);
      }
      await server.ended;
    }
    expect(acknowledged.size).toBeGreaterThanOrEqual(1 + 7 + 40 + 111);

    const { report } = await serving(directory).then((server) => {
      closing.push(async () => {
        server.child.kill("SIGTERM");
        await server.ended;
      });
      return server;
    });
    const zone = await callApi<ZoneView>(
      report.admin,
      token,
      "GET",
      "/v1/zones/_bitcoin-payment.example.com",
    );
    expect(zone.body.ds).toEqual(ds);
    const dns = await rawClient(report.dns[0]!);
    closing.push(dns.close);
    for (const [user, ttl] of acknowledged) {
      expect(txtOf(await dns.udp(ownerOf(user))), user).toEqual({ text: URI, ttl });
    }
  });
});
