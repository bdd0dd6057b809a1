import { describe, expect, test } from "vitest";
import type { ExportFileErrorCode } from "../../../../src/zone/transfer/export-file-error.ts";
import { zoneLine } from "../../../../src/zone/transfer/line-forms.ts";
import { MAX_LINE_OCTETS } from "../../../../src/zone/transfer/numbered-lines.ts";
import { type ExportPart, readExport } from "../../../../src/zone/transfer/read-export.ts";
import { aToken } from "../../../contract/store-contract/subject.ts";
import {
  aName,
  anImportedZone,
  aRelease,
  exportFile,
  HEADER,
  pieces,
  sealedFile,
} from "../../../support/export-file.ts";

async function partsOf(text: string | Uint8Array, size?: number): Promise<ExportPart[]> {
  const parts: ExportPart[] = [];
  for await (const part of readExport(pieces(text, size))) parts.push(part);
  return parts;
}

/** The code of what the file is refused with, and the line. */
const refusal = (text: string | Uint8Array): Promise<unknown> =>
  partsOf(text).then(
    () => "taken",
    (error) => `${error.code} ${error.line}`,
  );

const zone = anImportedZone("example.com", 9, 2, 1);
const [alice, bob, carol] = [
  aName("alice", 9, { expiresAt: 1_800_000_000 }),
  aRelease("bob"),
  aName("carol", 2),
];
const tokens = [aToken("one"), aToken("two", { rights: ["zones", "profile"] })];
const GOOD = exportFile(zone, alice, bob, carol, anImportedZone("example.org", 1, 0), ...tokens);

describe("an export that is as it was written", () => {
  test.each([1, 2, 7, 100, 1 << 16])("is read whatever the pieces are, %i octets each", async (size) => {
    const parts = await partsOf(GOOD, size);
    expect(parts.filter(({ kind }) => kind !== "zone-end")).toEqual([
      { kind: "zone", zone },
      ...[alice, bob, carol].map((entry) => ({ kind: "entry", entry })),
      { kind: "zone", zone: anImportedZone("example.org", 1, 0) },
      ...tokens.map((token) => ({ kind: "token", token })),
      { kind: "end", counts: { zones: 2, names: 2, releases: 1, tokens: 2 }, digest: expect.any(String) },
    ]);
    expect(parts.map(({ kind }) => kind).filter((kind) => kind !== "token" && kind !== "entry")).toEqual([
      "zone",
      "zone-end",
      "zone",
      "zone-end",
      "end",
    ]);
  });

  test("may be of nothing, or of a zone without keys", async () => {
    expect(await partsOf(exportFile())).toHaveLength(1);
    const keyless = { ...anImportedZone("example.org", 1, 0), keySet: undefined };
    expect((await partsOf(exportFile(keyless)))[0]).toEqual({ kind: "zone", zone: keyless });
  });

  test("has a digest for each part that depends on what is before", async () => {
    const digests = async (text: string) =>
      (await partsOf(text)).flatMap((part) => ("digest" in part ? part.digest : []));
    const one = await digests(GOOD);
    const other = await digests(exportFile(zone, alice, bob, carol, anImportedZone("example.org", 2, 0)));
    expect(new Set([...one, ...other]).size).toBe(5);
    expect(one[0]).toBe(other[0]);
  });
});

