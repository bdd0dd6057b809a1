import { setTimeout as delay } from "node:timers/promises";
import { beforeAll, describe, expect, test } from "vitest";
import { APEX } from "../../support/signed-zone-fixture.ts";
import { type HonestServer, honestServer, type Tamper } from "./honest-server.ts";
import { expectFlawless, startProbe } from "./probe.ts";
import type { ProbeReport } from "./probe-messages.ts";

/** Milliseconds: longer than the probe waits for an answer, and than a write takes to be known everywhere. */
const FOR_LONG = 3_500;
const A_SECOND = 1_000;
const FOR_A_MOMENT = 500;
const [ALICE, BOB] = ["bitcoin:?lno=lno1pg257", "bitcoin:?lno=lno1zcss9"] as const;

function saying(said: string | null, is: string | null): RegExp {
  return new RegExp(`^it says ${literal(said)}, and it is ${literal(is)}$`);
}
function literal(value: string | null): string {
  return `${value}`.replaceAll("?", "\\?");
}

const OPT_OCTETS = 11;
const AA = 0x04;
const DO_FROM_END = 4;

/** The last octet of the last signature. */
const otherSignature: Tamper = (answer) => {
  answer[answer.length - OPT_OCTETS - 1]! ^= 1;
  return answer;
};
const notAuthoritative: Tamper = (answer) => {
  answer[2]! &= ~AA;
  return answer;
};
const unsigned: Tamper = (_, query, ask) => {
  const plain = Buffer.from(query);
  plain[plain.length - DO_FROM_END] = 0;
  return ask(plain);
};
const failed: Tamper = (_, query) => {
  const answer = Buffer.from(query);
  answer.writeUInt16BE(0x8002, 2);
  return answer;
};
/** Nothing at all, as a resolver knows it: NOERROR without records. */
const empty: Tamper = (_, query) => {
  const answer = Buffer.from(query);
  answer.writeUInt16BE(0x8400, 2);
  return answer;
};

/** SERVFAIL with an OPT that says "Not Ready" (RFC 8914 §4.15). */
const notReady: Tamper = (answer, query, ask) => {
  const failure = failed(answer, query, ask)!;
  failure.writeUInt16BE(6, failure.length - 2);
  return Buffer.concat([failure, Buffer.from([0, 15, 0, 2, 0, 14])]);
};

/** A server after `lie`, and what is said of it. */
interface Liar {
  readonly lie: (server: HonestServer) => void;
  readonly accusation: RegExp | null;
}

const tampering = (tamper: Tamper, accusation: RegExp | null): Liar => ({
  lie: (server) => server.lie(tamper),
  accusation,
});

const SERVERS: Readonly<Record<string, Liar>> = {
  "answers soundly": { lie: () => undefined, accusation: null },
  "alters signatures": tampering(otherSignature, /^a signature does not verify$/),
  "answers without AA": tampering(notAuthoritative, /^not authoritative$/),
  "answers without signatures": tampering(unsigned, /RRSIG/),
  "answers SERVFAIL": tampering(failed, /^SERVFAIL with extended error undefined$/),
  "answers nothing": tampering(empty, /^no SOA/),
  "answers another URI": { lie: ({ put }) => put("alice", BOB), accusation: saying(BOB, ALICE) },
  "denies a name": { lie: ({ remove }) => remove("alice"), accusation: saying(null, ALICE) },
  "answers a name that never was": {
    lie: ({ put }) => put("x.alice", BOB),
    accusation: /^an answer for what is never/,
  },
  "answers a name that was deleted": { lie: ({ put }) => put("bob", ALICE), accusation: saying(ALICE, null) },
  "has a serial that goes back": {
    lie: ({ zone }) => zone.signed.zone.setSerial(6),
    accusation: /^the serial went from 7 back to 6$/,
  },
  "misses what others are told": { lie: () => undefined, accusation: saying(null, ALICE) },
  "misses it while it is cut off": { lie: () => undefined, accusation: null },
  "says that it is not ready when it is": tampering(notReady, /^SERVFAIL with extended error 14$/),
  "says that it is not ready": tampering(notReady, null),
  "does not say why it is not ready": tampering(failed, /^SERVFAIL with extended error undefined$/),
  "does not say that it is not ready": { lie: () => undefined, accusation: /^an answer of an instance that/ },
  "is silent": tampering(() => undefined, null),
  "is silent and down": tampering(() => undefined, null),
};
const TITLES = Object.keys(SERVERS);
const numberOf = (title: string): number => TITLES.indexOf(title);

