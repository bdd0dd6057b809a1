import {
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { OpenedStore, Surroundings } from "../../../src/cli/surroundings.ts";
import { DomainError } from "../../../src/zone/errors.ts";
import type { Store } from "../../../src/zone/store/port.ts";
import type { TransferStore } from "../../../src/zone/store/transfer-port.ts";
import { aToken } from "../../contract/store-contract/subject.ts";
import { aName, anImportedZone, aRelease, exportFile, pieces } from "../../support/export-file.ts";
import { newMemory, openMemoryStore } from "../../support/memory-store.ts";
import { fieldsOf, refusalOf, testZone } from "../../support/store-model.ts";
import { runIn } from "./command-run.ts";

const com = anImportedZone("example.com", 9, 2);
const org = anImportedZone("example.org", 7, 1, 1);
const FILE = exportFile(
  com,
  aName("alice", 9),
  aName("carol", 2),
  org,
  aName("alice", 3),
  aRelease("bob"),
  aToken("one"),
);
const [COM, ORG] = [com.zone.apex, org.zone.apex];

let directory: string;
let file: string;
let store: Store & TransferStore;
let asked: unknown[];
let written: Uint8Array[];
let isClosed: boolean;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), "paynamed-transfer-"));
  file = join(directory, "export.ndjson");
  writeFileSync(file, FILE);
  store = openMemoryStore({ memory: newMemory() });
  [asked, written, isClosed] = [[], [], false];
});
afterEach(() => rmSync(directory, { recursive: true }));

const never = (): Promise<void> => new Promise(() => undefined);

/** Runs a command over the store in memory; the keys of example.org do not open. */
async function run(args: readonly string[], given: Partial<Surroundings> = {}, input = "") {
  const opened: OpenedStore = {
    store,
    place: "the memory",
    keySetOpens: async (apex) => apex !== ORG,
    close: async () => {
      isClosed = true;
    },
  };
  const ended = await runIn(
    {
      now: () => 1_700_000_000,
      monotonic: () => 0,
      untilSignal: never,
      octets: {
        input: () => pieces(input),
        output: async (octets) => void written.push(Uint8Array.from(octets)),
      },
      openStore: async (...options) => {
        asked.push(options);
        return opened;
      },
      ...given,
    },
    args,
  );
  return ended;
}
const output = (): string => Buffer.concat(written).toString();
const imported = async (): Promise<void> => expect((await run(["import", file])).code).toBe(0);

