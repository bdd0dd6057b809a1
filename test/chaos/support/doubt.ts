import { expect } from "vitest";
import type { Readiness, TakeoverView, ZoneList } from "../../../src/admin-api/client-types.ts";
import { paynamed } from "../../support/paynamed-process.ts";
import { listedBy } from "./agreement.ts";
import { type Pair, until } from "./pair.ts";
import type { Scene } from "./scene.ts";

const INSTANCES = [0, 1] as const;

const doubtIn = async (pair: Pair, instance: number): Promise<TakeoverView["doubt"]> => {
  const { body } = await pair.call<TakeoverView>(instance, "GET", `/v1/zones/${pair.zone.apex}/takeover`);
  return body.doubt;
};

/** Resolves when both instances doubt what the store has for this reason, and say so wherever an operator may look. */
export async function expectAlarm(pair: Pair, reason: RegExp): Promise<void> {
  for (const instance of INSTANCES) {
    await until(async () => reason.test((await doubtIn(pair, instance))?.reason ?? ""));
    const { status, body } = await pair.call<Readiness>(instance, "GET", "/readyz");
    expect({ status, body }).toMatchObject({ status: 200, body: { ready: true, degraded: true } });
    expect(await doubtedGauge(pair, instance)).toBe(1);
    expect(pair.instances[instance]!.log().includes("is not taken over")).toBe(true);
  }
}

/** Resolves when neither instance doubts anything any more. */
export async function expectNoAlarm(pair: Pair): Promise<void> {
  for (const instance of INSTANCES) {
    await until(async () => (await doubtIn(pair, instance)) === null);
    await until(async () => {
      const { body } = await pair.call<Readiness>(instance, "GET", "/readyz");
      return body.ready && !body.degraded;
    });
    expect(await doubtedGauge(pair, instance)).toBe(0);
  }
}

async function doubtedGauge({ instances }: Pair, instance: number): Promise<number> {
  const { host, port } = instances[instance]!.admin;
  const text = await (await fetch(`http://${host}:${port}/metrics`)).text();
  return Number(/^paynamed_zone_doubted\{.*\} (\d+)$/m.exec(text)?.[1]);
}

/** Accepts what the store has, as an operator does who has looked at it; resolves when nothing is in doubt any more. */
export async function acceptZone({ pair, probe, ledger }: Scene): Promise<void> {
  const { host, port } = pair.instances[0].admin;
  const accept = async (...seen: readonly string[]): Promise<TakeoverView> => {
    const environment = { PAYNAMED_API: `http://${host}:${port}`, PAYNAMED_TOKEN: pair.token };
    const { stdout, stderr } = await paynamed(
      ["zone", "accept", pair.zone.domain, "--json", ...seen],
      environment,
    );
    if (stdout === "") throw new Error(stderr);
    return JSON.parse(stdout) as TakeoverView;
  };
  const { doubt } = await accept();
  const { serial, generation } = doubt!.found!;
  const { body } = await pair.call<ZoneList>(0, "GET", "/v1/zones");
  const keys = body.zones.find(({ apex }) => apex === pair.zone.apex)!.keys.map(({ dnskey }) => dnskey);
  const adopted = ledger.adopt(await listedBy(pair, 0));
  const before = pair.zone.keys.map(({ dnskey }) => dnskey);
  await probe.replaced(before, keys, async () => {
    await accept("--seen", `${serial}@${generation}`);
    await expectNoAlarm(pair);
    adopted();
  });
}
