import { describe, expect, test } from "vitest";
import { type Name, nameOf } from "../../src/zone/name.ts";
import { formatName, parseName } from "../../src/zone/name-text.ts";
import { covers } from "../support/reference-nsec.ts";
import { keyFrom, nameFromKey } from "../support/reference-order.ts";
import type { Verdict } from "../support/reference-verifier.ts";
import { TYPE } from "../support/reference-zone.ts";
import {
  APEX,
  askAndJudge,
  NOW,
  nameOfUser,
  serverOf,
  signedZone,
  type ZoneFixture,
} from "../support/signed-zone-fixture.ts";

/*
 * The ten traps of minimally covering NSEC (RFC 4470): each has misled resolvers that people run. `askAndJudge` verifies
 * every signature, and holds every NSEC against all names, empty non-terminals and types that exist.
 */

const USER = parseName(`user.${APEX}`);
const user = (...labels: readonly (string | Uint8Array)[]): Name =>
  nameOf(
    labels.map((label) => (typeof label === "string" ? Buffer.from(label, "latin1") : label)),
    USER,
  );

/** A zone with these users. */
function zoneOf(...owners: readonly (string | Name)[]): ZoneFixture {
  const zone = signedZone();
  for (const owner of owners) zone.put(typeof owner === "string" ? parseName(nameOfUser(owner)) : owner);
  return zone;
}

/** The NSEC records of an answer as text: `owner next types`, with `user.<apex>` cut off. */
function nsecsOf(verdict: Verdict): string[] {
  if (verdict.claim === "answer") throw new Error("nothing was denied");
  const short = (key: string): string =>
    formatName(nameFromKey(key)).replace(`.user.${APEX}.`, "").replace(/\.$/, "");
  return verdict.nsecs.map(
    ({ owner, next, types }) =>
      `${short(owner)} ${short(next)} ${[...types].sort((a, b) => a - b).join("+")}`,
  );
}

/** The NSEC records of what must be NXDOMAIN. */
function denied(zone: ZoneFixture, name: string | Name): string[] {
  const verdict = askAndJudge(zone, name, TYPE.TXT);
  expect(verdict.claim).toBe("nxdomain");
  return nsecsOf(verdict);
}

/** What covers `*.user`. Text escapes ")" (RFC 1035 §5.1). */
const WILDCARD = "\\)~ *\\000 46+47";

describe("1: what covers \\000.name belongs to the name itself, and shows its true types", () => {
  test("at a payment name", () => {
    expect(denied(zoneOf("alice"), user("\0", "alice"))).toEqual([
      "alice \\000\\000.alice 16+46+47",
      "\\)~.alice *\\000.alice 46+47",
    ]);
  });

  test("at an empty non-terminal", () => {
    expect(denied(zoneOf("send.some"), user("\0", "some"))[0]).toBe("some \\000\\000.some 46+47");
  });

  test("at the apex", () => {
    const [first] = denied(signedZone(), nameOf([Uint8Array.of(0)], parseName(APEX)));
    expect(first).toBe(`${APEX} \\000\\000.${APEX} 2+6+46+47+48+59+60`);
  });

  test("and after the last name below a name, that one does not", () => {
    const zone = zoneOf(user("\0", "alice"), "alice");
    expect(denied(zone, user("\0\0", "alice"))[0]).toBe("~.\\000.alice \\000\\000\\000.alice 46+47");
  });
});

describe("2: labels and names without room for a suffix", () => {
  const b63 = (last: string): string => "b".repeat(62) + last;

  test("a label of 63 octets: the name before it is a sibling, whose children stay", () => {
    const zone = zoneOf(user("deep", b63("a")), user(b63("a")));
    expect(denied(zone, user(b63("b")))[0]).toBe(`~.${b63("a")} ${b63("c")} 46+47`);
    // Where the sibling does not exist, neither it nor its children to be are denied.
    expect(denied(zoneOf("alice"), user(b63("b")))[0]).toBe(`~.${b63("a")} ${b63("c")} 46+47`);
  });

  test("after a label of 63 times \\255 comes what follows its parent", () => {
    const last = new Uint8Array(63).fill(0xff);
    const before = `${"\\255".repeat(62)}\\254`;
    expect(denied(zoneOf("alice"), user(last))[0]).toBe(`~.${before} user\\000.${APEX} 46+47`);
    // RFC 4034 §4.1.1: below the apex that is the end of the zone.
    const [first] = denied(zoneOf("alice"), nameOf([last], parseName(APEX)));
    expect(first).toBe(`~.${before}.${APEX} ${APEX} 46+47`);
    expect(denied(zoneOf(user(last), user("x", last)), user("y", last))[0]).toMatch(/^x~\./);
  });

  test.each([253, 254, 255])("a name of %d octets exists, and so do its neighbours", (length) => {
    const left = length - USER.length - 3 * 64 - 1;
    const whole = (octet: string): Name =>
      user(octet.repeat(left), "x".repeat(63), "y".repeat(63), "z".repeat(63));
    expect(whole("m")).toHaveLength(length);
    const zone = zoneOf(whole("m"), whole("o"));
    expect(askAndJudge(zone, whole("m"), TYPE.TXT).claim).toBe("answer");
    expect(askAndJudge(zone, whole("m"), TYPE.A).claim).toBe("nodata");
    expect(askAndJudge(zone, whole("n"), TYPE.TXT).claim).toBe("nxdomain");
    const [after, before] = [whole("m"), whole("m")];
    after[left]!++;
    before[left]!--;
    for (const name of [after, before]) expect(askAndJudge(zone, name, TYPE.TXT).claim).toBe("nxdomain");
  });
});

