import { describe, expect, test } from "vitest";
import { zoneConfig } from "../../../src/zone/zone-config.ts";
import { NEEDED, numberField, writeInvoice } from "../../support/invoice-writer.ts";
import { makeOffer } from "../../support/offer-text.ts";
import { NOW, OFFER, openApi, openStore, pathOf, problemIn, URI, ZONE } from "./support.ts";

const ALICE = "alice@example.com";
const PATH = pathOf(ALICE);

/** An API whose zone takes everything that the BIPs allow. */
async function openSpec() {
  const store = await openStore({ empty: true });
  await store.createZone(zoneConfig({ ...ZONE, payment: { profile: "spec" } }));
  return openApi({ store });
}

describe("when a name ends", () => {
  const offerUntil = (expiry: number | bigint): string => `bitcoin:?lno=${makeOffer({ expiry })}`;
  const invoiceUntil = (seconds: number): string =>
    `&lightning=${writeInvoice({ timestamp: NOW, fields: [...NEEDED, numberField("x", seconds)] })}`;

  test.each([
    ["nothing says so", URI, undefined, null, false],
    ["the caller says so", URI, NOW + 60, NOW + 60, false],
    ["the offer says so", offerUntil(NOW + 60), undefined, NOW + 60, true],
    ["the offer says so before the caller", offerUntil(NOW + 60), NOW + 61, NOW + 60, true],
    ["both say so", offerUntil(NOW + 60), NOW + 60, NOW + 60, false],
    ["the caller says so before the offer", offerUntil(NOW + 60), NOW + 59, NOW + 59, false],
    [
      "the invoice says so before the offer",
      offerUntil(NOW + 60) + invoiceUntil(30),
      undefined,
      NOW + 30,
      true,
    ],
    ["the first of two offers says so", `${offerUntil(NOW + 60)}&lno=${OFFER}`, undefined, NOW + 60, true],
    [
      "the offer says so for a time that cannot be written",
      offerUntil(2n ** 64n - 1n),
      undefined,
      null,
      false,
    ],
    ["the offer says so for the last second", offerUntil(253_402_300_799), undefined, 253_402_300_799, true],
    ["the offer says so for the second after the last", offerUntil(253_402_300_800), undefined, null, false],
  ] as const)("%s", async (_, uri, expiresAt, end, isWarned) => {
    const { call, store } = await openSpec();
    const body = { uri, ...(expiresAt === undefined ? {} : { expiresAt }) };
    const text = end === null ? null : new Date(end * 1000).toISOString().replace(".000Z", "Z");
    const codes = (warnings: { code: string }[]) => warnings.map(({ code }) => code);
    const warned = isWarned ? ["expiry-of-instruction"] : [];
    const ofProfile = ["profile-invoice", "profile-duplicate-parameter", "profile-amounts-differ"];

    const trial = (await call("POST", "/v1/validate", { name: ALICE, ...body })).json();
    expect(trial).toMatchObject({ valid: true, expiresAt: text });
    for (const [method, url, named] of [
      ["POST", "/v1/names", { name: ALICE, ...body }],
      ["PUT", PATH, body],
    ] as const) {
      const { warnings, ...view } = (await call(method, url, named)).json();
      expect(view).toMatchObject({ expiresAt: text, expired: false });
      expect(codes(warnings).filter((code) => !ofProfile.includes(code))).toEqual(warned);
      expect(await store.get("_bitcoin-payment.example.com", "alice")).toMatchObject({ expiresAt: end });
    }
  });

  test("it is shown as expired, and lists with the others", async () => {
    let now = NOW;
    const { call, register } = await openApi({ now: () => now });
    await register(ALICE, { uri: offerUntil(NOW + 60) });
    await register("bob@example.com");
    const expired = async () => [
      (await call("GET", PATH)).json().expired,
      ...(await call("GET", "/v1/names?domain=example.com"))
        .json()
        .names.map((name: { expired: boolean }) => name.expired),
    ];
    now = NOW + 59;
    expect(await expired()).toEqual([false, false, false]);
    now = NOW + 60;
    expect(await expired()).toEqual([true, true, false]);
  });

  test.each([NOW, NOW - 1, 0])("an offer that ended at %d is refused", async (expiry) => {
    const { register } = await openApi();
    expect(problemIn(await register(ALICE, { uri: offerUntil(expiry) }))).toMatchObject({
      errors: [{ code: "offer-expired", pointer: "/uri" }],
    });
  });

  test("what is wrong with both is told of both", async () => {
    const { register } = await openApi();
    const response = await register(ALICE, { uri: offerUntil(NOW), expiresAt: NOW });
    expect(problemIn(response)).toMatchObject({
      errors: [
        { code: "offer-expired", pointer: "/uri" },
        { code: "expiry-out-of-range", pointer: "/expiresAt" },
      ],
    });
  });

  test("a dry run of times that cannot be written says so", async () => {
    const { call } = await openApi();
    for (const expiresAt of [253_402_300_800, Number.MAX_SAFE_INTEGER, Number.MIN_SAFE_INTEGER, -1]) {
      const body = { name: ALICE, uri: offerUntil(NOW + 60), expiresAt };
      expect((await call("POST", "/v1/validate", body)).json()).toMatchObject({
        valid: false,
        expiresAt: "2026-01-01T00:01:00Z",
        errors: [{ code: "expiry-out-of-range", pointer: "/expiresAt" }],
      });
    }
  });
});