describe("a file that was cut short or changed is refused", () => {
  test("wherever it ends", async () => {
    const lines = GOOD.split("\n").length - 1;
    for (let length = 0; length < GOOD.length; length += 1) {
      const said = await refusal(GOOD.slice(0, length));
      expect(said).not.toBe("taken");
      const line = GOOD.slice(0, length).split("\n").length;
      const isEmpty = length === 0;
      expect(said).toBe(`${isEmpty ? "export-foreign" : "export-cut-short"} ${line}`);
      expect(line).toBeLessThanOrEqual(lines);
    }
  });

  test("whatever octet is another", async () => {
    const octets = Buffer.from(GOOD);
    for (let at = 0; at < octets.length; at += 1) {
      const changed = Buffer.from(octets);
      changed[at]! ^= at % 2 === 0 ? 1 : 0x20;
      expect(await refusal(changed)).not.toBe("taken");
    }
  });

  test("whatever line is missing, doubled or elsewhere", async () => {
    const lines = GOOD.split("\n").slice(0, -1);
    const joined = (some: readonly string[]) => some.map((line) => `${line}\n`).join("");
    for (const [i, line] of lines.entries()) {
      expect(await refusal(joined(lines.toSpliced(i, 1)))).not.toBe("taken");
      expect(await refusal(joined(lines.toSpliced(i, 0, line)))).not.toBe("taken");
      if (i > 0)
        expect(await refusal(joined(lines.toSpliced(i, 1).toSpliced(i - 1, 0, line)))).not.toBe("taken");
    }
  });

  test("with something after its end", async () => {
    expect(await refusal(`${GOOD}\n`)).toBe("export-changed 10");
    expect(await refusal(`${GOOD}x`)).toBe("export-cut-short 10");
    expect(await refusal(GOOD + GOOD)).toBe("export-changed 10");
  });
});

/** The zone's line with another value in the place of one. */
const zoneWith = (change: (value: Record<string, never>) => void): string => {
  const line = JSON.parse(zoneLine(zone));
  change(line.zone);
  return JSON.stringify(line);
};
const deep = (depth: number): string => "[".repeat(depth) + "]".repeat(depth);
const name = (changes: object): string => {
  const { kind, ...fields } = alice as typeof alice & { kind: "name" };
  return JSON.stringify({ name: { ...fields, ...changes } });
};
const release = (changes: object): string =>
  JSON.stringify({ release: { user: "bob", holder: "shop", releasedAt: 1, ...changes } });
const token = (changes: object): string => JSON.stringify({ token: { ...aToken("one"), ...changes } });

/** A file of which every digest and count is right, and the line after the header is this. */
const withLine = (line: string): string =>
  sealedFile([HEADER, line], { zones: 1, names: 0, releases: 0, tokens: 0 });
/** The same for the line after a zone's. */
const inZone = (line: string): string => exportFile(anImportedZone("example.com", 9, 1), line);

