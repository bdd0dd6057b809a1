import { setTimeout as delay } from "node:timers/promises";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { NameResult } from "../../src/admin-api/client-types.ts";
import { unixSeconds } from "../../src/clock.ts";
import { timeText } from "../../src/zone/time-text.ts";
import { type DigResult, dig } from "../support/dig.ts";
import { CHAIN_COMMANDS, describeInterop } from "../support/interop.ts";
import { APEX, type DelegatedZone, delegateZone, ownerOf } from "../support/interop-daemon.ts";
import { makeOffer } from "../support/offer-text.ts";
import { verdictOf } from "../support/resolver-verdict.ts";

/** Seconds that the offers live: enough to be asked for in that time on a machine that has other things to do. */
const LIFE = 10;
const ENDING = ["brief", "send.some"];
const offerUntil = (expiry?: number): string => `bitcoin:?lno=${makeOffer({ expiry })}`;

/** RFC 4034 §3.2: "YYYYMMDDHHmmSS in UTC". */
const rrsigTime = (seconds: number): string => timeText(seconds).replace(/[-:TZ]/g, "");

/** Two names end by the clock, nobody writes, and a strict Unbound follows. */
await describeInterop("names that end with their offers", CHAIN_COMMANDS, () => {
  let zone: DelegatedZone;
  let end: number;
  const made = new Map<string, NameResult>();

  const direct = (name: string, ...options: string[]): Promise<DigResult> =>
    dig(zone.server, name, "TXT", "+norecurse", ...options);
  const soa = async (): Promise<string> => (await dig(zone.server, APEX, "SOA")).answer[0]!.rdata;

  /**
   * Asks until the name is denied; resolves to what was said in the end. Until then what is said is the record, and may be
   * kept for what is left of its life at most.
   */
  async function untilDenied(ask: () => Promise<DigResult>): Promise<DigResult> {
    for (;;) {
      const before = unixSeconds();
      const said = await ask();
      if (said.status !== "NOERROR") return said;
      expect(said.answer[0]?.type).toBe("TXT");
      expect(said.answer[0]!.ttl).toBeLessThanOrEqual(end - before);
      await delay(100);
    }
  }

  beforeAll(async () => {
    zone = await delegateZone();
    await zone.register("forever", offerUntil());
    end = unixSeconds() + LIFE;
    for (const user of ENDING) made.set(user, await zone.register(user, offerUntil(end)));
  });
  afterAll(() => zone?.stop());

  test.each(ENDING)("%s is answered with AD, and nobody may keep it past its end", async (user) => {
    const before = unixSeconds();
    const answer = await zone.chain.dig(ownerOf(user), "TXT", "+dnssec");
    expect(verdictOf(answer)).toBe("ANSWER AD");
    const [txt, rrsig] = answer.answer;
    expect([txt!.type, rrsig!.type]).toEqual(["TXT", "RRSIG"]);
    for (const { ttl } of answer.answer) expect(ttl).toBeLessThanOrEqual(end - before);
    // Type covered, algorithm, labels, original TTL, expiration.
    const labels = ownerOf(user).split(".").length;
    expect(rrsig!.rdata).toMatch(new RegExp(`^TXT 13 ${labels} 300 ${rrsigTime(end)} `));
    expect(await zone.show(user)).toMatchObject({ expired: false, expiresAt: timeText(end) });
  });

  test("the registration said so", () => {
    for (const { expiresAt, warnings } of made.values()) {
      expect(expiresAt).toBe(timeText(end));
      expect(warnings.map(({ code }) => code)).toContain("expiry-of-instruction");
    }
  });

  test("the empty non-terminal is there as long as the name below it", async () => {
    expect(verdictOf(await direct(ownerOf("some")))).toBe("NODATA");
  });

  test.each(ENDING)(
    "%s is gone when its end has come, for paynamed and then for the resolver",
    async (user) => {
      const written = await soa();
      const fromServer = await untilDenied(() => direct(ownerOf(user), "+dnssec"));
      expect(unixSeconds()).toBeGreaterThanOrEqual(end);
      expect(verdictOf(fromServer)).toBe("NXDOMAIN");
      const fromResolver = await untilDenied(() => zone.chain.dig(ownerOf(user), "TXT", "+dnssec"));
      expect(verdictOf(fromResolver)).toBe("NXDOMAIN AD");
      expect(await zone.chain.delv(ownerOf(user), "TXT")).toContain("; negative response, fully validated");
      expect(await soa()).toBe(written);
    },
  );

  test("the empty non-terminal is gone too", async () => {
    expect(verdictOf(await direct(ownerOf("some")))).toBe("NXDOMAIN");
    // The resolver may have been told that it was there: until the negative TTL ends.
    await zone.chain.restartResolver();
    expect(verdictOf(await zone.chain.dig(ownerOf("some"), "TXT"))).toBe("NXDOMAIN AD");
    expect(verdictOf(await zone.chain.dig(ownerOf("send.some"), "TXT"))).toBe("NXDOMAIN AD");
  });

  test("what does not end is answered as before", async () => {
    const answer = await zone.chain.dig(ownerOf("forever"), "TXT");
    expect(verdictOf(answer)).toBe("ANSWER AD");
    expect(await zone.show("forever")).toMatchObject({ expired: false, expiresAt: null });
  });

  test("the admin API shows them as expired, and nothing was written", async () => {
    const last = made.get(ENDING.at(-1)!)!;
    const listed = new Map((await zone.list()).names.map((view) => [view.name, view]));
    expect(listed.size).toBe(ENDING.length + 1);
    for (const user of ENDING) {
      const { name, revision } = made.get(user)!;
      const expected = { expired: true, expiresAt: timeText(end), revision, serial: last.serial };
      expect(await zone.show(user)).toMatchObject(expected);
      expect(listed.get(name)).toMatchObject(expected);
    }
    expect((await soa()).split(" ")[2]).toBe(`${last.serial}`);
  });
});
