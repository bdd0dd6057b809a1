import { MessageChannel } from "node:worker_threads";
import fc from "fast-check";
import { describe, expect, onTestFinished, test } from "vitest";
import { connectDnsSide, type DnsSideClient } from "../../../../src/dns-side-client.ts";
import { keyMaterial, makeKeySet } from "../../../../src/dnssec/keys/key-set.ts";
import { DEFAULT_VALIDITY } from "../../../../src/dnssec/validity.ts";
import { startDnsSide } from "../../../../src/server/dns-side/dns-side.ts";
import type { AnsweredName, Command } from "../../../../src/server/dns-side/messages.ts";
import { createZoneService } from "../../../../src/server/dns-side/zone-service.ts";
import { parseName } from "../../../../src/zone/name-text.ts";
import { zoneConfig } from "../../../../src/zone/zone-config.ts";
import { queryMessage } from "../../../support/query-message.ts";
import { TYPE } from "../../../support/reference-zone.ts";

/* Commands about a zone's names as they are answered and as they are being built, told and replied through a port. */

const NOW = 1_767_225_600;
const config = zoneConfig({
  domain: "example.com",
  nameServers: [{ name: "ns1.example.net" }, { name: "ns2.example.net" }],
});
const { apex } = config;
const keys = keyMaterial(makeKeySet(parseName(apex)));

const named = (user: string, rest: Partial<AnsweredName> = {}): AnsweredName => ({
  user,
  uri: `bitcoin:?lno=${user}`,
  ttl: 300,
  expiresAt: null,
  revision: 1,
  ...rest,
});

/** RFC 4034 §6.1 for users: by their labels from the right; "!" sorts before whatever a label holds. */
const canonicalKey = (user: string): string => `${user.split(".").reverse().join("!")}`;
const inOrder = (users: Iterable<string>): string[] =>
  [...users].sort((a, b) => (canonicalKey(a) < canonicalKey(b) ? -1 : 1));

interface Side extends DnsSideClient {
  /** Unix seconds. */
  clock: number;
  build(records: readonly AnsweredName[]): Promise<void>;
  serve(records: readonly AnsweredName[]): Promise<void>;
  change(user: string, record: AnsweredName | null): Promise<null>;
}

function dnsSide(): Side {
  const { port1, port2 } = new MessageChannel();
  const failures: unknown[] = [];
  // Above all revisions here.
  let serial = 2 ** 41;
  const { request } = connectDnsSide(port1, (error) => failures.push(error));
  const side: Side = {
    request,
    clock: NOW,
    build: async (records) => {
      const load = { kind: "load", config, serial, keys, validity: DEFAULT_VALIDITY } as const;
      await request(load);
      await request({ kind: "names", apex, records });
    },
    serve: async (records) => {
      await side.build(records);
      await request({ kind: "loaded", apex });
    },
    change: (user, record) => {
      serial++;
      const revised = record && { ...record, revision: serial };
      return request({ kind: "change", apex, serial, user, record: revised });
    },
  };
  startDnsSide(port2, { now: () => side.clock, monotonic: () => 0 });
  onTestFinished(async () => {
    await request({ kind: "close" });
    expect(failures).toEqual([]);
  });
  return side;
}

const compare = (examples = 100) => ({ kind: "compare", apex, examples }) as const;
const page = (after: string | null, limit: number) => ({ kind: "page", apex, after, limit }) as const;
const COUNT = { kind: "count", apex } as const;
const DISCARD = { kind: "discard", apex } as const;

/** Labels and dots, so that users meet, stand below each other and leave empty non-terminals. */
const anyUser = fc
  .array(fc.constantFrom("a", "b", "a0", "a-", "_", "user"), { minLength: 1, maxLength: 3 })
  .map((labels) => labels.join("."));
const anyNames = fc.uniqueArray(
  fc.record({
    user: anyUser,
    uri: fc.constantFrom("bitcoin:?lno=1", "bitcoin:?lno=2", `bitcoin:?lno=${"q".repeat(600)}`),
    ttl: fc.constantFrom(300, 301),
    expiresAt: fc.constantFrom(null, NOW - 1, NOW, NOW + 1, NOW + 2, 2 ** 32 - 1),
    revision: fc.integer({ min: 1, max: 2 ** 40 }),
  }),
  { selector: ({ user }) => user, maxLength: 20 },
);

const known = (names: readonly AnsweredName[], now: number): ReadonlyMap<string, AnsweredName> =>
  new Map(
    names
      .filter(({ expiresAt }) => expiresAt === null || expiresAt > now)
      .map((name) => [name.user, name] as const),
  );
const content = (name: AnsweredName | undefined): string =>
  JSON.stringify([name?.uri, name?.ttl, name?.expiresAt]);

