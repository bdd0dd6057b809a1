import { createHash } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import { apexRecords, keyViews } from "../../../../src/dnssec/keys/apex-records.ts";
import { type KeySet, loadKeySet } from "../../../../src/dnssec/keys/key-set.ts";
import { CSK_FLAGS, makeSigningKey, ZONE_KEY } from "../../../../src/dnssec/signing-key.ts";
import { formatName, parseName } from "../../../../src/zone/name-text.ts";
import { formatRdata } from "../../../../src/zone/rdata/text.ts";
import { RrType } from "../../../../src/zone/rr-type.ts";
import { hasCommand, run } from "../../../support/foreign-process.ts";
import { rfc6605Key } from "../rfc6605-key.ts";

const APEX = parseName("_bitcoin-payment.example.com.");
const materialOf = (flags: number) => ({ flags, privateKey: makeSigningKey(APEX, flags).exportPrivateKey() });
/** A CSK, a key that only signs, and a CSK that comes. */
const set = loadKeySet(APEX, [CSK_FLAGS, ZONE_KEY, CSK_FLAGS].map(materialOf));
const records = new Map(apexRecords(set, 3600).map((rrset) => [rrset.type, rrset]));
const hexes = (octets: readonly Uint8Array[]): string[] =>
  octets.map((each) => Buffer.from(each).toString("hex"));

describe("the keys' RRsets at the apex", () => {
  test("are DNSKEY, CDS and CDNSKEY, with the apex's owner and the TTL given", () => {
    expect([...records.keys()]).toEqual([RrType.DNSKEY, RrType.CDS, RrType.CDNSKEY]);
    for (const rrset of records.values()) expect(rrset).toMatchObject({ owner: APEX, ttl: 3600 });
  });

  test("hold every key, in canonical order", () => {
    expect(hexes(records.get(RrType.DNSKEY)!.rdatas)).toEqual(
      hexes(set.keys.map(({ dnskey }) => dnskey)).sort(),
    );
  });

  test("name the entry points to the parent, and no other key (RFC 7344 §4.1)", () => {
    const entryPoints = set.keys.filter(({ flags }) => flags === CSK_FLAGS);
    expect(entryPoints).toHaveLength(2);
    expect(hexes(records.get(RrType.CDNSKEY)!.rdatas)).toEqual(
      hexes(entryPoints.map(({ dnskey }) => dnskey)).sort(),
    );
    // RFC 4034 §5.1: key tag, algorithm, digest type, and the digest of owner and DNSKEY RDATA (§5.1.4), by hand.
    const ds = entryPoints.map(({ keyTag, dnskey }) => {
      const digest = createHash("sha256").update(
        Buffer.from("\x10_bitcoin-payment\x07example\x03com\x00", "latin1"),
      );
      return `${keyTag.toString(16).padStart(4, "0")}0d02${digest.update(dnskey).digest("hex")}`;
    });
    expect(hexes(records.get(RrType.CDS)!.rdatas)).toEqual(ds.sort());
  });
});

test("RFC 6605 §6.1: the DS of example.net.", () => {
  const key = rfc6605Key();
  const example: KeySet = { apex: parseName("example.net."), keys: [key], signing: key };
  const sha256 = "B4C8C1FE2E7477127B27115656AD6256F424625BF5C1E2770CE6D6E37DF61D17";
  expect(keyViews(example)[0]).toMatchObject({
    flags: 257,
    algorithm: 13,
    keyTag: 55648,
    dnskey:
      "257 3 13 GojIhhXUN/u4v54ZQqGSnyhWJwaubCvTmeexv7bR6edbkrSqQpF64cYbcB7wNcP+e+MAnLr+Wi9xMWyQLc8NAA==",
    ds: [{ digestType: 2, text: `55648 13 2 ${sha256}` }, { digestType: 4 }],
  });
  const [cds] = apexRecords(example, 60)[1]!.rdatas;
  expect(formatRdata(RrType.CDS, cds!)).toBe(`55648 13 2 ${sha256}`);
});

test("a view names the DS of CDS, and nothing secret", () => {
  const views = keyViews(set);
  expect(views).toHaveLength(3);
  const cds = records.get(RrType.CDS)!.rdatas.map((rdata) => formatRdata(RrType.CDS, rdata));
  const shown = views.filter(({ flags }) => flags === CSK_FLAGS).map(({ ds }) => ds[0]!.text);
  expect(shown.sort()).toEqual(cds.sort());
  for (const view of views) {
    expect(Object.keys(view).sort()).toEqual(["algorithm", "dnskey", "ds", "flags", "keyTag"]);
    expect(view.ds.map(({ digestType }) => digestType)).toEqual([2, 4]);
  }
});

describe("as foreign tools see it", () => {
  /** The DNSKEY records as a zone file, in a directory of its own. */
  function keyFile(): string {
    const directory = mkdtempSync(join(tmpdir(), "paynamed-ds-"));
    onTestFinished(() => rmSync(directory, { recursive: true }));
    const file = join(directory, "keys");
    const lines = keyViews(set).map(({ dnskey }) => `${formatName(APEX)} 3600 IN DNSKEY ${dnskey}\n`);
    writeFileSync(file, lines.join(""));
    return file;
  }
  /** `tag algorithm type digest` of every DS in the output, the digest in one piece. */
  const dsIn = (output: string): string[] =>
    [...output.matchAll(/\sDS\s+(\d+ \d+ \d+) ([0-9A-Fa-f ]+)/g)].map(
      ([, head, digest]) => `${head} ${digest!.replaceAll(" ", "").toUpperCase()}`,
    );
  const ours = (digestType: number): string[] =>
    keyViews(set)
      .filter(({ flags }) => flags === CSK_FLAGS)
      .flatMap(({ ds }) => ds.filter((each) => each.digestType === digestType).map(({ text }) => text))
      .sort();

  test.skipIf(!hasCommand("dnssec-dsfromkey"))("dnssec-dsfromkey makes the same DS", async () => {
    for (const [option, digestType] of [
      ["SHA-256", 2],
      ["SHA-384", 4],
    ] as const) {
      const output = await run("dnssec-dsfromkey", ["-a", option, "-f", keyFile(), formatName(APEX)]);
      expect(dsIn(output).sort()).toEqual(ours(digestType));
    }
  });

  test.skipIf(!hasCommand("ldns-key2ds"))("ldns-key2ds makes the same DS", async () => {
    for (const [option, digestType] of [
      ["-2", 2],
      ["-4", 4],
    ] as const) {
      const output = await run("ldns-key2ds", ["-n", option, keyFile()]);
      for (const ds of ours(digestType)) expect(dsIn(output)).toContain(ds);
    }
  });
});
