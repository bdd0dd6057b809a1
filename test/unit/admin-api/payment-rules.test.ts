import { describe, expect, test } from "vitest";
import { NETWORK_MARKS, NETWORKS } from "../../../src/zone/payment/network.ts";
import type { PolicyInput } from "../../../src/zone/payment/policy.ts";
import { zoneConfig } from "../../../src/zone/zone-config.ts";
import { writeSilentPayment } from "../../support/address-writer.ts";
import { NEEDED, numberField, writeInvoice } from "../../support/invoice-writer.ts";
import { ISSUER_ID, makeOffer } from "../../support/offer-text.ts";
import { NOW, openApi, openStore, pathOf, problemIn, URI, ZONE } from "./support.ts";

/** An API whose zone has this policy. */
async function openWith(payment: PolicyInput) {
  const store = await openStore({ empty: true });
  await store.createZone(zoneConfig({ ...ZONE, payment }));
  return openApi({ store });
}

const LABELLED = `${URI}&label=Alice`;
const ALICE = "alice@example.com";
const PATH = pathOf(ALICE);

describe("the profile", () => {
  test("is the zone's", async () => {
    const universal = await openWith({});
    expect((await universal.register(ALICE, { uri: LABELLED })).statusCode).toBe(422);
    const spec = await openWith({ profile: "spec" });
    const response = await spec.as("first").register(ALICE, { uri: LABELLED });
    expect(response.statusCode).toBe(201);
    expect(response.json()).toMatchObject({ warnings: [{ code: "profile-label", readers: ["cake"] }] });
  });

  test.each([
    ["universal", "spec", LABELLED, 201],
    ["spec", "universal", LABELLED, 422],
    ["spec", "universal", URI, 201],
  ] as const)("of a zone with %s may be %s for who has the right", async (profile, other, uri, status) => {
    const { as } = await openWith({ profile });
    const response = await as("first", "profile").register(ALICE, { uri, profile: other });
    expect(response.statusCode).toBe(status);
  });

  describe.each([
    ["universal", "spec"],
    ["spec", "universal"],
  ] as const)("of a zone with %s", (profile, other) => {
    test.each([
      ["POST", "/v1/names", { name: ALICE, uri: URI }],
      ["POST", "/v1/validate", { name: ALICE, uri: URI }],
      ["PUT", PATH, { uri: URI }],
    ] as const)("%s %s takes the right for another, and none for the same", async (method, url, body) => {
      const { as, store } = await openWith({ profile });
      const plain = as("first", "reserved-names", "held-names", "all-names", "zones", "tokens");
      const refused = await plain.call(method, url, { ...body, profile: other });
      expect(problemIn(refused)).toMatchObject({ code: "forbidden", status: 403 });
      expect(await store.zones()).toMatchObject([{ names: 0 }]);
      expect((await plain.call(method, url, { ...body, profile })).statusCode).toBeLessThan(300);
    });

    test("is known of a name that is no name, too", async () => {
      const { as } = await openWith({ profile });
      const response = await as("first").register("al ice@example.com", { profile });
      expect(problemIn(response)).toMatchObject({ status: 422, errors: [{ code: "name-character" }] });
    });
  });

  test.each(["Spec", "", "strict", null, 1])("%j is none", async (profile) => {
    const { register } = await openApi();
    expect(problemIn(await register(ALICE, { profile }))).toMatchObject({
      code: "request-invalid",
      errors: [{ pointer: "/profile" }],
    });
  });
});

const KEYS = ISSUER_ID + ISSUER_ID;
/** What is paid to in each network, in a URI and composed. */
const PAID = Object.fromEntries(
  NETWORKS.map((network) => {
    const { chainHashes, silentPayment, invoice } = NETWORK_MARKS[network];
    return [
      network,
      {
        offer: makeOffer({ chains: chainHashes.slice(0, 1) }),
        silentKey: silentPayment,
        silentPayment: writeSilentPayment(silentPayment, 0, KEYS),
        invoice: writeInvoice({
          hrp: `ln${invoice}`,
          timestamp: NOW,
          fields: [...NEEDED, numberField("x", 60)],
        }),
      },
    ];
  }),
);