/** A name as another version of the zone has it: as it is, with one thing other, or not at all. */
const otherwise: Readonly<Record<string, (name: AnsweredName) => AnsweredName | undefined>> = {
  same: (name) => name,
  gone: () => undefined,
  text: (name) => ({ ...name, uri: `${name.uri}q` }),
  ttl: (name) => ({ ...name, ttl: name.ttl + 1 }),
  expiry: (name) => ({ ...name, expiresAt: name.expiresAt === null ? NOW + 9 : null }),
  older: (name) => ({ ...name, revision: name.revision - 1 }),
  newer: (name) => ({ ...name, revision: name.revision + 1 }),
  written: (name) => ({ ...name, revision: name.revision + 1, uri: `${name.uri}q` }),
};
const anyVersions = fc
  .tuple(anyNames, anyNames, fc.array(fc.constantFrom(...Object.values(otherwise)), { minLength: 20 }))
  .map(([served, more, fates]) => {
    const users = new Set(served.map(({ user }) => user));
    const kept = served.map((name, i) => fates[i]!(name)).filter((name) => name !== undefined);
    return [served, [...kept, ...more.filter(({ user }) => !users.has(user))]] as const;
  });

describe("compare", () => {
  test("counts and names what differs, as maps say it", async () => {
    const run = async (
      names: readonly [served: readonly AnsweredName[], found: readonly AnsweredName[]],
      later: number,
    ): Promise<void> => {
      const side = dnsSide();
      await side.serve(names[0]);
      await side.build(names[1]);
      side.clock += later;
      const [served, found] = names.map((each) => known(each, side.clock));
      const both = inOrder([...served!.keys()].filter((user) => found!.has(user)));
      const kind = (users: readonly string[]) => ({ count: users.length, examples: users.slice(0, 3) });
      expect(await side.request(compare(3))).toEqual({
        served: served!.size,
        found: found!.size,
        vanished: kind(inOrder([...served!.keys()].filter((user) => !found!.has(user)))),
        changed: kind(both.filter((user) => content(served!.get(user)) !== content(found!.get(user)))),
        added: kind(inOrder([...found!.keys()].filter((user) => !served!.has(user)))),
        older: kind(
          both.filter((user) => {
            const [was, is] = [served!.get(user)!, found!.get(user)!];
            return (
              is.revision < was.revision || (is.revision === was.revision && content(is) !== content(was))
            );
          }),
        ),
      });
    };
    await fc.assert(fc.asyncProperty(anyVersions, fc.nat(2), run), { numRuns: 100 });
  });

  // Three slices and one name, with the differences at the ends of slices.
  const users = Array.from({ length: 3 * 256 + 1 }, (_, i) => `u${i}`);
  const sorted = inOrder(users);

  test("goes on where the last slice ended", async () => {
    const side = dnsSide();
    const without = (at: readonly number[]): AnsweredName[] =>
      sorted.filter((_, i) => !at.includes(i)).map((user) => named(user));
    await side.serve(without([0, 256, 767]));
    await side.build(without([255, 512, 768]));
    const at = (...places: readonly number[]) => places.map((place) => sorted[place]);
    expect(await side.request(compare())).toEqual({
      served: users.length - 3,
      found: users.length - 3,
      vanished: { count: 3, examples: at(255, 512, 768) },
      changed: { count: 0, examples: [] },
      added: { count: 3, examples: at(0, 256, 767) },
      older: { count: 0, examples: [] },
    });
  });

  test("lets other commands pass between its slices, and the names that expire meanwhile", async () => {
    const side = dnsSide();
    const ends = users.map((user) => named(user, { expiresAt: NOW + 10 }));
    await side.serve([...ends, named("stays")]);
    await side.build([...ends, named("stays"), named("new")]);
    const order: string[] = [];
    const comparing = side.request(compare()).then((difference) => {
      order.push("compared");
      return difference;
    });
    await side.request(COUNT).then(() => order.push("counted"));
    side.clock += 10;
    // Taking them out is for the sign-ahead's own slices; a query for the apex does it too.
    const difference = await comparing;
    expect(order).toEqual(["counted", "compared"]);
    const { vanished, changed, added } = difference;
    expect([vanished.count, changed.count, added]).toEqual([0, 0, { count: 1, examples: ["new"] }]);
    expect(difference.found - difference.served).toBe(1);
    expect(difference.served).toBeLessThan(users.length);
  });

  test("where nothing is answered all is added", async () => {
    const side = dnsSide();
    await side.build([named("alice"), named("bob")]);
    expect(await side.request(compare(1))).toEqual({
      served: 0,
      found: 2,
      vanished: { count: 0, examples: [] },
      changed: { count: 0, examples: [] },
      added: { count: 2, examples: ["alice"] },
      older: { count: 0, examples: [] },
    });
  });
});

test("catalogue: what is in no zone is not known until all zones are", async () => {
  const zones = createZoneService(
    () => NOW,
    () => {},
  );
  onTestFinished(() => zones.close());
  const rcode = (): number => {
    const out = new Uint8Array(1232);
    zones.respond(queryMessage(parseName("example.org"), TYPE.TXT), out, "udp", NOW);
    return out[3]! & 0x0f;
  };
  const [SERVFAIL, REFUSED] = [2, 5];
  expect(rcode()).toBe(SERVFAIL);
  zones.catalogue(true);
  expect(rcode()).toBe(REFUSED);
  zones.catalogue(false);
  expect(rcode()).toBe(SERVFAIL);
});

