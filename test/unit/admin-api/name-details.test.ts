import { describe, expect, test } from "vitest";
import type { NameDetails } from "../../../src/admin-api/client-types.ts";
import { zoneConfig } from "../../../src/zone/zone-config.ts";
import { NEEDED, numberField, writeInvoice } from "../../support/invoice-writer.ts";
import { ISSUER_ID, makeOffer } from "../../support/offer-text.ts";
import { unlabelled } from "../../vectors/bip352.ts";
import { APEX, heldBy, NOW, OFFER, openApi, openStore, pathOf, URI, ZONE } from "./support.ts";

const PATH = pathOf("alice@example.com");

/** An API whose store has this record for alice, whatever today's rules say of it. */
async function withStored(uri: string, expiresAt: number | null = null) {
  const store = await openStore({ empty: true });
  await store.createZone(zoneConfig({ ...ZONE, payment: { profile: "spec" } }));
  await store.put(APEX, "alice", { uri, ttl: 300, expiresAt, holder: "first" });
  return openApi({ store });
}

describe("GET /v1/names/{name} shows what is paid to", () => {
  test("every kind of instruction, in the order of the URI", async () => {
    const address = "bc1qvyq0cc6rahyvsazfdje0twl7ez82ndmuac2lhv";
    const invoice = writeInvoice({
      hrp: "lnbc10u",
      timestamp: NOW,
      fields: [...NEEDED, numberField("x", 60)],
    });
    const offer = makeOffer({
      amount: 1_000_000,
      description: "tea",
      expiry: 2n ** 64n - 1n,
      quantityMax: 7n,
    });
    const query = `lno=${offer}&x=%26&sp=${unlabelled.text}&lightning=${invoice}&y`;
    const { call, register } = await openApi();
    const body = { uri: `bitcoin:${address}?${query}`, profile: "spec" };
    expect((await register("alice@example.com", body)).statusCode).toBe(201);
    const { instructions, parameters, errors } = (await call("GET", PATH)).json<NameDetails>();
    expect(errors).toEqual([]);
    expect(parameters).toEqual([
      { key: "x", required: false, value: "&" },
      { key: "y", required: false, value: null },
    ]);
    expect(instructions).toMatchObject([
      {
        key: "",
        kind: "address",
        text: address,
        type: "p2wpkh",
        witnessVersion: 0,
        program: expect.any(String),
      },
      {
        key: "lno",
        kind: "offer",
        text: offer,
        // 64-bit integers are more than a number of JSON holds everywhere.
        amount: "1000000",
        absoluteExpiry: "18446744073709551615",
        quantityMax: "7",
        description: "tea",
        issuerId: ISSUER_ID,
      },
      { key: "sp", kind: "silent-payment", text: unlabelled.text, version: 0 },
      { key: "lightning", kind: "invoice", text: invoice, amountMsat: "1000000", expiresAt: NOW + 60 },
    ]);
  });

  test("not in a list, which is long enough without", async () => {
    const { call, register } = await openApi();
    await register("alice@example.com");
    const [name] = (await call("GET", "/v1/names?domain=example.com")).json().names;
    expect(name).not.toHaveProperty("instructions");
    expect(name).not.toHaveProperty("errors");
  });
});

describe("a record that today's rules would refuse", () => {
  test.each([
    ["bitcoin:", ["uri-nothing-to-pay"]],
    ["bitcoin:?lno=lno1", ["offer-empty"]],
    ["bitcoin:?lno=lno1pg257", ["offer-value-truncated"]],
    ["bitcoin:?lno", ["uri-value-missing"]],
    ["bitcoin:x", ["address-form"]],
    [
      "bitcoin:?req-x=1&amount=0&lno=%zz",
      ["uri-required-unknown", "uri-escape", "amount-zero", "offer-prefix-wrong"],
    ],
    [`bitcoin:?lno=${OFFER}&x="`, ["uri-character"]],
    ["lightning:lno1", ["uri-scheme"]],
    ["", ["uri-scheme"]],
    ["bitcoin:?".padEnd(3000, "a"), ["uri-too-long"]],
    ["bitcoin:tb1qcrh3yqn4nlleplcez2yndq2ry8h9ncg3qh7n54", ["address-wrong-network"]],
  ])("%j is shown with what is wrong with it", async (uri, codes) => {
    const { call } = await withStored(uri);
    const response = await call("GET", PATH);
    expect(response.statusCode).toBe(200);
    const details = response.json<NameDetails>();
    expect(details).toMatchObject({ uri, ...heldBy("first"), ttl: 300 });
    expect(details.txt.join("")).toBe(uri);
    expect(details.errors.map(({ code }) => code)).toEqual(expect.arrayContaining(codes));
    for (const { pointer, position = 0 } of details.errors) {
      expect(pointer).toBe("/uri");
      expect(position).toBeLessThanOrEqual(uri.length);
    }
    expect((await call("GET", "/v1/names?domain=example.com")).json()).toMatchObject({ names: [{ uri }] });
  });

  test("is held against the network of its zone", async () => {
    const store = await openStore({ empty: true });
    await store.createZone(zoneConfig({ ...ZONE, payment: { network: "testnet" } }));
    const address = "tb1qcrh3yqn4nlleplcez2yndq2ry8h9ncg3qh7n54";
    const fields = { ttl: 300, expiresAt: null, holder: "first" };
    await store.put(APEX, "alice", { uri: `bitcoin:${address}`, ...fields });
    await store.put(APEX, "bob", { uri: URI, ...fields });
    const { call } = await openApi({ store });
    expect((await call("GET", PATH)).json()).toMatchObject({ errors: [], instructions: [{ text: address }] });
    expect((await call("GET", pathOf("bob@example.com"))).json()).toMatchObject({
      errors: [{ code: "offer-wrong-network" }],
      instructions: [],
    });
  });

  test("is shown with the instructions that can still be read", async () => {
    const { call } = await withStored(`${URI}&sp=sp1`);
    const { instructions, errors } = (await call("GET", PATH)).json<NameDetails>();
    expect(instructions).toMatchObject([{ kind: "offer", text: OFFER }]);
    expect(errors).toMatchObject([{ position: `${URI}&sp=`.length }]);
  });

  test("is replaced and deleted like any other", async () => {
    const { as } = await withStored("bitcoin:");
    expect((await as("first").call("PUT", PATH, { uri: URI })).statusCode).toBe(200);
    const other = await withStored("bitcoin:");
    expect((await other.as("first").call("DELETE", PATH)).statusCode).toBe(204);
  });

  test("of an offer that has expired is shown as expired, with the reason", async () => {
    const { call } = await withStored(`bitcoin:?lno=${makeOffer({ expiry: NOW })}`, NOW);
    expect((await call("GET", PATH)).json()).toMatchObject({
      expired: true,
      expiresAt: "2026-01-01T00:00:00Z",
      instructions: [{ kind: "offer", absoluteExpiry: String(NOW) }],
      errors: [{ code: "instruction-expired", pointer: "/uri" }],
    });
  });
});
