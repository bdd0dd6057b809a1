import { afterAll, beforeAll, expect, test } from "vitest";
import type { NameView } from "../../src/admin-api/client-types.ts";
import { MAX_URI_OCTETS } from "../../src/zone/payment/uri/parse.ts";
import { dig } from "../support/dig.ts";
import { CHAIN_COMMANDS, describeInterop } from "../support/interop.ts";
import { APEX, type DelegatedZone, delegateZone, ownerOf } from "../support/interop-daemon.ts";
import { LONG_URI } from "../support/long-uri.ts";
import { all, verdictOf, verdicts } from "../support/resolver-verdict.ts";
import { bip353Example } from "../vectors/bip353-example.ts";

const OFFER_URI = bip353Example.strings.join("");

const label = (octet: string): string => octet.repeat(63);
/** With its domain 255 octets, the most there can be (RFC 1035 §2.3.4). */
const LONG_USER = `${"m".repeat(27)}.${label("x")}.${label("y")}.${label("z")}`;

const EMPTY_NON_TERMINALS = [
  `user.${APEX}`,
  ownerOf("some"),
  ownerOf(label("z")),
  ownerOf(`${label("y")}.${label("z")}`),
  ownerOf(`${label("x")}.${label("y")}.${label("z")}`),
];

/** Names that nobody registered, each a trap to somebody (DNS.md, "Traps of minimally covering NSEC"). */
const UNKNOWN = [
  ...["bob", "alicf", "alicd", "alice0", "alic", "a.b.c.bob", "aLiCF", "some.send", "x.some"],
  ...["x.alice", "\\000.alice", "\\255.alice", "*.alice", "a.b.alice", "alice\\000", "\\000.some"],
  ...["*", "\\000", "\\255", "x.*", "*!", "~", "[", "\\@", "`", "\\000.\\000"],
  ...[label("a"), label("\\255"), label("z").replace(/z$/, "y"), label("z").replace(/z$/, "{")],
  ...[LONG_USER.replace("m.", "n."), LONG_USER.replace("m.", "l."), LONG_USER.replace("m.", ".")],
  `${"m".repeat(26)}.${label("x")}.${label("y")}.${label("z")}`,
  `${label("a")}.${label("b")}.${label("c")}.${"d".repeat(27)}`,
  `a.${label("a")}.${label("b")}.${label("c")}.${"d".repeat(25)}`,
].map(ownerOf);
const UNKNOWN_BELOW_APEX = ["users", "usep", "*", "\\000", "\\000.user", "ns1", "a.b"].map(
  (text) => `${text}.${APEX}`,
);
const DENIED = [...UNKNOWN, ...UNKNOWN_BELOW_APEX];

const CHARACTER_STRING = /"([^"]*)"/g;
const stringsOf = (rdata: string): string[] => [...rdata.matchAll(CHARACTER_STRING)].map(([, text]) => text!);

