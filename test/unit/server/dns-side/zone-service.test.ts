import { expect, onTestFinished, test } from "vitest";
import { keyMaterial, makeKeySet } from "../../../../src/dnssec/keys/key-set.ts";
import { DEFAULT_VALIDITY } from "../../../../src/dnssec/validity.ts";
import { createZoneService } from "../../../../src/server/dns-side/zone-service.ts";
import { parseName } from "../../../../src/zone/name-text.ts";
import type { NameRecord } from "../../../../src/zone/store/port.ts";
import { zoneConfig } from "../../../../src/zone/zone-config.ts";
import { queryMessage } from "../../../support/query-message.ts";
import { TYPE } from "../../../support/reference-zone.ts";

const NOW = 1_767_225_600;
const config = zoneConfig({
  domain: "example.com",
  nameServers: [{ name: "ns1.example.net" }, { name: "ns2.example.net" }],
});
const { apex } = config;
const record = (user: string, revision: number, uri = "bitcoin:?lno=lno1"): NameRecord => ({
  user,
  uri,
  ttl: 300,
  expiresAt: null,
  holder: "admin",
  revision,
});
/** More than any block of memory holds: no API input makes one. */
const UNANSWERABLE = "q".repeat(9_000);

test("a record that cannot be answered is reported and left out; the others are answered, before and after", () => {
  const failures: unknown[] = [];
  const zones = createZoneService(
    () => NOW,
    (error) => failures.push(error),
  );
  onTestFinished(() => zones.close());
  const rcode = (user: string): number => {
    const out = new Uint8Array(1232);
    const name = parseName(`${user}.user._bitcoin-payment.example.com`);
    zones.respond(queryMessage(name, TYPE.TXT), out, "udp", NOW);
    return out[3]! & 0x0f;
  };
  const keys = keyMaterial(makeKeySet(parseName(apex)));
  zones.expect(apex);
  expect(rcode("alice")).toBe(2);
  zones.load({ kind: "load", config, serial: 3, keys, validity: DEFAULT_VALIDITY });
  zones.names(apex, [record("alice", 1), record("bob", 2, UNANSWERABLE), record("carol", 3)]);
  zones.loaded(apex);
  expect(failures).toHaveLength(1);
  expect(["alice", "bob", "carol"].map(rcode)).toEqual([0, 3, 0]);
  const change = (serial: number, user: string, uri?: string): void =>
    zones.change({ kind: "change", apex, serial, user, record: record(user, serial, uri) });
  // What the record was to replace is not answered in its place.
  change(4, "alice", UNANSWERABLE);
  change(5, "dave");
  expect(failures).toHaveLength(2);
  expect(["alice", "carol", "dave"].map(rcode)).toEqual([3, 0, 0]);
  // A change that a snapshot was ahead of takes nothing back.
  zones.change({ kind: "change", apex, serial: 4, user: "dave", record: null });
  expect(rcode("dave")).toBe(0);
  // Nor does one that nobody can read, or that is of no name.
  zones.change({ kind: "change", apex, serial: 6, user: "dave", record: "unreadable" });
  change(7, "x..y");
  expect(rcode("dave")).toBe(0);
  expect(failures).toHaveLength(3);
  const out = Buffer.alloc(1232);
  const length = zones.respond(queryMessage(parseName(apex), TYPE.SOA), out, "udp", NOW);
  // RFC 1035 §3.3.13: SERIAL is the first of the five numbers at the end.
  expect(out.readUInt32BE(Number(length) - 20)).toBe(7);
});

test("a comparison of versions ends with the service", async () => {
  const zones = createZoneService(
    () => NOW,
    () => {},
  );
  zones.load({
    kind: "load",
    config,
    serial: 3,
    keys: keyMaterial(makeKeySet(parseName(apex))),
    validity: DEFAULT_VALIDITY,
  });
  zones.names(
    apex,
    Array.from({ length: 2_000 }, (_, i) => record(`u${i}`, 1)),
  );
  const comparing = zones.compare(apex, 0);
  zones.close();
  await expect(comparing).rejects.toThrow("aborted");
});