describe("3: the next closer name is covered with all that is below it", () => {
  test("a deep name is denied by the same record as the name above it", () => {
    const zone = zoneOf("alice");
    const proof = ["unknowm~ unknown\\000 46+47", WILDCARD];
    expect(denied(zone, nameOfUser("unknown"))).toEqual(proof);
    expect(denied(zone, nameOfUser("a.b.c.unknown"))).toEqual(proof);
  });

  test("the wildcard is the real encloser's", () => {
    const zone = zoneOf("send.some");
    expect(denied(zone, nameOfUser("a.b.some"))).toEqual([
      "a~.some b\\000.some 46+47",
      "\\)~.some *\\000.some 46+47",
    ]);
    expect(denied(zone, `a.b.${APEX}`)).toEqual([
      `a~.${APEX} b\\000.${APEX} 46+47`,
      `\\)~.${APEX} *\\000.${APEX} 46+47`,
    ]);
  });
});

describe("4: the next name lies below the owner in NODATA only", () => {
  test.each([
    ["a payment name", nameOfUser("send.some"), "send.some \\000.send.some 16+46+47"],
    ["an empty non-terminal", nameOfUser("some"), "some \\000.some 46+47"],
  ])("%s", (_, name, nsec) => {
    expect(nsecsOf(askAndJudge(zoneOf("send.some"), name, TYPE.AAAA))).toEqual([nsec]);
  });

  test("an unknown name", () => {
    // The verifier throws where the next name is below the denied one.
    expect(denied(zoneOf("alice"), nameOfUser("bob"))).toEqual(["boa~ bob\\000 46+47", WILDCARD]);
  });
});

test("5: neighbours stay outside, one octet away and one label away", () => {
  const zone = zoneOf("alice");
  const verdict = askAndJudge(zone, nameOfUser("bob"), TYPE.TXT);
  if (verdict.claim !== "nxdomain") throw new Error(verdict.claim);
  const apex = zone.reference.apex;
  const hidden = (name: Name): boolean => verdict.nsecs.some((nsec) => covers(nsec, keyFrom(name), apex));
  expect(hidden(user("bob")) && hidden(user("x", "bob"))).toBe(true);
  const neighbours = [
    "bo",
    "boa",
    "boa-",
    "boazzz",
    "boaz_",
    "bob0",
    "bob-",
    "bob.",
    "boc",
    "bobby",
    "b",
    "BOBBY",
    "+",
    "-",
  ];
  for (const label of neighbours) expect([label, hidden(user(label))]).toEqual([label, false]);
  expect(hidden(user("x", "boa"))).toBe(false);
  // The name before this one is `bob`: what may come below it stays outside.
  expect(denied(zone, user("bob\0"))[0]).toBe("~.bob bob\\000\\000 46+47");
});

describe("6: where the intervals of name and wildcard touch or overlap there is one record", () => {
  test.each([
    ["*", "\\)~ *\\000 46+47"],
    [")~", "\\)}~ *\\000 46+47"],
    ["*\0", "\\)~ *\\000\\000 46+47"],
    [")~\0", "\\)~ *\\000 46+47"],
    [")~~", "\\)~ *\\000 46+47"],
  ])("%j", (label, nsec) => {
    expect(denied(zoneOf("alice"), user(label))).toEqual([nsec]);
    expect(denied(zoneOf("alice"), user("below", label))).toEqual([nsec]);
  });

  test.each([")", "*!", "*a", "+", ")}"])("%j has two", (label) => {
    expect(denied(zoneOf("alice"), user(label))).toHaveLength(2);
  });

  test("a name that really stands between them is shown by its own record", () => {
    // `\000.alice` and `*.alice` both come straight after a name that exists.
    expect(denied(zoneOf("alice", user(")~", "alice")), user("*", "alice"))).toHaveLength(1);
    expect(denied(zoneOf("alice", user(")~", "alice")), user(")~\0", "alice")).length).toBeLessThanOrEqual(2);
  });
});

