import { afterAll, beforeAll, expect, test } from "vitest";
import { type Name, parentName } from "../../src/zone/name.ts";
import { formatName, parseName } from "../../src/zone/name-text.ts";
import { mutated } from "../property/question-mutation.ts";
import { MUTATIONS } from "../property/zone-arbitrary.ts";
import { CHAIN_COMMANDS, describeInterop } from "../support/interop.ts";
import { APEX, type DelegatedZone, delegateZone, ownerOf } from "../support/interop-daemon.ts";
import { all, verdictOf, verdicts } from "../support/resolver-verdict.ts";

const label = (octet: string, last = octet): string => octet.repeat(62) + last;

/** Neighbours of each other, names above and below names, and labels and names without room for an octet more. */
const USERS = [
  ...["alice", "alice-", "alicg", "x.alice", "b", "0", "_", "-", "z", "send.some", "a.b.c.d"],
  ...[label("b", "a"), label("b", "c"), `deep.${label("b", "a")}`, `deep.${label("c", "a")}`],
  `${"m".repeat(27)}.${label("x")}.${label("y")}.${label("z")}`,
];
const REGISTERED = USERS.map((user) => `${ownerOf(user)}.`);

/** The names between a name and the apex. */
function namesAbove(name: Name): string[] {
  const above = parentName(name);
  const text = formatName(above);
  return text === `${APEX}.` ? [] : [text, ...namesAbove(above)];
}

const withoutThose = (names: readonly string[], others: readonly string[]): string[] =>
  [...new Set(names)].filter((name) => !others.includes(name));

const EMPTY_NON_TERMINALS = withoutThose(
  REGISTERED.flatMap((owner) => namesAbove(parseName(owner))),
  REGISTERED,
);
const EXISTING = [...REGISTERED, ...EMPTY_NON_TERMINALS];

/** The names an octet before and after each that exists, longer and shorter ones, those below it and beside it. */
function neighboursOf(name: string): string[] {
  const base = parseName(name);
  return ["a", "~", "*"].flatMap((text) => {
    const labels = [Buffer.from(text), Buffer.from(text)];
    return MUTATIONS.map((mutation) =>
      formatName(mutated(base, { pick: 0, mutation, labels, type: 16, caseBits: 0 })),
    );
  });
}
const NEIGHBOURS = withoutThose(EXISTING.flatMap(neighboursOf), EXISTING);
const [POSSIBLE, IMPOSSIBLE] = [true, false].map((possible) =>
  NEIGHBOURS.filter((name) => /^[a-z0-9._-]+$/.test(name) === possible),
) as [string[], string[]];

