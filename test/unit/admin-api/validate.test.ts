import { describe, expect, test } from "vitest";
import type { Validation } from "../../../src/admin-api/client-types.ts";
import { parseName } from "../../../src/zone/name-text.ts";
import { serverOf, signedZone } from "../../support/signed-zone-fixture.ts";
import { APEX, LONG_URI, NOW, OFFER, openApi, openStore, problemIn, URI } from "./support.ts";

const ALICE = "alice@example.com";

describe("POST /v1/validate", () => {
  test("says what a registration would come to", async () => {
    const { call } = await openApi();
    const body = { name: "₿Alice@example.com", uri: `BITCOIN:?LNO=${OFFER.toUpperCase()}&x=1` };
    const response = await call("POST", "/v1/validate", body);
    expect(response.statusCode).toBe(200);
    expect(response.headers.location).toBeUndefined();
    expect(response.json()).toEqual({
      valid: true,
      name: ALICE,
      profile: "universal",
      uri: `${URI}&x=1`,
      txt: [`${URI}&x=1`],
      ttl: 300,
      expiresAt: null,
      answer: { octets: expect.any(Number), needsTcp: false },
      instructions: [expect.objectContaining({ key: "lno", kind: "offer", text: OFFER })],
      parameters: [{ key: "x", required: false, value: "1" }],
      errors: [],
      warnings: [expect.objectContaining({ code: "profile-unknown-parameter", pointer: "/uri" })],
    });
  });

  test("is answered, not refused, where the registration would be refused", async () => {
    const { call } = await openApi();
    const body = { name: "al ice@example.com", uri: "bitcoin:?amount=0", ttl: 1, expiresAt: 1 };
    const response = await call("POST", "/v1/validate", body);
    expect(response.statusCode).toBe(200);
    expect(response.headers["content-type"]).toContain("application/json");
    expect(response.json()).toMatchObject({ valid: false, name: null, uri: null, txt: [], answer: null });
  });

  test("shows what could be read of a record that is refused", async () => {
    const { call } = await openApi();
    const uri = `bitcoin:?lno=${OFFER}&sp=sp1&x=1`;
    const {
      instructions,
      parameters,
      uri: found,
    } = (await call("POST", "/v1/validate", { name: ALICE, uri })).json<Validation>();
    expect(instructions).toMatchObject([{ kind: "offer", text: OFFER }]);
    expect(parameters).toEqual([{ key: "x", required: false, value: "1" }]);
    expect(found).toBeNull();
  });

  test("shows the record where only the rest is at fault", async () => {
    const { call } = await openApi();
    const trial = (await call("POST", "/v1/validate", { name: ALICE, uri: URI, ttl: 1 })).json();
    expect(trial).toMatchObject({ valid: false, uri: URI, txt: [URI], ttl: 1, answer: { needsTcp: false } });
  });

  test("of a name that is taken says so, with everything else", async () => {
    const { call, register } = await openApi();
    await register(ALICE);
    const trial = await call("POST", "/v1/validate", { name: ALICE, uri: "bitcoin:", ttl: 1 });
    expect(trial.json()).toMatchObject({
      valid: false,
      errors: [
        { code: "uri-nothing-to-pay" },
        { code: "ttl-out-of-range" },
        { code: "name-taken", pointer: "/name" },
      ],
    });
  });

  test("of a name that has expired says that it is free", async () => {
    let now = NOW;
    const { call, register } = await openApi({ now: () => now });
    await register(ALICE, { expiresAt: NOW + 60 });
    const trial = async () => (await call("POST", "/v1/validate", { name: ALICE, uri: URI })).json();
    now = NOW + 59;
    expect(await trial()).toMatchObject({ valid: false, errors: [{ code: "name-taken" }] });
    now = NOW + 60;
    expect(await trial()).toMatchObject({ valid: true, errors: [] });
  });

  test.each([
    [{ name: 1 }, "/name"],
    [{ uri: null }, "/uri"],
    [{ uri: "a".repeat(8193) }, "/uri"],
    [{ ttl: 1.5 }, "/ttl"],
    [{ amount: 0.1 }, "/amount"],
    [{ dryRun: true }, "/dryRun"],
    [[], ""],
  ])("refuses %j for its shape", async (body, pointer) => {
    const { call } = await openApi();
    const response = await call("POST", "/v1/validate", body);
    expect(problemIn(response)).toMatchObject({
      status: 422,
      code: "request-invalid",
      errors: [{ pointer }],
    });
  });

  test("takes texts of 8192 characters", async () => {
    const { call } = await openApi();
    for (const key of ["uri", "offer", "address", "silentPayment", "invoice", "amount", "label", "message"]) {
      const response = await call("POST", "/v1/validate", { name: ALICE, [key]: "1".repeat(8192) });
      expect(response.json()).toMatchObject({ valid: false });
    }
  });

  test("takes a token, and any", async () => {
    const { app, as } = await openApi();
    expect(
      (await app.inject({ method: "POST", url: "/v1/validate", payload: { uri: URI } })).statusCode,
    ).toBe(401);
    const response = await as("first").call("POST", "/v1/validate", { name: ALICE, uri: URI });
    expect(response.json()).toMatchObject({ valid: true });
  });

  test("is told when the store is away", async () => {
    const store = await openStore();
    const { call } = await openApi({ store });
    await store.close();
    const response = await call("POST", "/v1/validate", { name: ALICE, uri: URI });
    expect(problemIn(response)).toMatchObject({ status: 503, code: "store-unavailable" });
  });
});

