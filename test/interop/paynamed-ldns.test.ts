import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { run } from "../support/foreign-process.ts";
import { CHAIN_COMMANDS, describeInterop } from "../support/interop.ts";
import { APEX, type DelegatedZone, delegateZone, ownerOf } from "../support/interop-daemon.ts";
import { LONG_URI } from "../support/long-uri.ts";
import { bip353Example } from "../vectors/bip353-example.ts";

const NAMES = ["alice", "long", "send.some"].map(ownerOf);
const ABSENT = ["bob", "alicf", "alicd", "x.alice", "a.b.c.bob", "*", "\\000.alice", "x".repeat(63)];

type Question = readonly [name: string, type: string];
const PRESENT: readonly Question[] = [
  ...NAMES.map((name) => [name, "TXT"] as const),
  ...["SOA", "NS", "DNSKEY", "CDS", "CDNSKEY"].map((type) => [APEX, type] as const),
  [ownerOf("alice").toUpperCase(), "TXT"],
];
const DENIED: readonly Question[] = [
  ...ABSENT.map((user) => [ownerOf(user), "TXT"] as const),
  ...NAMES.map((name) => [name, "A"] as const),
  [ownerOf("some"), "TXT"],
  [`user.${APEX}`, "TXT"],
  [APEX, "MX"],
];

/**
 * ldns is the third validator, after those of Unbound and BIND: drill asks paynamed itself, or the resolver for all that
 * leads down from the root, and verifies signatures and denials with its own code.
 */
await describeInterop("paynamed, verified by ldns", [...CHAIN_COMMANDS, "drill"], () => {
  let zone: DelegatedZone;
  let directory: string;
  let zoneKey: string;
  let foreignKey: string;

  /** What drill came to: its last lines without the blanks. */
  const chase = async (key: string, server: readonly string[], [name, type]: Question): Promise<string> => {
    const text = await run("drill", ["-S", "-t", "-k", key, ...server, name, type]).catch(
      (error: { readonly stdout?: string }) => error.stdout ?? String(error),
    );
    const denied = /^Existence denied/m.test(text) ? "denied, " : "";
    return denied + (/^;; (Chase.*)$/m.exec(text)?.[1] ?? text);
  };
  const direct = (): string[] => [`@${zone.server.host}`];
  const throughResolver = (): string[] => [
    `@${zone.chain.resolver.host}`,
    "-p",
    `${zone.chain.resolver.port}`,
  ];

  beforeAll(async () => {
    zone = await delegateZone();
    await zone.register("alice", bip353Example.strings.join(""));
    await zone.register("long", LONG_URI);
    await zone.register("send.some");
    directory = await mkdtemp(join(tmpdir(), "ldns-"));
    [zoneKey, foreignKey] = ["zone.key", "foreign.key"].map((file) => join(directory, file)) as [
      string,
      string,
    ];
    const { dnskey } = zone.zone.keys[0]!;
    await writeFile(zoneKey, `${APEX}. 3600 IN DNSKEY ${dnskey}\n`);
    // Another key of the same form.
    await writeFile(foreignKey, `${APEX}. 3600 IN DNSKEY ${dnskey.replace(/.{4}==$/, "AAAA==")}\n`);
  });
  afterAll(async () => {
    await zone?.stop();
    if (directory !== undefined) await rm(directory, { recursive: true });
  });

  test.each(PRESENT)("%s %s is signed by the zone's key", async (...question) => {
    expect(await chase(zoneKey, direct(), question)).toBe("Chase successful");
  });

  test.each(DENIED)("%s %s is denied by the zone's key", async (...question) => {
    expect(await chase(zoneKey, direct(), question)).toBe("denied, Chase successful");
  });

  test("names and denials chain up to the root", async () => {
    const { rootAnchorFile } = zone.chain;
    for (const question of PRESENT)
      expect(await chase(rootAnchorFile, throughResolver(), question), question[0]).toBe("Chase successful");
    for (const question of DENIED)
      expect(await chase(rootAnchorFile, throughResolver(), question), question[0]).toBe(
        "denied, Chase successful",
      );
  });

  test("nothing is proven to who trusts another key", async () => {
    for (const question of [PRESENT[0]!, DENIED[0]!])
      expect(await chase(foreignKey, direct(), question)).toMatch(/Chase failed/);
  });
});
