import { describe, expect, test } from "vitest";
import type { Validation } from "../../../src/admin-api/client-types.ts";
import { writeBase58Address, writeWitnessAddress } from "../../support/address-writer.ts";
import { ADDRESS } from "../../support/admin-api.ts";
import { INVOICE_PAYEE, writeInvoice } from "../../support/invoice-writer.ts";
import { LONG_URI } from "../../support/long-uri.ts";
import { ISSUER_ID, makeOffer } from "../../support/offer-text.ts";
import { runIn } from "./command-run.ts";

/** 2026-01-01T00:00:00Z. */
const NOW = 1_767_225_600;
const OFFER = makeOffer({ description: "coffee" });
const INVOICE = writeInvoice({ timestamp: NOW - 10 });
const P2PKH = writeBase58Address(0x00, "11".repeat(20));
/** BIP-352, "Test Vectors". */
const SILENT_PAYMENT =
  "sp1qqgste7k9hx0qftg6qmwlkqtwuy6cycyavzmzj85c6qdfhjdpdjtdgqjuexzk6murw56suy3e0rd2cgqvycxttddwsvgxe2usfpxumr70xc9pkqwv";

/** What moves the cursor or turns the order of letters; the ends of our own lines aside. */
const UNSAFE = /[^\P{Cc}\n]|[\p{Zl}\p{Zp}\p{Bidi_Control}]/u;

/** No server is there to be asked. */
const validate = (...args: string[]) => runIn({ now: () => NOW }, ["validate", ...args]);

/** What `--json` says, as the API would, and the exit code. */
async function verdict(...args: string[]) {
  const { code, stdout, stderr } = await validate(...args, "--json");
  expect(stdout.match(/\n/g)).toHaveLength(1);
  expect(code).toBe(stderr === "" ? 0 : 1);
  return { code, ...(JSON.parse(stdout) as Validation & { network: string }) };
}

const codes = (problems: readonly { readonly code?: string }[]) => problems.map(({ code }) => code);