/** Every question goes through a strict Unbound, or through delv, which validates on its own with BIND's code. */
await describeInterop("paynamed below a private root", CHAIN_COMMANDS, () => {
  let zone: DelegatedZone;
  const registered = new Map<string, NameView>();

  beforeAll(async () => {
    zone = await delegateZone();
    registered.set("alice", await zone.register("alice", OFFER_URI));
    // With DNSSEC it takes TCP, to paynamed and to the resolver.
    registered.set("long", await zone.register("long", LONG_URI));
    for (const user of ["send.some", LONG_USER]) registered.set(user, await zone.register(user));
  });
  afterAll(() => zone?.stop());

  test.each([
    ["the offer of the BIP's example", "alice"],
    ["a URI of 2048 octets", "long"],
    ["a user with a dot", "send.some"],
    ["a user whose name has 255 octets", LONG_USER],
  ])("%s is answered as it was registered, with AD", async (_, user) => {
    const answer = await zone.chain.dig(ownerOf(user), "TXT", "+dnssec");
    expect(verdictOf(answer)).toBe("ANSWER AD");
    expect(answer.answer.map(({ type }) => type)).toEqual(["TXT", "RRSIG"]);
    const strings = stringsOf(answer.answer[0]!.rdata);
    expect(strings).toEqual(registered.get(user)!.txt);
    expect(strings.join("")).toBe(registered.get(user)!.uri);
    // RFC 4035 §5.3.1: fewer labels than the owner's would mean a wildcard.
    expect(answer.answer[1]!.rdata).toMatch(new RegExp(`^TXT 13 ${ownerOf(user).split(".").length} 300 `));
  });

  test("the BIP's own offer keeps its strings, and the long one does not fit into UDP", async () => {
    expect(registered.get("alice")!.txt).toEqual([OFFER_URI.slice(0, 255), OFFER_URI.slice(255)]);
    expect(registered.get("long")!.uri).toHaveLength(MAX_URI_OCTETS);
    const overUdp = await dig(zone.server, ownerOf("long"), "TXT", "+dnssec", "+ignore", "+bufsize=4096");
    expect(overUdp.flags).toContain("tc");
    expect(overUdp.answer).toEqual([]);
  });

  test("a name is the same in any case", async () => {
    const shouted = ownerOf("alice").toUpperCase();
    const answer = await zone.chain.dig(shouted, "TXT");
    expect(verdictOf(answer)).toBe("ANSWER AD");
    expect(stringsOf(answer.answer[0]!.rdata).join("")).toBe(OFFER_URI);
    expect(await zone.chain.delv(shouted, "TXT")).toMatch(/^; fully validated$/m);
  });

  test.each(["A", "AAAA", "MX", "CAA", "DS", "DNSKEY"])("a name has no %s", async (type) => {
    const names = [...registered.keys()].map(ownerOf);
    expect(await verdicts(zone.chain, names, type)).toEqual(all(names, "NODATA AD"));
  });

  test.each(["TXT", "A", "NS"])("an empty non-terminal exists, without %s", async (type) => {
    expect(await verdicts(zone.chain, EMPTY_NON_TERMINALS, type)).toEqual(
      all(EMPTY_NON_TERMINALS, "NODATA AD"),
    );
  });

  test.each(["TXT", "A"])(
    "who asks for %s of an unknown name learns that it does not exist",
    async (type) => {
      // A cache that is empty is asked through; a full one would deny from what it knows.
      await zone.chain.restartResolver();
      expect(await verdicts(zone.chain, DENIED, type)).toEqual(all(DENIED, "NXDOMAIN AD"));
    },
  );

  test.each(["SOA", "NS", "DNSKEY", "CDS", "CDNSKEY"])("the apex has %s, with AD", async (type) => {
    const answer = await zone.chain.dig(APEX, type);
    expect(verdictOf(answer)).toBe("ANSWER AD");
    expect(await zone.chain.delv(APEX, type)).toMatch(/^; fully validated$/m);
  });

  test("what the apex says of itself is what the operator was told", async () => {
    const rdatas = async (type: string): Promise<string[]> =>
      (await zone.chain.dig(APEX, type)).answer.map(({ rdata }) => rdata.replace(/(\S{56}) /, "$1")).sort();
    expect(await rdatas("NS")).toEqual(["ns1.example.com.", "ns2.example.com."]);
    expect(await rdatas("DNSKEY")).toEqual(zone.zone.keys.map(({ dnskey }) => dnskey));
    expect(await rdatas("CDNSKEY")).toEqual(await rdatas("DNSKEY"));
    expect(await rdatas("CDS")).toEqual(await rdatas("DS"));
  });

  test("DS of the apex is the parent's to say; paynamed denies it with signatures", async () => {
    const fromParent = await zone.chain.dig(APEX, "DS", "+dnssec");
    expect(verdictOf(fromParent)).toBe("ANSWER AD");
    expect(fromParent.answer.at(-1)).toMatchObject({ type: "RRSIG", rdata: / example\.com\. / });
    const fromChild = await dig(zone.server, APEX, "DS", "+dnssec", "+norecurse");
    expect(verdictOf(fromChild)).toBe("NODATA");
    expect(fromChild.flags).toContain("aa");
    const nsec = fromChild.authority.find(({ type }) => type === "NSEC");
    expect(nsec?.rdata).toMatch(/ NS SOA (?!.*\bDS\b)/);
  });

  test("delv validates what there is", async () => {
    for (const [user, { txt }] of registered) {
      const text = await zone.chain.delv(ownerOf(user), "TXT");
      expect(text).toMatch(/^; fully validated$/m);
      expect(text).toContain(txt.map((string) => `"${string}"`).join(" "));
    }
  });

  test("delv validates what there is not", async () => {
    const denial = async (name: string, type: string): Promise<string> => {
      const text = await zone.chain.delv(name, type);
      const [kind] = /(?<=;-\$)NX\w+/.exec(text) ?? [text];
      return `${/^; .*validated$/m.exec(text)?.[0]} ${kind}`;
    };
    const expected = (kind: string): string => `; negative response, fully validated ${kind}`;
    for (const name of [...registered.keys()].map(ownerOf))
      expect(await denial(name, "A"), name).toBe(expected("NXRRSET"));
    for (const name of EMPTY_NON_TERMINALS) expect(await denial(name, "TXT"), name).toBe(expected("NXRRSET"));
    for (const name of DENIED) expect(await denial(name, "TXT"), name).toBe(expected("NXDOMAIN"));
  });
});