describe("7: canonical order knows no upper case", () => {
  test('the octet before "[" is "@", the one after "@" is "["', () => {
    const zone = zoneOf("alice");
    expect(denied(zone, user("["))[0]).toBe("\\@~ [\\000 46+47");
    const a62 = "a".repeat(62);
    expect(denied(zone, user(`${a62}@`))[0]).toBe(`~.${a62}? ${a62}[ 46+47`);
    expect(denied(zone, user(`${a62}[`))[0]).toBe(`~.${a62}\\@ ${a62}\\\\ 46+47`);
  });

  test("whatever the question's case, made-up names are in lower case", () => {
    expect(denied(zoneOf("alice"), nameOfUser("BoB").toUpperCase())).toEqual([
      "boa~ bob\\000 46+47",
      WILDCARD,
    ]);
    const verdict = askAndJudge(zoneOf("alice"), nameOfUser("ALICE"), TYPE.A);
    // `expectTrue` looks at the octets of the next name.
    expect(nsecsOf(verdict)).toEqual(["alice \\000.alice 16+46+47"]);
  });
});

test("8: a denied name hides names to come below it for a minute, and nothing else", () => {
  const zone = zoneOf("alice");
  const { message } = serverOf([zone]).ask(nameOfUser("some"), TYPE.TXT, { dnssecOk: true });
  expect(message.authority.map(({ ttl }) => ttl)).toEqual([60, 60, 60, 60, 60, 60]);
  const verdict = askAndJudge(zone, nameOfUser("some"), TYPE.TXT);
  if (verdict.claim !== "nxdomain") throw new Error(verdict.claim);
  const hidden = (name: string): boolean =>
    verdict.nsecs.some((nsec) => covers(nsec, keyFrom(parseName(nameOfUser(name))), zone.reference.apex));
  expect(["some", "send.some", "somd", "send.somd", "somf", "som", "some0", "some-one"].map(hidden)).toEqual([
    ...[true, true],
    ...new Array(6).fill(false),
  ]);
});

test("9: an empty non-terminal is NOERROR for as long as a name lies below it", () => {
  const zone = zoneOf("send.some", "alice");
  const server = serverOf([zone]);
  const rcodes = (name: string): number[] =>
    [true, false].map((dnssecOk) => server.ask(name, TYPE.TXT, { dnssecOk }).message.rcode);
  const [NOERROR, NXDOMAIN] = [0, 3];
  for (const name of [nameOfUser("some"), `user.${APEX}`]) {
    expect(rcodes(name)).toEqual([NOERROR, NOERROR]);
    expect(askAndJudge(zone, name, TYPE.TXT).claim).toBe("nodata");
  }
  zone.remove(parseName(nameOfUser("send.some")));
  expect(rcodes(nameOfUser("some"))).toEqual([NXDOMAIN, NXDOMAIN]);
  expect(rcodes(`user.${APEX}`)).toEqual([NOERROR, NOERROR]);
  zone.remove(parseName(nameOfUser("alice")));
  expect(rcodes(`user.${APEX}`)).toEqual([NXDOMAIN, NXDOMAIN]);
});

describe("10: what a denial costs", () => {
  test("long names do not fit over UDP and come over TCP", () => {
    // Its closest encloser is long too, and next names are never compressed.
    const zone = zoneOf(user("y".repeat(63), "z".repeat(63), "w".repeat(63)));
    const server = serverOf([zone]);
    const long = user("x".repeat(27), "y".repeat(63), "z".repeat(63), "w".repeat(63));
    const udp = server.ask(long, TYPE.TXT, { dnssecOk: true });
    expect([udp.message.tc, udp.message.rcode, udp.octets.length]).toEqual([
      true,
      3,
      12 + long.length + 4 + 11,
    ]);
    const tcp = server.ask(long, TYPE.TXT, { dnssecOk: true, transport: "tcp" });
    expect(tcp.message.tc).toBe(false);
    expect(askAndJudge(zone, long, TYPE.TXT).claim).toBe("nxdomain");
  });

  test("an ordinary one fits, and takes one new signature", () => {
    const zone = zoneOf("alice");
    const server = serverOf([zone]);
    const sizes = ["bob", "carol", "dave"].map((name) => {
      const before = zone.signed.signatures;
      const { octets, message } = server.ask(nameOfUser(name), TYPE.TXT, { dnssecOk: true, now: NOW });
      expect([message.tc, message.authority.length]).toEqual([false, 6]);
      expect(octets.length).toBeLessThan(800);
      return zone.signed.signatures - before;
    });
    expect(sizes).toEqual([3, 1, 1]);
  });
});