describe("a text is read as what it is", () => {
  test.each([
    ["an offer", [OFFER], "lno", "offer", `bitcoin:?lno=${OFFER}`],
    ["an offer in upper case", [OFFER.toUpperCase()], "lno", "offer", `bitcoin:?lno=${OFFER}`],
    [
      "an offer in chunks",
      [`${OFFER.slice(0, 20)}+\n  ${OFFER.slice(20)}`],
      "lno",
      "offer",
      `bitcoin:?lno=${OFFER}`,
    ],
    ["an offer cut in its prefix", [`l+no1${OFFER.slice(4)}`], "lno", "offer", `bitcoin:?lno=${OFFER}`],
    ["a segwit address", [ADDRESS], "", "address", `bitcoin:${ADDRESS}`],
    ["a segwit address in upper case", [ADDRESS.toUpperCase()], "", "address", `bitcoin:${ADDRESS}`],
    ["a Base58 address", [P2PKH], "", "address", `bitcoin:${P2PKH}`],
    [
      "a silent-payment address",
      [SILENT_PAYMENT, "--profile", "spec"],
      "sp",
      "silent-payment",
      `bitcoin:?sp=${SILENT_PAYMENT}`,
    ],
    ["an invoice", [INVOICE, "--profile", "spec"], "lightning", "invoice", `bitcoin:?lightning=${INVOICE}`],
    ["a URI", [`BITCOIN:?LNO=${OFFER}`], "lno", "offer", `bitcoin:?lno=${OFFER}`],
    ["an offer amid white space", [`\n ${OFFER}\t`], "lno", "offer", `bitcoin:?lno=${OFFER}`],
    ["an address amid white space", [` ${ADDRESS}\n`], "", "address", `bitcoin:${ADDRESS}`],
  ])("%s", async (_, args, key, kind, uri) => {
    const { code, valid, uri: published, txt, instructions, errors } = await verdict(...args);
    expect({ code, valid, errors }).toEqual({ code: 0, valid: true, errors: [] });
    expect(published).toBe(uri);
    expect(txt.join("")).toBe(uri);
    expect(instructions.map((each) => [each.key, each.kind])).toEqual([[key, kind]]);
  });

  test.each([
    ["testnet", writeWitnessAddress("tb", 0, "22".repeat(20))],
    ["signet", writeWitnessAddress("tb", 1, "22".repeat(32))],
    ["regtest", writeWitnessAddress("bcrt", 0, "22".repeat(20))],
  ])("of %s where that is asked for, and of no other network", async (network, address) => {
    expect(await verdict(address, "--network", network)).toMatchObject({ code: 0, network, valid: true });
    expect(await verdict(address)).toMatchObject({ code: 1, network: "mainnet", valid: false, uri: null });
  });

  test.each([
    ["lni1pqqqqqqqqqqqqqq", "invoice-"],
    ["LIGHTNING:lnbc1", "instruction-scheme"],
    ["bc1q-", "address-"],
    ["hellohellohello", "address-"],
    ["lno1@example.com", "offer-"],
  ])("%j is nothing that can be paid", async (text, begins) => {
    const { code, valid, uri, txt, answer, instructions, errors } = await verdict(text);
    expect({ code, valid, uri, txt, answer, instructions }).toEqual({
      ...{ code: 1, valid: false, uri: null, txt: [] },
      ...{ answer: null, instructions: [] },
    });
    expect(codes(errors)).toContainEqual(expect.stringMatching(new RegExp(`^${begins}`)));
  });

  test("an offer with the scheme of invoices is told so, and no more", async () => {
    const { errors } = await verdict(`lightning:${OFFER}`);
    expect(errors).toMatchObject([{ pointer: "/offer", code: "instruction-scheme" }]);
  });

  test("a URI amid white space is a URI, and judged as one", async () => {
    const { errors } = await verdict(` bitcoin:${ADDRESS}`);
    for (const { pointer } of errors) expect(pointer).toBe("/uri");
    expect(errors).toHaveLength(1);
  });

  test("places are counted in the text as it is", async () => {
    const [error] = (await verdict(`  bc1q-${"q".repeat(20)}`)).errors;
    expect(error).toMatchObject({ pointer: "/address", position: 6 });
  });

  const NEITHER = /^paynamed: this is neither a bitcoin: URI, .* nor an address\n$/;
  const NO_LNURL =
    /^paynamed: names carry no LNURL and no Lightning address: give a BOLT 12 offer \(lno1\.\.\.\)\n$/;
  test.each([
    ["", NEITHER],
    [" ", NEITHER],
    ["hello", NEITHER],
    ["1".repeat(13), NEITHER],
    ["1".repeat(91), NEITHER],
    ["https://example.com", NEITHER],
    ["\x1b[2J", NEITHER],
    [" alice@example.com", NO_LNURL],
    ["₿alice@example.com", NO_LNURL],
    [" LNURL1dp68gurn8ghj7", NO_LNURL],
    ["lightning:lnurl1dp68gurn8ghj7", NO_LNURL],
  ])("%j is no instruction at all", async (text, says) => {
    const { code, stdout, stderr } = await validate(text);
    expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
    expect(stderr).toMatch(says);
  });
});

/** The compiler holds this to the API's own answer. The TTL is a registration's, and the network a zone's. */
const KEYS: Record<Exclude<keyof Validation, "ttl"> | "network", true> = {
  valid: true,
  name: true,
  network: true,
  profile: true,
  uri: true,
  txt: true,
  expiresAt: true,
  answer: true,
  instructions: true,
  parameters: true,
  errors: true,
  warnings: true,
};

