import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { DEMO } from "../../src/cli/demo-record.ts";
import type { Demonstration } from "../../src/cli/demo-text.ts";
import { hasCommand, run } from "../support/foreign-process.ts";
import { type RunningProcess, running } from "../support/paynamed-process.ts";

const missing = ["dig", "delv", "curl"].filter((command) => !hasCommand(command));

/** The commands that the demo prints, run by a shell as its reader would. */
function demonstrations(): void {
  let directory: string;
  let demo: RunningProcess<Demonstration>;
  const shell = (line: string): Promise<string> => run("sh", ["-c", line]);
  beforeAll(async () => {
    directory = mkdtempSync(join(tmpdir(), "paynamed it's a demo-"));
    demo = await running(["demo", "--json", "--port", "0", "--admin-port", "0", "--data", directory]);
  });
  afterAll(async () => {
    demo?.child.kill("SIGINT");
    expect(await demo?.ended).toMatchObject({ code: 0, stderr: "" });
    rmSync(directory, { recursive: true });
  });
  const delv = (owner: string, type: string, ...options: readonly string[]): Promise<string> => {
    const { delv: line } = demo.report.commands;
    expect(line).toContain(`${DEMO.owner} TXT`);
    return shell([line.replace(`${DEMO.owner} TXT`, `${owner} ${type}`), ...options].join(" "));
  };

  test("dig shows the record and its signature", async () => {
    const text = await shell(demo.report.commands.dig);
    expect(text).toMatch(/status: NOERROR/);
    expect(text).toMatch(/^;; flags: qr aa;/m);
    expect(text).toMatch(/^alice\.user\.\S+\s+300\s+IN\s+TXT\s+"bitcoin:\?lno=lno1/m);
    expect(text).toMatch(/^alice\.user\.\S+\s+300\s+IN\s+RRSIG\s+TXT 13 5 300 /m);
  });

  test.each([[], ["+tcp"]])("delv validates it against the key that was shown %j", async (...options) => {
    const text = await delv(DEMO.owner, "TXT", ...options);
    expect(text).toMatch(/^; fully validated$/m);
    expect(text).toMatch(/^alice\.user\.\S+\s+300\s+IN\s+TXT\s+"bitcoin:\?lno=lno1/m);
  });

  test.each([
    ["a name that is not registered", "nobody.user._bitcoin-payment.example.com", "TXT", "NXDOMAIN"],
    ["a name far below another", "a.b.c.alice.user._bitcoin-payment.example.com", "TXT", "NXDOMAIN"],
    ["another type of a name", DEMO.owner, "A", "NXRRSET"],
    [
      "a name that is there only because of those below it",
      "user._bitcoin-payment.example.com",
      "TXT",
      "NXRRSET",
    ],
    ["another type of the apex", "_bitcoin-payment.example.com", "MX", "NXRRSET"],
  ])("delv validates the denial of %s", async (_, owner, type, kind) => {
    const text = await delv(owner, type);
    expect(text).toMatch(/^; negative response, fully validated$/m);
    expect(text).toContain(`;-$${kind}`);
  });

  test.each(["SOA", "NS", "DNSKEY", "CDS", "CDNSKEY"])("delv validates %s of the apex", async (type) => {
    expect(await delv("_bitcoin-payment.example.com", type)).toMatch(/^; fully validated$/m);
  });

  test("the line for curl registers a name that delv validates", async () => {
    const owner = "bob.user._bitcoin-payment.example.com";
    expect(await delv(owner, "TXT")).toContain(";-$NXDOMAIN");
    expect(JSON.parse(await shell(demo.report.commands.curl))).toMatchObject({ name: "bob@example.com" });
    const text = await delv(owner, "TXT");
    expect(text).toMatch(/^; fully validated$/m);
    expect(text).toContain(`"bitcoin:${DEMO.address}"`);
  });
}

const title = "the demo, seen by BIND's tools";
if (missing.length === 0) describe(title, demonstrations);
else if (process.env["CI"] === "true") {
  test(title, () => {
    throw new Error(`${missing.join(", ")} not installed (npm run test:setup)`);
  });
} else
  describe.skip(
    `${title} (skipped: ${missing.join(", ")} not installed, npm run test:setup)`,
    demonstrations,
  );
