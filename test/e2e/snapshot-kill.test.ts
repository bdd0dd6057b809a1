import { type ChildProcessByStdio, spawn } from "node:child_process";
import { randomInt } from "node:crypto";
import { once } from "node:events";
import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import type { Readable } from "node:stream";
import { text } from "node:stream/consumers";
import { setTimeout as delay } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, expect, test } from "vitest";
import { openSnapshotFolder } from "../../src/zone/snapshot/folder.ts";
import { APEX, batchesIn } from "../support/saved-zone.ts";
import { numbered } from "../support/snapshot-child.ts";

const CHILD = fileURLToPath(new URL("../support/snapshot-child.ts", import.meta.url));

let path: string;
beforeEach(() => {
  path = mkdtempSync(join(tmpdir(), "paynamed-snapshot-"));
});
afterEach(() => rmSync(path, { recursive: true }));

type Child = ChildProcessByStdio<null, Readable, Readable>;

/** The last snapshot that the process said to have written, when it is gone; `heard` is told of each. */
async function lastOf(child: Child, heard: (snapshot: number) => void = () => {}): Promise<number> {
  let last = 0;
  const lines = createInterface({ input: child.stdout });
  lines.on("line", (line) => {
    last = Number(line);
    heard(last);
  });
  await Promise.all([once(lines, "close"), once(child, "exit")]);
  return last;
}

/** Reads the snapshot that stands there, which is to be whole; returns which it is. */
async function standing(sizeOf: (snapshot: number) => number): Promise<number> {
  const saved = (await (await openSnapshotFolder(path)).read(APEX))!;
  const { serial, names } = saved.head;
  expect(names).toBe(sizeOf(serial));
  expect((await batchesIn(saved)).flat()).toEqual(numbered(serial, names));
  // Opening the folder has removed what was half written.
  expect(readdirSync(path)).toEqual([APEX]);
  return serial;
}

test("whenever the process is killed, the last snapshot that was written stands, or the next", async () => {
  const killed = { between: 0, within: 0 };
  for (let round = 0; round < 15; round++) {
    const child = spawn(process.execPath, [CHILD, path, "2000", "0"], { stdio: ["ignore", "pipe", "pipe"] });
    const after = randomInt(1, 6);
    const last = await lastOf(child, (snapshot) => {
      if (snapshot === after) void delay(randomInt(30)).then(() => child.kill("SIGKILL"));
    });
    expect(child.signalCode).toBe("SIGKILL");
    killed[readdirSync(path).length > 1 ? "within" : "between"]++;
    expect([last, last + 1]).toContain(await standing(() => 2_000));
  }
  // It is worth nothing unless drafts were left behind.
  expect(killed.within).toBeGreaterThan(0);
});

test("a snapshot that finds no room leaves the one before, and no draft", async () => {
  // A file may have 200 blocks of 512 octets or of 1,024: a write beyond them fails as on a full disk.
  const limited = `ulimit -f 200; exec "$@"`;
  const args = ["-c", limited, "sh", process.execPath, CHILD, path, "10", "100"];
  const child = spawn("sh", args, { stdio: ["ignore", "pipe", "pipe"] });
  const [last, said] = await Promise.all([lastOf(child), text(child.stderr)]);
  expect(said).toBe("EFBIG");
  expect(last).toBeGreaterThan(3);
  expect(readdirSync(path)).toEqual([APEX]);
  expect(await standing((snapshot) => 10 + snapshot * 100)).toBe(last);
});