describe.each(NETWORKS)("in a zone of %s", (network) => {
  const own = PAID[network]!;

  test("its own instructions are composed and read", async () => {
    const { register } = await openWith({ network });
    const { offer, silentPayment } = own;
    const response = await register(ALICE, { uri: undefined, offer, silentPayment });
    const uri = `bitcoin:?lno=${offer}&${own.silentKey}=${silentPayment}`;
    expect(response.json()).toMatchObject({ uri });
    const again = await register("bob@example.com", { uri });
    expect(again.json()).toMatchObject({ uri, instructions: response.json().instructions });
  });

  test.each(NETWORKS.filter((other) => other !== network))("nothing of %s is paid to", async (other) => {
    const { register } = await openWith({ network, profile: "spec" });
    const { offer, silentPayment, invoice } = PAID[other]!;
    const response = await register(ALICE, { uri: undefined, offer, silentPayment, invoice });
    const { errors } = problemIn(response) as { errors: { code: string; pointer: string }[] };
    const marks = NETWORK_MARKS;
    const expected = [
      ["offer-wrong-network", "/offer", true],
      [
        "silent-payment-wrong-network",
        "/silentPayment",
        marks[network].silentPayment !== marks[other].silentPayment,
      ],
      ["invoice-wrong-network", "/invoice", marks[network].invoice !== marks[other].invoice],
    ].flatMap(([code, pointer, isWrong]) => (isWrong ? [[code, pointer]] : []));
    expect(errors.map(({ code, pointer }) => [code, pointer])).toEqual(expected);
  });

  test("an offer without a chain is of mainnet", async () => {
    const { register } = await openWith({ network });
    expect((await register(ALICE)).statusCode).toBe(network === "mainnet" ? 201 : 422);
  });

  test("a name that is no name is told of with what is wrong by the zone's rules alone", async () => {
    const { register } = await openWith({ network });
    const response = await register("al ice@example.com", { uri: undefined, offer: own.offer });
    expect(problemIn(response)).toMatchObject({ errors: [{ code: "name-character" }] });
    expect(problemIn(response)["errors"]).toHaveLength(1);
  });
});

test.each([
  ["testnet", "bitcoin:?tb=tb1qcrh3yqn4nlleplcez2yndq2ry8h9ncg3qh7n54", 201],
  ["testnet", "bitcoin:tb1qcrh3yqn4nlleplcez2yndq2ry8h9ncg3qh7n54", 201],
  ["testnet", "bitcoin:mzK2FFDEhxqHcmrJw1ysqFkVyhUULo45hZ", 201],
  ["testnet", "bitcoin:bc1qvyq0cc6rahyvsazfdje0twl7ez82ndmuac2lhv", 422],
  ["testnet", "bitcoin:?bc=bc1qvyq0cc6rahyvsazfdje0twl7ez82ndmuac2lhv", 422],
  ["testnet", "bitcoin:?tb=bc1qvyq0cc6rahyvsazfdje0twl7ez82ndmuac2lhv", 422],
  ["testnet", "bitcoin:?bcrt=bcrt1qdavt4j2sd7dlhqsavtnfxvzppw6k7qy97tmnu9", 422],
  ["signet", "bitcoin:?tb=tb1qxkhrl2s6ttrclckldruea0e8anhrehffl8xv7t0pdyrzm08v2hyqy408nf", 201],
  ["regtest", "bitcoin:?bcrt=bcrt1qdavt4j2sd7dlhqsavtnfxvzppw6k7qy97tmnu9", 201],
  ["regtest", "bitcoin:?tb=bcrt1qdavt4j2sd7dlhqsavtnfxvzppw6k7qy97tmnu9", 422],
  ["regtest", "bitcoin:?tb=tb1qcrh3yqn4nlleplcez2yndq2ry8h9ncg3qh7n54", 422],
] as const)("%s: %s is a %d", async (network, uri, status) => {
  const { register } = await openWith({ network });
  expect((await register(ALICE, { uri })).statusCode).toBe(status);
});
