import { describe, expect, test } from "vitest";
import { zoneConfig } from "../../../src/zone/zone-config.ts";
import { heldBy, LONG_URI, openApi, openStore, pathOf, problemIn, URI, ZONE } from "./support.ts";

/** An API whose zone reserves these names. */
async function openReserving(...reservedNames: string[]) {
  const store = await openStore({ empty: true });
  await store.createZone(zoneConfig({ ...ZONE, payment: { reservedNames } }));
  return openApi({ store });
}

const RESERVED = ["admin", "root", "postmaster", "abuse", "hostmaster", "webmaster", "support", "security"];

describe("a reserved name", () => {
  test.each([
    ...RESERVED,
    "ADMIN",
    "₿admin",
    "post.master",
    "_root_",
    "a-d-m-i-n",
    "mailerdaemon",
    "noreply",
  ])("%s is refused to a plain token", async (user) => {
    const { as, store } = await openApi();
    const response = await as("first").register(`${user}@example.com`);
    expect(problemIn(response)).toMatchObject({
      status: 422,
      code: "registration-invalid",
      errors: [{ code: "name-reserved", pointer: "/name" }],
    });
    expect(await store.zones()).toMatchObject([{ names: 0 }]);
  });

  test.each(["administer", "root1", "adm", "rooted", "alice"])("%s is none", async (user) => {
    const { as } = await openApi();
    const response = await as("first").register(`${user}@example.com`);
    expect(response.statusCode).toBe(201);
    expect(response.json()).toMatchObject({ warnings: [] });
  });

  test("is a warning for who has the right", async () => {
    const { as } = await openApi();
    const response = await as("first", "reserved-names").register("admin@example.com");
    expect(response.statusCode).toBe(201);
    expect(response.json()).toMatchObject({
      ...heldBy("first"),
      warnings: [{ code: "name-reserved", pointer: "/name", readers: [] }],
    });
  });

  test.each(["profile", "held-names", "all-names", "zones", "tokens"] as const)(
    "is refused to who has the right `%s` alone",
    async (right) => {
      const { as } = await openApi();
      expect((await as("first", right).register("admin@example.com")).statusCode).toBe(422);
    },
  );

  test("is refused to a PUT that would make it, with nothing in the body to point to", async () => {
    const { as, store } = await openApi();
    for (const headers of [{}, { "if-none-match": "*" }]) {
      const response = await as("first").call("PUT", pathOf("admin@example.com"), { uri: URI }, headers);
      expect(problemIn(response)).toMatchObject({ errors: [{ code: "name-reserved", pointer: "" }] });
    }
    expect(await store.zones()).toMatchObject([{ names: 0 }]);
    const made = await as("first", "reserved-names").call("PUT", pathOf("admin@example.com"), { uri: URI });
    expect(made.statusCode).toBe(201);
    expect(made.json()).toMatchObject({ warnings: [{ code: "name-reserved", pointer: "" }] });
  });

  test("that an account has is its own to replace and to delete", async () => {
    const { as } = await openApi();
    await as("first", "reserved-names").register("admin@example.com");
    const path = pathOf("admin@example.com");
    const response = await as("first").call("PUT", path, { uri: LONG_URI });
    expect(response.statusCode).toBe(200);
    expect(response.json()).toMatchObject({ warnings: [] });
    expect((await as("first").call("DELETE", path)).statusCode).toBe(204);
    // It is held for the account, and reserved again.
    expect((await as("first").register("admin@example.com")).statusCode).toBe(422);
  });

  test("that has expired is reserved again", async () => {
    let now = 1_000;
    const { as } = await openApi({ now: () => now });
    await as("first", "reserved-names").register("admin@example.com", { expiresAt: 1_060 });
    now = 1_060;
    const response = await as("first").call("PUT", pathOf("admin@example.com"), { uri: URI });
    expect(problemIn(response)).toMatchObject({ errors: [{ code: "name-reserved" }] });
  });

  test("is told with everything else that is wrong", async () => {
    const { as } = await openApi();
    const response = await as("first").register("admin@example.com", { uri: "bitcoin:", ttl: 1 });
    expect(problemIn(response)).toMatchObject({
      errors: [{ code: "name-reserved" }, { code: "uri-nothing-to-pay" }, { code: "ttl-out-of-range" }],
    });
  });

  test("is so in a dry run", async () => {
    const { as } = await openApi();
    const body = { name: "admin@example.com", uri: URI };
    expect((await as("first").call("POST", "/v1/validate", body)).json()).toMatchObject({
      valid: false,
      errors: [{ code: "name-reserved", pointer: "/name" }],
    });
    expect((await as("first", "reserved-names").call("POST", "/v1/validate", body)).json()).toMatchObject({
      valid: true,
      warnings: [{ code: "name-reserved", pointer: "/name" }],
    });
  });
});

describe("a zone's own list of reserved names", () => {
  test("stands for the default one", async () => {
    const { as } = await openReserving("satoshi", "hal.finney");
    const register = async (user: string) => (await as("first").register(`${user}@example.com`)).statusCode;
    expect(await register("satoshi")).toBe(422);
    expect(await register("satoshi_")).toBe(422);
    expect(await register("hal-finney")).toBe(422);
    expect(await register("halfinney")).toBe(422);
    expect(await register("admin")).toBe(201);
    expect(await register("hal")).toBe(201);
  });

  test("may be empty", async () => {
    const { as } = await openReserving();
    expect((await as("first").register("admin@example.com")).statusCode).toBe(201);
  });

  test("is asked as it is today", async () => {
    const { as, call } = await openReserving();
    const patch = { payment: { reservedNames: ["alice"] } };
    expect((await call("PATCH", "/v1/zones/_bitcoin-payment.example.com", patch)).statusCode).toBe(200);
    expect((await as("first").register("alice@example.com")).statusCode).toBe(422);
    await call("PATCH", "/v1/zones/_bitcoin-payment.example.com", { payment: { reservedNames: null } });
    expect((await as("first").register("alice@example.com")).statusCode).toBe(201);
    expect((await as("first").register("root@example.com")).statusCode).toBe(422);
  });
});