describe("without a name", () => {
  test("a record is judged as for a zone of mainnet", async () => {
    const { call } = await openApi({ store: await openStore({ empty: true }) });
    const trial = (await call("POST", "/v1/validate", { uri: URI, ttl: 86_400 })).json();
    expect(trial).toMatchObject({ valid: true, name: null, profile: "universal", uri: URI, answer: null });
    expect((await call("POST", "/v1/validate", { uri: URI, ttl: 86_401 })).json()).toMatchObject({
      valid: false,
    });
    const test = (
      await call("POST", "/v1/validate", { address: "tb1qcrh3yqn4nlleplcez2yndq2ry8h9ncg3qh7n54" })
    ).json();
    expect(test).toMatchObject({ errors: [{ code: "address-wrong-network", pointer: "/address" }] });
  });

  test("the profile may be chosen by who may choose it", async () => {
    const { call, as } = await openApi();
    const body = { name: "alice@example.com", offer: OFFER, label: "Alice", profile: "spec" };
    expect((await call("POST", "/v1/validate", body)).json()).toMatchObject({ valid: true, profile: "spec" });
    expect((await as("first").call("POST", "/v1/validate", body)).statusCode).toBe(403);
  });

  test("without a name everybody may try every profile and every network", async () => {
    const { as } = await openApi();
    const tried = async (body: object) => (await as("first").call("POST", "/v1/validate", body)).json();
    expect(await tried({ offer: OFFER, label: "Alice", profile: "spec" })).toMatchObject({ valid: true });
    expect(await tried({ offer: OFFER, label: "Alice" })).toMatchObject({ valid: false });
    const address = "tb1qw508d6qejxtdg4y5r3zarvary0c5xw7kxpjzsx";
    expect(await tried({ address, network: "signet" })).toMatchObject({ valid: true });
    expect(await tried({ address })).toMatchObject({ errors: [{ code: "address-wrong-network" }] });
  });

  test("with a name the zone knows the network", async () => {
    const { call } = await openApi();
    const body = { name: "alice@example.com", offer: OFFER, network: "signet" };
    expect((await call("POST", "/v1/validate", body)).json()).toMatchObject({
      valid: false,
      errors: [{ code: "network-of-zone", pointer: "/network" }],
    });
  });

  test("an unknown zone is a fault", async () => {
    const { call } = await openApi();
    const trial = (await call("POST", "/v1/validate", { name: "alice@example.org", uri: URI })).json();
    expect(trial).toMatchObject({
      valid: false,
      name: "alice@example.org",
      uri: URI,
      answer: null,
      errors: [{ code: "zone-unknown", pointer: "/name" }],
    });
  });
});

describe("the signed answer", () => {
  /** What the answer side sends for such a record. */
  function answered(user: string, uri: string) {
    const zone = signedZone({ apex: parseName(APEX) });
    const owner = parseName(`${user}.user.${APEX}`);
    zone.put(owner, { uri });
    const { ask } = serverOf([zone]);
    const TXT = 16;
    const tcp = ask(owner, TXT, { dnssecOk: true, transport: "tcp" });
    const udp = ask(owner, TXT, { dnssecOk: true, transport: "udp" });
    return { octets: tcp.octets.length, needsTcp: udp.message.tc };
  }

  const padded = (length: number): string => `${URI}&x=`.padEnd(length, "a");
  const lengths = [...[80, 254, 255, 256, 257, 510, 511, 765, 766, 1275, 1276, 2047, 2048]];

  test.each<readonly [user: string, uri: string]>([
    ...lengths.map((length) => ["alice", padded(length)] as const),
    ["a", URI],
    ["a", LONG_URI],
    ["send.some", URI],
    ["a.b.c.d.e.f", URI],
    [`${"a".repeat(63)}.${"b".repeat(63)}`, URI],
  ])("of %s is as large as is said: %s", async (user, uri) => {
    const { call } = await openApi();
    const { answer } = (
      await call("POST", "/v1/validate", { name: `${user}@example.com`, uri })
    ).json<Validation>();
    expect(answer).toEqual(answered(user, uri));
  });

  test("needs TCP from one length on", async () => {
    const { call } = await openApi();
    const sized = async (length: number) =>
      (await call("POST", "/v1/validate", { name: ALICE, uri: padded(length) })).json<Validation>().answer!;
    // Within one character-string (the fifth) every character is an octet more.
    const { octets } = await sized(1_030);
    const last = 1_030 + 1232 - octets;
    for (const length of [last - 1, last, last + 1]) {
      const answer = await sized(length);
      expect(answer).toEqual(answered("alice", padded(length)));
      expect(answer.needsTcp).toBe(length > last);
    }
    expect(await sized(last)).toMatchObject({ octets: 1232 });
  });
});
