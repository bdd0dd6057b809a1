import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { CHAIN_COMMANDS, describeInterop } from "../support/interop.ts";
import { APEX, type DelegatedZone, DOMAIN, delegateZone, ownerOf } from "../support/interop-daemon.ts";
import { all, type Verdicts, verdictOf, verdicts } from "../support/resolver-verdict.ts";

interface Form {
  readonly title: string;
  readonly apex: string;
  /** Where the name servers have their names. */
  readonly hosts: string;
}

const FORMS: readonly Form[] = [
  { title: "_bitcoin-payment.<domain>", apex: APEX, hosts: DOMAIN },
  { title: "_bitcoin-payment.<domain>, with its name servers inside", apex: APEX, hosts: `hosts.${APEX}` },
  { title: "user._bitcoin-payment.<domain>", apex: `user.${APEX}`, hosts: DOMAIN },
  { title: "<domain> itself, with its name servers inside", apex: DOMAIN, hosts: DOMAIN },
];

const REGISTERED = ["alice", "send.some"].map(ownerOf);
const UNKNOWN = ["bob", "alicf", "x.alice", "x.some"].map(ownerOf);

/** DS records that point to no key: another digest. */
const spoilt = (dsRecords: readonly string[]): string[] =>
  dsRecords.map((record) => record.replace(/.$/, (digit) => (digit === "0" ? "1" : "0")));

function delegation({ apex, hosts }: Form): void {
  let zone: DelegatedZone;
  const emptyNonTerminals = [
    ownerOf("some"),
    ...(apex === `user.${APEX}` ? [] : [`user.${APEX}`]),
    ...(apex === DOMAIN ? [APEX] : []),
    ...(hosts === DOMAIN ? [] : [hosts]),
  ];
  const names = [apex, ...REGISTERED, ...UNKNOWN, ...emptyNonTerminals];
  const expected: Verdicts = {
    [apex]: "NODATA",
    ...all(REGISTERED, "ANSWER"),
    ...all(emptyNonTerminals, "NODATA"),
    ...all(UNKNOWN, "NXDOMAIN"),
  };
  const secure = Object.fromEntries(Object.entries(expected).map(([name, kind]) => [name, `${kind} AD`]));

  /** As a parent says it to a resolver that knows nothing yet. */
  const delegate = async (dsRecords: readonly string[]): Promise<void> => {
    await zone.chain.redelegate(dsRecords);
    await zone.chain.restartResolver();
  };
  const delv = async (name: string): Promise<string> =>
    /^; .*(?:validated|unsigned answer|response.*)$/m.exec(await zone.chain.delv(name, "TXT"))?.[0] ?? "";

  beforeAll(async () => {
    zone = await delegateZone(apex, hosts);
    for (const user of ["alice", "send.some"]) await zone.register(user);
  });
  afterAll(() => zone?.stop());

  test("everything has AD under the DS that the admin API shows", async () => {
    expect(zone.zone.apex).toBe(apex);
    expect(zone.dsRecords).toHaveLength(1);
    expect(await verdicts(zone.chain, names)).toEqual(secure);
    for (const type of ["SOA", "NS", "DNSKEY", "CDS", "CDNSKEY", "DS"])
      expect(verdictOf(await zone.chain.dig(apex, type)), type).toBe("ANSWER AD");
    expect(await delv(ownerOf("alice"))).toBe("; fully validated");
    expect(await delv(ownerOf("bob"))).toBe("; negative response, fully validated");
  });

  test("the name servers have the addresses that the parent gives them", async () => {
    for (const { name } of zone.zone.nameServers) {
      const answer = await zone.chain.dig(name, "A");
      expect(verdictOf(answer)).toBe("ANSWER AD");
      expect(zone.addresses).toContain(answer.answer[0]!.rdata);
      expect(verdictOf(await zone.chain.dig(name, "AAAA"))).toBe("NODATA AD");
      expect(verdictOf(await zone.chain.dig(`x.${name}`, "A"))).toBe("NXDOMAIN AD");
    }
  });

  test("under a DS of another key nothing is answered, and the right one mends it", async () => {
    await delegate(spoilt(zone.dsRecords));
    expect(await verdicts(zone.chain, names)).toEqual(all(names, "SERVFAIL"));
    expect(verdictOf(await zone.chain.dig(apex, "DNSKEY"))).toBe("SERVFAIL");
    expect((await zone.chain.dig(ownerOf("alice"), "TXT", "+cd")).status).toBe("NOERROR");
    expect(await zone.chain.delv(ownerOf("alice"), "TXT")).not.toContain("validated");
    expect(zone.chain.resolverLog()).toContain(`validation failure <${ownerOf("alice")}. TXT IN>`);

    await delegate(zone.dsRecords);
    expect(await verdicts(zone.chain, names)).toEqual(secure);
  });

  test("without a DS everything is answered, and nothing has AD", async () => {
    await delegate([]);
    expect(await verdicts(zone.chain, names)).toEqual(expected);
    expect(await delv(ownerOf("alice"))).toBe("; unsigned answer");
    expect(await delv(ownerOf("bob"))).toBe("; negative response, unsigned answer");
  });
}

await describeInterop("a delegation to paynamed", CHAIN_COMMANDS, () => {
  describe.each(FORMS)("of $title", delegation);
});