/** Unbound with aggressive-nsec denies every name that an NSEC of its cache covers, without asking (RFC 8198). */
await describeInterop("what paynamed denies, in an aggressive cache", CHAIN_COMMANDS, () => {
  let zone: DelegatedZone;
  const verdict = async (user: string, type = "TXT"): Promise<string> =>
    verdictOf(await zone.chain.dig(ownerOf(user), type));

  beforeAll(async () => {
    zone = await delegateZone();
    for (const user of USERS) await zone.register(user);
  });
  afterAll(() => zone?.stop());

  test("denied neighbours hide no name and no empty non-terminal", async () => {
    expect(POSSIBLE.length).toBeGreaterThan(60);
    expect(await verdicts(zone.chain, POSSIBLE)).toEqual(all(POSSIBLE, "NXDOMAIN AD"));
    // Some of these own an NSEC that the resolver has been shown.
    const others = Object.values(await verdicts(zone.chain, IMPOSSIBLE));
    expect(new Set(others)).toEqual(new Set(["NXDOMAIN AD", "NODATA AD"]));

    expect(await verdicts(zone.chain, REGISTERED)).toEqual(all(REGISTERED, "ANSWER AD"));
    expect(await verdicts(zone.chain, EMPTY_NON_TERMINALS)).toEqual(all(EMPTY_NON_TERMINALS, "NODATA AD"));
    for (const type of ["A", "MX"])
      expect(await verdicts(zone.chain, EXISTING, type)).toEqual(all(EXISTING, "NODATA AD"));
    // Denied types hide nothing either, in a cache that has never seen the names.
    await zone.chain.restartResolver();
    expect(await verdicts(zone.chain, EXISTING, "AAAA")).toEqual(all(EXISTING, "NODATA AD"));
    expect(await verdicts(zone.chain, REGISTERED)).toEqual(all(REGISTERED, "ANSWER AD"));
  });

  test("the cache is aggressive: a made-up owner of an NSEC exists for who has seen it", async () => {
    // What precedes "*" (RFC 4470 §3). It can be nobody's payment name.
    const madeUp = "\\)~";
    await zone.chain.restartResolver();
    expect(await verdict(madeUp)).toBe("NXDOMAIN AD");
    await zone.chain.restartResolver();
    expect(await verdict("bob")).toBe("NXDOMAIN AD");
    expect(await verdict(madeUp)).toBe("NODATA AD");
  });

  test("a name that was denied resolves once the resolver has forgotten that", async () => {
    await zone.chain.restartResolver();
    expect(await verdict("carol")).toBe("NXDOMAIN AD");
    expect(await verdict("dave")).toBe("NXDOMAIN AD");
    await zone.register("carol");
    await zone.register("send.dave");
    // RFC 2308 §5: until the negative TTL ends. What is below a denied name is denied with it (RFC 8020).
    expect(await verdict("carol")).toBe("NXDOMAIN AD");
    expect(await verdict("send.dave")).toBe("NXDOMAIN AD");
    await zone.chain.restartResolver();
    expect(await verdict("carol")).toBe("ANSWER AD");
    expect(await verdict("send.dave")).toBe("ANSWER AD");
    expect(await verdict("dave")).toBe("NODATA AD");
  });

  test("a name that was not asked for resolves at once, whatever its neighbours were denied", async () => {
    await zone.chain.restartResolver();
    const denied = ["eve", "f.eva", "g.h.frank"];
    for (const user of denied) expect(await verdict(user)).toBe("NXDOMAIN AD");
    const fresh = ["evd", "evf", "ev", "eve-", "eve0", "x.evd", "franj", "frank-", "x.franj"];
    for (const user of fresh) {
      await zone.register(user);
      expect(await verdict(user), user).toBe("ANSWER AD");
    }
    for (const user of denied) expect(await verdict(user)).toBe("NXDOMAIN AD");
  });

  test("a deleted name does not exist, and its neighbours do", async () => {
    for (const user of ["gracd", "grace", "gracf", "x.gracf"]) await zone.register(user);
    await zone.chain.restartResolver();
    expect(await verdict("grace")).toBe("ANSWER AD");
    await zone.remove("grace");
    await zone.remove("gracf");
    await zone.chain.restartResolver();
    expect(await verdict("grace")).toBe("NXDOMAIN AD");
    expect(await zone.chain.delv(ownerOf("grace"), "TXT")).toContain("; negative response, fully validated");
    expect(await verdict("gracd")).toBe("ANSWER AD");
    // A name without a record of its own stays for the one below it.
    expect(await verdict("gracf")).toBe("NODATA AD");
    expect(await verdict("x.gracf")).toBe("ANSWER AD");
  });

  test("an empty non-terminal goes with the last name below it, and comes back with the next", async () => {
    const both = async (): Promise<string[]> => {
      await zone.chain.restartResolver();
      return [await verdict("some"), await verdict("send.some")];
    };
    expect(await both()).toEqual(["NODATA AD", "ANSWER AD"]);
    await zone.register("receive.some");
    await zone.remove("send.some");
    expect(await both()).toEqual(["NODATA AD", "NXDOMAIN AD"]);
    await zone.remove("receive.some");
    expect(await both()).toEqual(["NXDOMAIN AD", "NXDOMAIN AD"]);
    expect(await zone.chain.delv(ownerOf("some"), "TXT")).toContain(";-$NXDOMAIN");
    await zone.register("send.some");
    expect(await both()).toEqual(["NODATA AD", "ANSWER AD"]);
    expect(await zone.chain.delv(ownerOf("some"), "TXT")).toContain(";-$NXRRSET");
  });
});
