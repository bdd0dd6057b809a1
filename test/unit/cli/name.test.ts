import { describe, expect, test } from "vitest";
import type { NameDetails, NameResult, NameView } from "../../../src/admin-api/client-types.ts";
import { contentsView } from "../../../src/zone/payment/contents-view.ts";
import { publicationOf } from "../../../src/zone/payment/publication.ts";
import { ADDRESS } from "../../support/admin-api.ts";
import { makeOffer } from "../../support/offer-text.ts";
import { run } from "./command-run.ts";

const OFFER = makeOffer({ description: "coffee\x1b[2J" });
const { uri, contents } = publicationOf(
  { uri: `bitcoin:?lno=${OFFER}&label=shop` },
  { network: "mainnet", profile: "spec" },
);
const VIEW: NameView = {
  name: "alice@example.com",
  owner: "alice.user._bitcoin-payment.example.com.",
  uri,
  txt: [uri],
  ttl: 300,
  expiresAt: null,
  expired: false,
  account: "shops",
  holder: "42",
  revision: 7,
  serial: 9,
};
const WARNING = {
  code: "profile-label",
  pointer: "/label",
  detail: "leave it out",
  readers: ["cake"],
} as const;
const MADE: NameResult = { ...VIEW, ...contentsView(contents), warnings: [WARNING] };
const DETAILS: NameDetails = { ...VIEW, ...contentsView(contents), errors: [] };
const FIELDS = [
  "name      alice@example.com",
  "owner     alice.user._bitcoin-payment.example.com.",
  `uri       ${uri}`,
  "ttl       300",
  "expires   never",
  "holder    shops/42",
  "revision  7",
];

describe("name add", () => {
  const add = (...args: string[]) => run(["name", "add", "alice@example.com", ...args], MADE);

  test.each([
    ["--uri", "uri", uri],
    ["--offer", "offer", OFFER],
    ["--address", "address", ADDRESS],
    ["--silent-payment", "silentPayment", "sp1qq"],
    ["--invoice", "invoice", "lnbc1"],
    ["--amount", "amount", "0.00100000"],
    ["--label", "label", "the ₿ shop"],
    ["--message", "message", "for coffee & cake"],
    ["--profile", "profile", "spec"],
    ["--holder", "holder", "42"],
    ["--expires-at", "expiresAt", "2030-01-01T00:00:00Z"],
  ])("%s goes into the body as %s, as it is", async (flag, field, value) => {
    const { code, seen } = await add(flag, value);
    expect(code).toBe(0);
    expect(seen).toEqual([
      {
        method: "POST",
        url: "/v1/names",
        type: "application/json",
        body: { name: "alice@example.com", [field]: value },
      },
    ]);
  });

  test("numbers go as numbers", async () => {
    const { seen } = await add("--ttl", "60", "--expires-at", "1900000000", "--offer", OFFER);
    expect(seen[0]!.body).toEqual({
      ...{ name: "alice@example.com", offer: OFFER },
      ...{ ttl: 60, expiresAt: 1_900_000_000 },
    });
  });

  test("shows what was made, and the warnings on the side", async () => {
    const { code, stdout, stderr } = await add("--offer", OFFER);
    expect(code).toBe(0);
    expect(stdout).toBe([...FIELDS, ""].join("\n"));
    expect(stderr).toBe("warning  profile-label: leave it out (cake)\n");
  });

  test("has the warnings in its JSON, and nowhere else", async () => {
    const { stdout, stderr, seen } = await add("--offer", OFFER, "--json");
    expect(JSON.parse(stdout)).toEqual(MADE);
    expect(stderr).toBe("");
    expect(seen[0]!.body).toEqual({ name: "alice@example.com", offer: OFFER });
  });

  test("is refused with everything that is wrong", async () => {
    const errors = [
      { pointer: "/offer", code: "offer-expired", detail: "the offer has expired", position: 9 },
      { pointer: "/name", code: "name-reserved", detail: "it is reserved" },
    ];
    const problem = { status: 422, code: "registration-invalid", detail: "2 things are wrong", errors };
    const { code, stdout, stderr } = await run(
      ["name", "add", "root@example.com", "--offer", OFFER],
      problem,
    );
    expect({ code, stdout }).toEqual({ code: 1, stdout: "" });
    expect(stderr).toBe(
      [
        "paynamed: refused (registration-invalid)",
        "  error  /offer at character 10: the offer has expired (offer-expired)",
        "  error  /name: it is reserved (name-reserved)",
        "",
      ].join("\n"),
    );
  });

  test.each([["--profile", "loose"], ["--ttl", "1.5"], ["--offer"]])(
    "%j %s is used wrongly",
    async (...args) => {
      expect(await add(...args.filter((each) => each !== undefined))).toMatchObject({ code: 2, seen: [] });
    },
  );
});

describe("name get", () => {
  const get = (details: NameDetails, ...args: string[]) =>
    run(["name", "get", details.name, ...args], details);

  test("shows the name, and what is paid to", async () => {
    const { code, stdout, stderr, seen } = await get(DETAILS);
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    expect(seen.map(({ method, url }) => `${method} ${url}`)).toEqual(["GET /v1/names/alice%40example.com"]);
    const [fields, offer, parameters, ...more] = stdout.split("\n\n");
    expect(fields).toBe(FIELDS.join("\n"));
    expect(offer).toMatch(/^offer +lno1.*\n {2}description +coffee \[2J\n/);
    expect([parameters, ...more]).toEqual(["label = shop\n"]);
    expect(JSON.parse((await get(DETAILS, "--json")).stdout)).toEqual(DETAILS);
  });

  test("shows what a record from before a rule would be refused for", async () => {
    const position = "bitcoin:?lno=".length;
    const errors = [{ pointer: "/uri", code: "offer-expired", detail: "the offer has expired", position }];
    const { stdout } = await get({ ...DETAILS, instructions: [], parameters: [], errors });
    expect(stdout.split("\n\n").slice(1)).toEqual([
      `error    offer-expired: the offer has expired (at character 14, "${OFFER.slice(0, 12)}")\n`,
    ]);
  });

  test.each([
    [false, /^expires +2026-01-01T00:00:00Z$/m],
    [true, /^expires +2026-01-01T00:00:00Z \(expired\)$/m],
  ])("tells whether its time has come: %j", async (expired, line) => {
    const { stdout } = await get({ ...DETAILS, expiresAt: "2026-01-01T00:00:00Z", expired });
    expect(stdout).toMatch(line);
  });
});

test("name ls tells which names have expired", async () => {
  const expiresAt = "2026-01-01T00:00:00Z";
  const names = [
    { ...VIEW, uri: "bitcoin:a" },
    { ...VIEW, name: "bob@example.com", expiresAt, uri: "bitcoin:b\x1b" },
    { ...VIEW, name: "carol@example.com", expiresAt, expired: true, revision: 12 },
  ];
  const { stdout } = await run(["name", "ls", "--domain", "example.com"], { names, nextCursor: null });
  expect(stdout).toBe(
    [
      "NAME               TTL  EXPIRES                         REVISION  URI",
      "alice@example.com  300  never                           7         bitcoin:a",
      "bob@example.com    300  2026-01-01T00:00:00Z            7         bitcoin:b",
      `carol@example.com  300  2026-01-01T00:00:00Z (expired)  12        ${uri.slice(0, 57)}...`,
      "",
    ].join("\n"),
  );
});
