import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import { type KeySet, loadKeySet, makeKeySet } from "../../../../src/dnssec/keys/key-set.ts";
import { createKeyStore } from "../../../../src/dnssec/keys/key-store.ts";
import { createSealer } from "../../../../src/dnssec/keys/seal.ts";
import { DomainError } from "../../../../src/zone/errors.ts";
import { parseName } from "../../../../src/zone/name-text.ts";
import type { Store } from "../../../../src/zone/store/port.ts";
import { openSqliteStore } from "../../../../src/zone/store/sqlite.ts";
import { zoneConfig } from "../../../../src/zone/zone-config.ts";

const [APEX, OTHER] = ["_bitcoin-payment.example.com", "_bitcoin-payment.example.org"] as const;
const nameServers = [{ name: "ns1.example.net" }, { name: "ns2.example.net" }];
const sealer = createSealer(new Uint8Array(32).fill(7));
const closed = expect.objectContaining({ name: "DomainError", code: "key-set-sealed" });
const tags = (set: KeySet | undefined) => set?.keys.map(({ dnskey }) => Buffer.from(dnskey).toString("hex"));

/** A store with two zones, and where its files are. */
async function openStore(): Promise<{ store: Store; directory: string }> {
  const directory = mkdtempSync(join(tmpdir(), "paynamed-key-store-"));
  const store = openSqliteStore({ path: join(directory, "store.sqlite") });
  onTestFinished(async () => {
    await store.close();
    rmSync(directory, { recursive: true });
  });
  for (const domain of ["example.com", "example.org"])
    await store.createZone(zoneConfig({ domain, nameServers }));
  return { store, directory };
}

/** Puts something in before the set is stored: what another instance does at the same moment. */
const beforePut = (store: Store, act: () => Promise<unknown>): Pick<Store, "keySet" | "putKeySet"> => ({
  keySet: (apex) => store.keySet(apex),
  putKeySet: async (...args) => {
    await act();
    return store.putKeySet(...args);
  },
});

describe("create", () => {
  test("makes a set once; it is there for every instance with the same sealing key", async () => {
    const { store } = await openStore();
    const [a, b] = [
      createKeyStore(store, sealer),
      createKeyStore(store, createSealer(new Uint8Array(32).fill(7))),
    ];
    expect(await a.load(APEX)).toBeUndefined();
    const made = await a.create(APEX);
    expect(made.apex).toEqual(parseName(APEX));
    for (const opened of [await a.load(APEX), await b.load(APEX)])
      expect(tags(opened?.set)).toEqual(tags(made));
    for (const set of [await a.create(APEX), await b.create(APEX)]) expect(tags(set)).toEqual(tags(made));
    expect((await store.keySet(APEX))?.version).toBe(1);
    expect(await a.load(OTHER)).toBeUndefined();
  });

  test("of many at once ends with the same set for all", async () => {
    const { store } = await openStore();
    const sets = await Promise.all(
      Array.from({ length: 8 }, () => createKeyStore(store, sealer).create(APEX)),
    );
    expect(new Set(sets.map((set) => tags(set)!.join())).size).toBe(1);
    expect(tags((await createKeyStore(store, sealer).load(APEX))?.set)).toEqual(tags(sets[0]));
    expect((await store.keySet(APEX))?.version).toBe(1);
  });

  test("gives way to another that comes between the look and the write", async () => {
    const { store } = await openStore();
    let winner: KeySet | undefined;
    const racing = beforePut(store, async () => {
      winner = await createKeyStore(store, sealer).create(APEX);
    });
    const loser = await createKeyStore(racing, sealer).create(APEX);
    expect(winner).toBeDefined();
    expect(tags(loser)).toEqual(tags(winner));
  });

  test("does not hide another's set that does not open here", async () => {
    const { store } = await openStore();
    await createKeyStore(store, createSealer(new Uint8Array(32).fill(8))).create(APEX);
    const ours = createKeyStore(store, sealer);
    await expect(ours.load(APEX)).rejects.toThrow(closed);
    await expect(ours.create(APEX)).rejects.toThrow(closed);
    expect((await store.keySet(APEX))?.version).toBe(1);
  });

  test("does not write where there is a set, and passes on a failure though there is one", async () => {
    const { store } = await openStore();
    const refused = beforePut(store, () => Promise.reject(new DomainError("store-unavailable", "no")));
    const made = await createKeyStore(store, sealer).create(APEX);
    expect(tags(await createKeyStore(refused, sealer).create(APEX))).toEqual(tags(made));
    // The store's failure is not an answer, even where another's set came in between.
    const other = beforePut(store, async () => {
      await createKeyStore(store, sealer).create(OTHER);
      throw new DomainError("store-unavailable", "no");
    });
    await expect(createKeyStore(other, sealer).create(OTHER)).rejects.toThrow(
      expect.objectContaining({ code: "store-unavailable" }),
    );
  });

  test.each([
    new DomainError("store-unavailable", "no"),
    new DomainError("key-set-conflict", "though there is none"),
    new DomainError("zone-unknown", "no"),
    new TypeError("a bug"),
  ])("passes on what the store says: %s", async (failure) => {
    const { store } = await openStore();
    const failing = beforePut(store, () => Promise.reject(failure));
    await expect(createKeyStore(failing, sealer).create(APEX)).rejects.toBe(failure);
  });
});

describe("what is stored", () => {
  test("does not open for another zone", async () => {
    const { store } = await openStore();
    const keys = createKeyStore(store, sealer);
    await keys.create(APEX);
    await store.putKeySet(OTHER, (await store.keySet(APEX))!.sealed, 0);
    await expect(keys.load(OTHER)).rejects.toThrow(closed);
  });

  test("holds no octets of a private key in clear, in no encoding that we use", async () => {
    const { store, directory } = await openStore();
    const set = await createKeyStore(store, sealer).create(APEX);
    const { sealed } = (await store.keySet(APEX))!;
    const files = readdirSync(directory).map((file) => readFileSync(join(directory, file)));
    const pkcs8 = Buffer.from(set.signing.exportPrivateKey());
    // RFC 5915: the number of 32 octets behind `02 01 01 04 20`.
    const secret = pkcs8.subarray(pkcs8.indexOf(Buffer.from("0201010420", "hex")) + 5).subarray(0, 32);
    const base64 = pkcs8.toString("base64");
    const forms = [
      secret.subarray(0, 16),
      secret.subarray(16),
      Buffer.from(secret.toString("hex").slice(0, 24)),
      Buffer.from(base64.slice(48, 72)),
      Buffer.from("privateKey"),
    ];
    // The search finds what is there: the sealed octets are in the files.
    expect(files.some((file) => file.includes(Buffer.from(sealed.subarray(0, 60))))).toBe(true);
    for (const octets of [Buffer.from(sealed), ...files])
      for (const form of forms) expect(octets.includes(form)).toBe(false);
    expect(Buffer.from(sealer.open(sealed, `paynamed key set of ${APEX}`)).includes(forms[3]!)).toBe(true);
  });
});

test("a set that was made elsewhere is loaded as it is", async () => {
  const { store } = await openStore();
  const made = makeKeySet(parseName(APEX));
  const material = [{ flags: 257, privateKey: made.signing.exportPrivateKey() }];
  expect(tags(loadKeySet(parseName(APEX), material))).toEqual(tags(made));
  expect(await createKeyStore(store, sealer).load(APEX)).toBeUndefined();
});