describe("of a server that", () => {
  let before: ProbeReport;
  let report: ProbeReport;

  beforeAll(async () => {
    const servers = await Promise.all(TITLES.map(honestServer));
    const probe = await startProbe({
      apex: APEX,
      dnskeys: servers[0]!.zone.trusted.dnskeys.map(dnskeyText),
      targets: servers.map(({ target }) => target),
      rate: 0.2,
    });
    const down = numberOf("is silent and down");
    servers[down]!.lie(() => undefined);
    /** What the first server has acknowledged others have to know a second later. */
    const write = (user: string, uri: string | null, elsewhere: (title: string) => boolean): void => {
      probe.begin(user, uri);
      for (const [i, server] of servers.entries()) {
        if (!elsewhere(TITLES[i]!)) continue;
        if (uri === null) server.remove(user);
        else server.put(user, uri);
      }
      probe.settle(user, 0);
    };
    await probe.down(down, async () => {
      for (const { zone } of servers) zone.signed.zone.setSerial(7);
      write("alice", ALICE, () => true);
      write("bob", ALICE, () => true);
      write("bob", null, () => true);
      await delay(FOR_LONG);
      before = await probe.report();

      const lie = (title: string): void => SERVERS[title]!.lie(servers[numberOf(title)]!);
      const warmth = (title: string, state: "warming" | "cold"): void => probe.warmth(numberOf(title), state);
      // What was asked before is answered as before: those that do say it begin earlier than they have to.
      const isHonest = (title: string): boolean => title === "says that it is not ready";
      const cold = TITLES.filter((title) => title.endsWith("it is not ready"));
      for (const title of cold) warmth(title, "warming");
      await delay(FOR_A_MOMENT);
      for (const title of TITLES.filter(isHonest)) lie(title);
      await delay(FOR_A_MOMENT);
      for (const title of cold) warmth(title, "cold");
      for (const title of TITLES.filter((each) => !isHonest(each))) lie(title);
      await probe.cutOff([numberOf("misses it while it is cut off")], async () => {
        write("carol", ALICE, (title) => !title.startsWith("misses"));
        await delay(2 * FOR_LONG);
      });
      report = await probe.report();
    });
    await probe.stop();
    await Promise.all(servers.map((server) => server.close()));
  });

  test("was honest before nothing is said", () => {
    expect(before).toMatchObject({ violations: 0, first: [], lost: 0, notReady: 0 });
    expectFlawless("honest servers", before);
  });

  test.each(Object.entries(SERVERS))("%s", (title, { accusation }) => {
    const said = report.first.filter(({ instance }) => instance === numberOf(title)).map(({ what }) => what);
    if (accusation === null) expect(said).toEqual([]);
    else expect(said).toContainEqual(expect.stringMatching(accusation));
  });

  test("is silent or not ready there are counts", () => {
    expect(report.lost).toBeGreaterThan(0);
    expect(report.longestSilence).toBeGreaterThan(A_SECOND);
    expect(report.notReady).toBeGreaterThan(0);
    expect(before.longestSilence).toBeLessThan(FOR_LONG);
  });
});

describe("what the probe reports", () => {
  const flawless: ProbeReport = {
    judged: { registered: 2_000, deleted: 0, unsettled: 0, never: 2_000, apex: 0 },
    notReady: 0,
    asked: 4_000,
    lost: 0,
    elapsed: 2_000,
    longestSilence: 10,
    violations: 0,
    first: [],
  };

  test("is held against what there may be", () => {
    expect(() => expectFlawless("nothing wrong", flawless)).not.toThrow();
  });

  test.each<Partial<ProbeReport>>([
    { violations: 1 },
    { lost: 100 },
    { longestSilence: 6_000 },
    { judged: { ...flawless.judged, registered: 10 } },
    { judged: { ...flawless.judged, never: 0 } },
  ])("fails with %j", (flaw) => {
    expect(() => expectFlawless("a flaw", { ...flawless, ...flaw })).toThrow();
  });
});

const dnskeyText = (rdata: Uint8Array): string => {
  const octets = Buffer.from(rdata);
  return `${octets.readUInt16BE(0)} ${octets[2]} ${octets[3]} ${octets.toString("base64", 4)}`;
};