describe("export", () => {
  beforeEach(imported);

  test("goes to standard output, and what is said of it to standard error", async () => {
    const { code, stdout, stderr } = await run(["export"]);
    expect([code, stdout]).toEqual([0, ""]);
    expect(output()).toBe(
      FILE.replace('"program":"0.1.0"', '"program":"0"').replace(
        /"sha256":"\w+"/,
        /"sha256":"\w+"/.exec(output())![0],
      ),
    );
    expect(stderr).toContain(`${ORG}  7       1      1`);
    expect(stderr).toContain("2 zones and 1 token of the memory");
    expect(isClosed).toBe(true);
  });

  test("goes into a file for this user alone, in the place of another", async () => {
    const { code, stdout, stderr } = await run(["export", "--out", file, "--zone", "Example.org.", "--json"]);
    expect([code, stderr]).toEqual([0, ""]);
    const text = readFileSync(file, "utf8");
    expect(JSON.parse(stdout)).toMatchObject({
      file,
      from: "the memory",
      zones: [{ apex: ORG, serial: 7, names: 1, releases: 1 }],
      counts: { zones: 1, names: 1, releases: 1, tokens: 1 },
      octets: text.length,
    });
    expect(text.split("\n").filter((line) => line.startsWith('{"zone"'))).toHaveLength(1);
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(readdirSync(directory)).toEqual(["export.ndjson"]);
  });

  test("takes a zone once, by its apex or its domain", async () => {
    await run(["export", "--zone", ORG, "--zone", "example.org"]);
    expect(output().match(/^\{"zone"/gm)).toHaveLength(1);
    const unknown = await run(["export", "--zone", "example.net"]);
    expect(unknown).toMatchObject({
      code: 1,
      stderr: "paynamed: there is no zone example.net in the memory\n",
    });
  });

  test("of a store that is not there, or is a running server's, says what to do", async () => {
    expect(await run(["export"], { openStore: async () => undefined })).toMatchObject({
      code: 1,
      stderr: "paynamed: there is no store\n  name the server's folder with --data\n",
    });
    const locked = async () => {
      throw new DomainError("store-unavailable", "another server is running on this data folder");
    };
    expect(await run(["export"], { openStore: locked })).toMatchObject({
      code: 1,
      stderr:
        "paynamed: another server is running on this data folder\n  stop the server first: an SQLite store is open in one process at a time\n",
    });
    await run(["export", "--data", "d", "--config", "c"]);
    expect(asked.at(-1)).toEqual([{ data: "d" }, "c", { mayMake: false, mayMigrate: true }]);
  });

  test("that fails or is interrupted leaves the file that was there, and nothing beside it", async () => {
    const before = readFileSync(file, "utf8");
    const untouched = () => {
      expect(readFileSync(file, "utf8")).toBe(before);
      expect(readdirSync(directory)).toEqual(["export.ndjson"]);
    };
    const interrupted = await run(["export", "--out", file], { untilSignal: async () => undefined });
    expect(interrupted).toMatchObject({ code: 1, stderr: "paynamed: interrupted: nothing is exported\n" });
    untouched();
    store = { ...store, tokens: () => Promise.reject(new DomainError("store-unavailable", "gone")) };
    const failing = await run(["export", "--out", file, "--json"]);
    expect(failing.code).toBe(1);
    expect(JSON.parse(failing.stderr)).toEqual({ code: "store-unavailable", detail: "gone" });
    untouched();
    expect(isClosed).toBe(true);
  });

  test("does not replace what is no file, and says when nobody reads it", async () => {
    symlinkSync("/dev/null", join(directory, "null"));
    for (const path of ["/dev/null", join(directory, "null"), directory]) {
      expect((await run(["export", "--out", path])).code).toBe(2);
    }
    expect((await run(["export", "--out", join(directory, "no", "such")])).code).toBe(2);
    const gone = { input: () => pieces(""), output: () => Promise.reject(new Error("EPIPE")) };
    expect(await run(["export"], { octets: gone })).toMatchObject({ code: 1, stderr: "paynamed: EPIPE\n" });
    expect(await run(["export", "--json"])).toMatchObject({ code: 2, stdout: "" });
  });

  test("shows a bar on a terminal", async () => {
    let now = 0;
    const { stderr } = await run(["export"], { terminal: () => 120, monotonic: () => (now += 500) });
    expect(stderr).toContain(`writing ${ORG}  [`);
    expect(stderr).toContain("\r\u001b[KZONE");
  });
});

describe("import", () => {
  test("says what it has done, and whose keys do not open", async () => {
    const { code, stdout } = await run(["import", file]);
    expect(code).toBe(0);
    expect(stdout).toContain(`${COM}  9       2      0         imported`);
    expect(stdout).toContain("tokens: 1 added, 0 there already");
    expect(stdout).toContain("imported into the memory");
    expect(stdout.match(/the keys of .*/g)).toEqual([
      expect.stringContaining(`the keys of ${ORG} do not open`),
    ]);
    expect(await store.get(COM, "alice")).toEqual({
      user: "alice",
      revision: 9,
      ...fieldsOf("bitcoin:?lno=lno1", "shop"),
    });
    expect(asked).toEqual([[{}, undefined, { mayMake: true, mayMigrate: true }]]);
    expect(isClosed).toBe(true);
  });

  test("that is repeated finds everything there", async () => {
    await imported();
    const { stdout } = await run(["import", file, "--json"]);
    expect(JSON.parse(stdout)).toMatchObject({
      dryRun: false,
      into: "the memory",
      zones: [
        { apex: COM, state: "there", keysOpen: true },
        { apex: ORG, state: "there", keysOpen: false },
      ],
      tokens: { added: 0, there: 1 },
    });
  });

  test("that is tried only writes nothing", async () => {
    const { code, stdout } = await run(["import", "--dry-run", file]);
    expect(code).toBe(0);
    expect(stdout).toContain(`${ORG}  7       1      1         new`);
    expect(stdout).toContain("tokens: 1 to add");
    expect(stdout).toContain("would be imported into the memory");
    expect(await store.zones()).toEqual([]);
    expect(await store.importUnderWay(COM)).toBeUndefined();
    expect(await store.tokens()).toEqual([]);
    expect(asked).toEqual([[{}, undefined, { mayMake: false, mayMigrate: false }]]);
    const none = await run(["import", "--dry-run", file, "--json"], { openStore: async () => undefined });
    expect(JSON.parse(none.stdout)).toMatchObject({
      into: null,
      zones: [{ state: "new", keysOpen: null }, {}],
    });
  });

  test("reads standard input and pipes", async () => {
    expect((await run(["import", "-"], {}, FILE)).code).toBe(0);
    expect((await store.zones()).map(({ names }) => names)).toEqual([2, 1]);
    expect((await run(["import", "-", "--dry-run"], {}, FILE.slice(0, -1))).code).toBe(1);
    expect((await run(["import", "/dev/null"])).stderr).toBe("paynamed: line 1: the file is empty\n");
  });

  test("of a file that is changed is refused with the line, and nothing is written", async () => {
    writeFileSync(file, FILE.replace('"ttl":300', '"ttl":301'));
    const { code, stderr } = await run(["import", file, "--json"]);
    expect(code).toBe(1);
    expect(JSON.parse(stderr)).toEqual({
      code: "export-changed",
      line: 9,
      detail: "line 9: the octets before are not those that were written",
    });
    expect(await store.zones()).toEqual([]);
    expect(await store.importUnderWay(COM)).toBeUndefined();
  });

  test("says everything that stands against it", async () => {
    await store.createZone(testZone("example.com"));
    await store.addToken(aToken("one", { account: "other" }));
    const { code, stderr } = await run(["import", file]);
    expect(code).toBe(1);
    expect(stderr).toBe(
      [
        "paynamed: nothing is imported: the store has something else already",
        `  error  another zone ${COM} is there already (zone-taken)`,
        '  error  there is another token "one" already (token-taken)',
        "",
      ].join("\n"),
    );
    expect((await store.zones()).map(({ apex }) => apex)).toEqual([COM]);
    const some = await run(["import", file, "--zone", "example.org", "--no-tokens"]);
    expect(some.code).toBe(0);
    expect((await store.zones()).map(({ apex }) => apex)).toEqual([COM, ORG]);
    expect((await run(["import", file, "--zone", "example.net"])).stderr).toBe(
      "paynamed: there is no zone example.net in the file\n",
    );
  });

  test("discards another file's import on demand", async () => {
    await store.beginImport(COM, "d1".repeat(32));
    const refused = await run(["import", file]);
    expect(refused.stderr).toContain("(import-under-way)\n  --discard throws the unfinished import away\n");
    expect((await run(["import", file, "--discard", "--dry-run"])).code).toBe(0);
    expect(await store.importUnderWay(COM)).toMatchObject({ digest: "d1".repeat(32) });
    expect((await run(["import", file, "--discard"])).code).toBe(0);
    expect(await store.zone(COM)).toMatchObject({ names: 2 });
  });

  test("discards without a file", async () => {
    await store.beginImport(COM, "d1".repeat(32));
    const { code, stdout } = await run(["import", "--discard", "--zone", COM]);
    expect([code, stdout]).toEqual([0, `${COM}: discarded\n`]);
    expect(await refusalOf(store.createZone(testZone("example.com")))).toBeUndefined();
    expect(await run(["import", "--discard", "--zone", ORG])).toMatchObject({ code: 1 });
    expect(asked.at(-1)).toEqual([{}, undefined, { mayMake: false, mayMigrate: true }]);
    for (const args of [[], ["--discard"], ["--zone", COM], ["--discard", "--zone", COM, "--dry-run"]]) {
      expect((await run(["import", ...args])).code).toBe(2);
    }
  });

  test("of what cannot be read is a misuse", async () => {
    expect((await run(["import", join(directory, "none")])).code).toBe(2);
    expect((await run(["import", directory])).code).toBe(2);
  });

  test("shows a bar on a terminal", async () => {
    let now = 0;
    const { stderr } = await run(["import", file], { terminal: () => 120, monotonic: () => (now += 500) });
    expect(stderr).toContain("checking, octets  [");
    expect(stderr).toContain("importing  [########################] 100%  4 of 4");
    expect(stderr.endsWith("\r\u001b[K")).toBe(true);
  });
});