describe("as JSON", () => {
  test.each([
    ["valid", OFFER],
    ["refused", "lno1"],
  ])("a verdict, %s, has the keys of the API's", async (_, text) => {
    const { code: __, ...said } = await verdict(text);
    expect(Object.keys(said).sort()).toEqual(Object.keys(KEYS).sort());
  });

  test("everything that was read and everything that is wrong is in it", async () => {
    const uri = `bitcoin:${ADDRESS}?amount=1.50&lno=${OFFER}`;
    const loose = await verdict(uri, "--profile", "spec", "--name", "₿A.B@Example.com");
    expect(loose).toMatchObject({
      ...{ valid: true, name: "a.b@example.com", profile: "spec" },
      instructions: [
        { key: "", text: ADDRESS },
        { key: "lno", description: "coffee", issuerId: ISSUER_ID },
      ],
      parameters: [{ key: "amount", required: false, value: "1.5" }],
    });
    expect(codes(loose.warnings)).toEqual(
      expect.arrayContaining(["name-not-one-label", "address-reused", "profile-amount"]),
    );
    const strict = await verdict(uri);
    expect(strict).toMatchObject({ valid: false, profile: "universal", uri: null });
    expect(codes(strict.errors)).toContain("profile-amount");
    for (const { pointer } of [...strict.errors, ...strict.warnings]) expect(pointer).toBe("/uri");
  });

  test("the size is that of the answer for the name", async () => {
    const short = await verdict(OFFER, "--name", "a@example.com");
    const long = await verdict(OFFER, "--name", "alice@example.com");
    expect(long.answer!.octets - short.answer!.octets).toBe("alice".length - 1);
    expect((await verdict(OFFER)).answer).toEqual(long.answer);
    expect(short.answer!.needsTcp).toBe(false);
    expect((await verdict(LONG_URI)).answer).toMatchObject({ needsTcp: true });
  });

  test("a failure is said in its own way, on the other stream", async () => {
    expect(JSON.parse((await validate("lno1", "--json")).stderr)).toEqual({
      code: "failed",
      detail: "a registration with this would be refused",
    });
  });
});