describe("what somebody made up is refused", () => {
  test.each<[what: string, first: string, said: string]>([
    ["nothing", "", "export-foreign 1"],
    ["something else", "\n", "export-foreign 1"],
    ["JSON that is no object", "[]\n", "export-foreign 1"],
    ["null", "null\n", "export-foreign 1"],
    ["an object of somebody else's", '{"a":1}\n', "export-foreign 1"],
    ["another format", `${HEADER.replace("paynamed", "other")}\n`, "export-foreign 1"],
    ["another version", `${HEADER.replace('"version":1', '"version":2')}\n`, "export-version 1"],
    ["a header with more", `${HEADER.replace("{", '{"x":1,')}\n`, "line-invalid 1"],
    ["a byte order mark", `\ufeff${GOOD}`, "export-foreign 1"],
  ])("%s", async (_, text, said) => {
    expect(await refusal(text)).toBe(said);
  });

  test.each<[what: string, line: string, code: ExportFileErrorCode]>([
    ["an empty line", "", "line-invalid"],
    ["a list", "[]", "line-invalid"],
    ["an empty object", "{}", "line-invalid"],
    ["two things in a line", '{"zone":1,"token":2}', "line-invalid"],
    ["something unknown", '{"audit":{}}', "line-invalid"],
    ["a prototype", '{"__proto__":{}}', "line-invalid"],
    ["a name without a zone", name({}), "line-order"],
    ["a release without a zone", release({}), "line-order"],
    ["a zone that is a text", '{"zone":"x"}', "line-invalid"],
    ["deep JSON", `{"zone":${deep(100_000)}}`, "line-invalid"],
    ["a zone with more", zoneWith((z) => Object.assign(z, { x: 1 })), "line-invalid"],
    ["a generation that is none", zoneWith((z) => Object.assign(z, { generation: "1" })), "line-invalid"],
    ["serial 0", zoneWith((z) => Object.assign(z, { serial: 0 })), "line-invalid"],
    ["a serial that is no integer", zoneWith((z) => Object.assign(z, { serial: 1.5 })), "line-invalid"],
    ["a serial beyond 2^53", zoneWith((z) => Object.assign(z, { serial: 2 ** 53 })), "line-invalid"],
    ["fewer names than none", zoneWith((z) => Object.assign(z, { names: -1 })), "line-invalid"],
    [
      "keys that are no base64",
      zoneWith((z) => Object.assign(z["keySet"]!, { sealed: "%" })),
      "line-invalid",
    ],
    ["keys of version 0", zoneWith((z) => Object.assign(z["keySet"]!, { version: 0 })), "line-invalid"],
    [
      "a domain that is none",
      zoneWith((z) => Object.assign(z["config"]!, { domain: "a b" })),
      "zone-invalid",
    ],
    [
      "an apex elsewhere",
      zoneWith((z) => Object.assign(z["config"]!, { apex: "example.net" })),
      "zone-invalid",
    ],
    [
      "an apex in upper case",
      zoneWith((z) => Object.assign(z["config"]!, { apex: "EXAMPLE.COM" })),
      "zone-invalid",
    ],
    [
      "a policy that is none",
      zoneWith((z) => Object.assign(z["config"]!["payment"]!, { network: "doge" })),
      "zone-invalid",
    ],
    [
      "servers that are a text",
      zoneWith((z) => Object.assign(z["config"]!, { nameServers: "x" })),
      "line-invalid",
    ],
    ["a token with more", token({ secret: "x" }), "line-invalid"],
    ["a token without a digest", token({ digest: "x" }), "line-invalid"],
    ["a token with a name for terminals", token({ name: "\u001b[2J" }), "line-invalid"],
    ["rights that are no words", token({ rights: [1] }), "line-invalid"],
  ])("%s", async (_, line, code) => {
    expect(await refusal(withLine(line))).toBe(`${code} 2`);
  });

  test.each<[what: string, line: string, code: ExportFileErrorCode]>([
    ["a name that is a list", '{"name":[]}', "line-invalid"],
    ["a name that is null", '{"name":null}', "line-invalid"],
    ["a name with more", name({ x: 1 }), "line-invalid"],
    ["a name without a holder", name({ holder: undefined }), "line-invalid"],
    ["a user that is a number", name({ user: 7 }), "line-invalid"],
    ["a user that is too long", name({ user: "a".repeat(256) }), "line-invalid"],
    ["no user", name({ user: "" }), "line-invalid"],
    ["a user in upper case", name({ user: "Alice" }), "name-invalid"],
    ["a user with a space", name({ user: "a b" }), "name-invalid"],
    ["a user with an empty label", name({ user: "a..b" }), "name-invalid"],
    ["a user with the sign", name({ user: "₿alice" }), "name-invalid"],
    ["a user with a domain", name({ user: "a@example.com" }), "name-invalid"],
    [
      "a user that leaves the domain no room",
      name({ user: `${"a".repeat(63)}.`.repeat(3) + "a".repeat(40) }),
      "name-invalid",
    ],
    ["a URI that is none", name({ uri: "https://example.com" }), "line-invalid"],
    ["a URI beyond ASCII", name({ uri: "bitcoin:é" }), "line-invalid"],
    ["a URI of two lines", name({ uri: "bitcoin:\n" }), "line-invalid"],
    ["a URI that no TXT record holds", name({ uri: `bitcoin:${"a".repeat(65_272)}` }), "line-invalid"],
    ["a TTL beyond 2^31 - 1", name({ ttl: 2 ** 31 }), "line-invalid"],
    ["a TTL below none", name({ ttl: -1 }), "line-invalid"],
    ["a TTL that is a text", name({ ttl: "300" }), "line-invalid"],
    ["an end before 1970", name({ expiresAt: -1 }), "line-invalid"],
    ["an end after 9999", name({ expiresAt: 253_402_300_800 }), "line-invalid"],
    ["half a surrogate pair", name({ holder: "\ud800" }), "line-invalid"],
    ["a holder without end", name({ holder: "a".repeat(1_025) }), "line-invalid"],
    ["revision 0", name({ revision: 0 }), "line-invalid"],
    ["a revision above the serial", name({ revision: 10 }), "name-invalid"],
    ["a release that never was", release({ releasedAt: null }), "line-invalid"],
    ["a release with a revision", release({ revision: 2 }), "line-invalid"],
    ["a release of no user", release({ user: "B" }), "name-invalid"],
  ])("%s", async (_, line, code) => {
    expect(await refusal(inZone(line))).toBe(`${code} 3`);
  });

  test("a name is taken at the limits of each field", async () => {
    const most = {
      uri: `bitcoin:${"a".repeat(65_271)}`,
      ttl: 2 ** 31 - 1,
      expiresAt: 253_402_300_799,
      revision: 9,
    };
    for (const changes of [
      most,
      { ttl: 0, expiresAt: 0, revision: 1, uri: "BITCOIN:" },
      { user: `${"a".repeat(63)}.`.repeat(3) + "a".repeat(27) },
    ]) {
      const lines = [HEADER, zoneLine(anImportedZone("example.com", 9, 1)), name(changes)];
      expect(await refusal(sealedFile(lines, { zones: 1, names: 1, releases: 0, tokens: 0 }))).toBe("taken");
    }
  });

  test.each<[what: string, text: string, said: string]>([
    ["a user twice", exportFile(anImportedZone("example.com", 9, 2), alice, alice), "line-order 4"],
    ["a user with a name and a release", exportFile(zone, alice, aRelease("alice"), carol), "line-order 4"],
    ["users that descend", exportFile(anImportedZone("example.com", 9, 2), carol, alice), "line-order 4"],
    ["fewer names than said", exportFile(anImportedZone("example.com", 9, 2), alice), "count-mismatch 4"],
    [
      "more names than said",
      exportFile(anImportedZone("example.com", 9, 1), alice, carol, ...tokens),
      "count-mismatch 5",
    ],
    [
      "more releases than said",
      exportFile(anImportedZone("example.com", 9, 1), alice, bob),
      "count-mismatch 5",
    ],
    [
      "a zone twice",
      exportFile(anImportedZone("example.org", 1, 0), anImportedZone("example.org", 1, 0)),
      "line-order 3",
    ],
    [
      "zones that descend",
      exportFile(anImportedZone("example.org", 1, 0), anImportedZone("example.com", 1, 0)),
      "line-order 3",
    ],
    ["a zone after a token", exportFile(aToken("one"), zone), "line-order 3"],
    [
      "a name after a token",
      exportFile(anImportedZone("example.com", 9, 0), aToken("one"), alice),
      "line-order 4",
    ],
    ["a token twice", exportFile(aToken("one"), aToken("one")), "line-order 3"],
    [
      "one digest in two tokens",
      exportFile(aToken("one"), aToken("two", { digest: aToken("one").digest })),
      "line-order 3",
    ],
    ["a second header", exportFile(HEADER), "line-invalid 2"],
    [
      "counts of another file",
      sealedFile([HEADER], { zones: 0, names: 0, releases: 0, tokens: 1 }),
      "count-mismatch 2",
    ],
  ])("%s", async (_, text, said) => {
    expect(await refusal(text)).toBe(said);
  });

  test("octets that are no UTF-8", async () => {
    const [head, tail] = GOOD.split("shop/1");
    expect(await refusal(Buffer.concat([Buffer.from(head!), Buffer.of(0xff), Buffer.from(tail!)]))).toBe(
      "line-invalid 4",
    );
  });

  test("a line without end is given up before all of it is read", async () => {
    let given = 0;
    async function* endless(): AsyncGenerator<Uint8Array> {
      yield Buffer.from(`${HEADER}\n`);
      for (;;) {
        given += 1 << 20;
        yield Buffer.alloc(1 << 20, "a");
      }
    }
    const reading = (async () => {
      for await (const part of readExport(endless())) expect(part).toBeUndefined();
    })();
    await expect(reading).rejects.toMatchObject({ code: "line-too-long", line: 2 });
    expect(given).toBeLessThanOrEqual(MAX_LINE_OCTETS + (1 << 20));
  });

  test("what is said of it is fit for a terminal", async () => {
    const said = partsOf(withLine('{"\\u001b[2J":1}'));
    await expect(said).rejects.toThrow('does not know what "\\u{1b}[2J" is');
  });
});