describe("discard", () => {
  test("throws away what is being built, and nothing that is answered", async () => {
    const side = dnsSide();
    await side.request(DISCARD);
    await side.serve([named("alice")]);
    await side.build([named("bob")]);
    await side.request(DISCARD);
    const gone: readonly Command[] = [
      { kind: "names", apex, records: [] },
      { kind: "loaded", apex },
      compare(),
    ];
    for (const command of gone) await expect(side.request(command)).rejects.toThrow("not being loaded");
    expect(await side.request(page(null, 10))).toEqual([named("alice")]);
    await side.serve([named("carol")]);
    expect(await side.request(page(null, 10))).toEqual([named("carol")]);
  });
});

describe("count", () => {
  test("is of what is answered", async () => {
    const side = dnsSide();
    expect(await side.request(COUNT)).toBe(0);
    await side.build([named("alice"), named("bob"), named("gone", { expiresAt: NOW })]);
    expect(await side.request(COUNT)).toBe(0);
    await side.request({ kind: "loaded", apex });
    expect(await side.request(COUNT)).toBe(2);
    await side.change("carol", named("carol"));
    await side.change("alice", null);
    await side.change("bob", named("bob"));
    expect(await side.request(COUNT)).toBe(2);
  });
});

describe("page", () => {
  test("after page come all names as they are answered, whatever the limit", async () => {
    const run = async (names: readonly AnsweredName[], limit: number): Promise<void> => {
      const side = dnsSide();
      await side.serve(names);
      const found: AnsweredName[] = [];
      for (let after: string | null = null; ; ) {
        const read: readonly AnsweredName[] = await side.request(page(after, limit));
        expect(read.length).toBeLessThanOrEqual(limit);
        found.push(...read);
        if (read.length < limit) break;
        after = read.at(-1)!.user;
      }
      const expected = known(names, NOW);
      expect(found).toEqual(inOrder(expected.keys()).map((user) => expected.get(user)));
    };
    await fc.assert(fc.asyncProperty(anyNames, fc.integer({ min: 1, max: 5 }), run), { numRuns: 60 });
  });

  test("who stays is on one page, once, whatever comes and goes between them", async () => {
    const run = async (
      names: readonly AnsweredName[],
      writes: readonly (readonly { readonly user: string; readonly isPut: boolean }[])[],
    ): Promise<void> => {
      const side = dnsSide();
      await side.serve(names);
      const present = new Set(known(names, NOW).keys());
      const stayed = new Set(present);
      const ever = new Set(present);
      const found: string[] = [];
      for (let after: string | null = null, i = 0; ; i++) {
        const read: readonly AnsweredName[] = await side.request(page(after, 2));
        for (const { user } of read) expect(present.has(user)).toBe(true);
        found.push(...read.map(({ user }) => user));
        if (read.length < 2) break;
        after = read.at(-1)!.user;
        for (const { user, isPut } of writes[i] ?? []) {
          await side.change(user, isPut ? named(user) : null);
          if (isPut) present.add(user);
          else present.delete(user);
          if (!isPut) stayed.delete(user);
          ever.add(user);
        }
        // The name itself that the next page begins after goes every other time.
        if (i % 2 === 0) {
          await side.change(after, null);
          present.delete(after);
          stayed.delete(after);
        }
      }
      expect(new Set(found).size).toBe(found.length);
      expect(found).toEqual(inOrder(found));
      for (const user of found) expect(ever.has(user)).toBe(true);
      for (const user of stayed) expect(found).toContain(user);
    };
    const write = fc.record({ user: anyUser, isPut: fc.boolean() });
    await fc.assert(
      fc.asyncProperty(anyNames, fc.array(fc.array(write, { maxLength: 4 }), { maxLength: 8 }), run),
      {
        numRuns: 60,
      },
    );
  });

  test("a name that changed is as it is now; one that has expired is not there", async () => {
    const side = dnsSide();
    await side.serve([named("alice"), named("bob", { expiresAt: NOW + 5 }), named("carol")]);
    await side.change("carol", named("carol", { uri: "bitcoin:?lno=2", ttl: 60 }));
    side.clock += 5;
    expect(await side.request(page("alice", 10))).toEqual([
      named("carol", { uri: "bitcoin:?lno=2", ttl: 60, revision: 2 ** 41 + 1 }),
    ]);
  });

  test("an expiry beyond 32 bits of seconds is read back as their end", async () => {
    const side = dnsSide();
    await side.serve([named("alice", { expiresAt: 253_402_300_799 })]);
    expect(await side.request(page(null, 1))).toEqual([named("alice", { expiresAt: 2 ** 32 - 1 })]);
  });

  test("fails where the zone is not in service", async () => {
    const side = dnsSide();
    await side.build([named("alice")]);
    await expect(side.request(page(null, 1))).rejects.toThrow("not served");
  });
});