describe("for people", () => {
  test("a record is laid out, and what is to be said of it", async () => {
    const offer = makeOffer({ description: "coffee", amount: 1000, issuer: "shop", expiry: NOW + 60 });
    const { code, stdout, stderr } = await validate(offer);
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    expect(stdout.split("\n\n")).toEqual([
      "valid on mainnet, profile universal",
      [
        `offer          ${offer.slice(0, 57)}...`,
        "  description  coffee",
        "  issuer       shop",
        `  issuer id    ${ISSUER_ID}`,
        "  amount       1000 msat",
        "  expires      2026-01-01T00:01:00Z",
      ].join("\n"),
      expect.stringMatching(
        /^uri +bitcoin:\?lno=lno1[a-z0-9]+\ntxt +one string, \d+ octets\nanswer +\d+ octets for alice@example\.com: fits into UDP\nexpires +2026-01-01T00:01:00Z\n$/,
      ),
    ]);
  });

  test("an invoice, a silent payment and an address are laid out too", async () => {
    const uri = `bitcoin:${ADDRESS}?sp=${SILENT_PAYMENT}&lightning=${INVOICE}&label=Caf%C3%A9`;
    const { code, stdout } = await validate(uri, "--profile", "spec");
    expect(code).toBe(0);
    expect(stdout).toMatch(/^address +bc1q.*\n {2}type +p2wpkh$/m);
    expect(stdout).toMatch(/^silent payment +sp1qqg.*\n {2}version +0\n {2}scan key +0[23]/m);
    expect(stdout).toMatch(new RegExp(`^ {2}payee +${INVOICE_PAYEE}$`, "m"));
    expect(stdout).toMatch(/^ {2}expires +2026-01-01T00:59:50Z$/m);
    expect(stdout).toMatch(/^label = Café$/m);
    expect(stdout).toMatch(/^warning {2}profile-invoice: .*\([a-z, -]+\)$/m);
  });

  test("what is refused is shown where it stands, all of it", async () => {
    const { code, stdout, stderr } = await validate(
      `bitcoin:${ADDRESS}x?amount=1e3&lno=${OFFER.slice(0, -1)}b`,
    );
    expect({ code, stderr }).toEqual({
      code: 1,
      stderr: "paynamed: a registration with this would be refused\n",
    });
    expect(stdout).toMatch(/^refused on mainnet, profile universal\n/);
    expect(stdout).not.toMatch(/^(uri|txt|answer) /m);
    const errors = stdout.match(/^error .*$/gm)!;
    expect(errors.length).toBeGreaterThanOrEqual(3);
    expect(errors).toContainEqual(expect.stringMatching(/^error {4}address-\S+: .*\(at character \d+, "/));
    const at = `bitcoin:${ADDRESS}x?amount=`.length + 1;
    expect(errors).toContainEqual(expect.stringContaining(`(at character ${at + 1}, "e3&lno=lno1p`));
    expect(errors).toContainEqual(expect.stringMatching(/offer-character-invalid: .* "b"\)$/));
  });

  test("an offer that has ended is refused, and a moment before it is not", async () => {
    expect(await validate(makeOffer({ expiry: NOW + 1 }))).toMatchObject({ code: 0 });
    const { code, stdout } = await validate(makeOffer({ expiry: NOW }));
    expect(code).toBe(1);
    expect(stdout).toMatch(/^error {4}offer-expired: /m);
  });

  test.each([(1n << 64n) - 1n, 253_402_300_800n])(
    "an expiry of %d is beyond the calendar",
    async (expiry) => {
      const offer = makeOffer({ expiry });
      const { code, stdout } = await validate(offer);
      expect(code).toBe(0);
      expect(stdout).toMatch(/^ {2}expires +after the year 9999$/m);
      expect(stdout).toMatch(/^expires +never$/m);
      const { expiresAt, instructions } = await verdict(offer);
      expect({ expiresAt, instructions }).toMatchObject({
        ...{ expiresAt: null },
        instructions: [{ absoluteExpiry: `${expiry}` }],
      });
    },
  );

  test("the last instant of the calendar is one", async () => {
    const { stdout } = await validate(makeOffer({ expiry: 253_402_300_799 }));
    expect(stdout).toMatch(/^expires +9999-12-31T23:59:59Z$/m);
  });
});

describe("what somebody else wrote", () => {
  const HOSTILE = "a\x1b]0;owned\x07\r\n\x9b2Jb\u202ec\u2028d";

  test.each([
    ["an offer's description and issuer", makeOffer({ description: HOSTILE, issuer: HOSTILE })],
    ["a label", `bitcoin:?lno=${OFFER}&label=${encodeURIComponent(HOSTILE)}`],
    ["an unknown parameter", `bitcoin:?lno=${OFFER}&x=${encodeURIComponent(HOSTILE)}`],
    ["the instruction itself", `lno1${HOSTILE}`],
    ["an address", `bc1q${HOSTILE}`],
    ["an invoice", `lnbc1${HOSTILE}`],
    ["a URI", `bitcoin:${HOSTILE}?${HOSTILE}=${HOSTILE}`],
  ])("in %s does not reach the terminal", async (_, text) => {
    for (const profile of ["universal", "spec"]) {
      for (const json of [[], ["--json"]]) {
        const { stdout, stderr } = await validate(text, "--profile", profile, ...json);
        expect(stdout.length).toBeGreaterThan(0);
        expect(`${stdout}${stderr}`).not.toMatch(UNSAFE);
      }
    }
  });

  test("in an offer is given to programs as it is", async () => {
    const { instructions } = await verdict(makeOffer({ description: HOSTILE }));
    expect(instructions).toMatchObject([{ description: HOSTILE }]);
  });
});

describe("used wrongly", () => {
  test.each([
    [],
    [OFFER, OFFER],
    [OFFER, "--name", "alice"],
    [OFFER, "--name", "al\x1bice@example.com"],
    [OFFER, "--name", `${"a".repeat(64)}@example.com`],
    [OFFER, "--network", "dogecoin"],
    [OFFER, "--profile", "loose"],
    [OFFER, "--api", "http://127.0.0.1:1"],
  ])("%j %j %j", async (...args) => {
    const { code, stdout, stderr } = await validate(...args.filter((each) => each !== undefined));
    expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
    expect(stderr).not.toBe("");
    expect(stderr).not.toMatch(UNSAFE);
  });
});
