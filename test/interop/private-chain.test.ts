import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { ForeignProcess } from "../support/foreign-process.ts";
import { CHAIN_COMMANDS, describeInterop } from "../support/interop.ts";
import { loopbackNet, type PrivateChain, startChain } from "../support/private-chain.ts";
import { createZone, type SignedZone, serveZone, signZone } from "../support/signed-zone.ts";

const APEX = "_bitcoin-payment.example.com";
const ALICE = `alice.user.${APEX}`;
const URI =
  "bitcoin:?lno=lno1pg257enxv4ezqcneype82um50ynhxgrwdajx293pqglnyxw6q0hzngfdusg8umzuxe8kquuz7pjl90ldj8wadwgs0xlmc";

/** NSD with BIND's signatures stands where paynamed will: what these tests show is that the chain itself can be trusted. */
await describeInterop("a private chain of trust", CHAIN_COMMANDS, () => {
  let directory: string;
  let zone: SignedZone;
  let server: ForeignProcess | undefined;
  let chain: PrivateChain;

  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), "stand-in-"));
    const address = loopbackNet()(4);
    zone = await createZone(directory, `${APEX}.`);
    const names = [`@ NS ns1.example.com.`, `@ NS ns2.example.com.`, `alice.user 300 TXT "${URI}"`];
    await signZone(zone, 1, names);
    server = await serveZone(zone, address);
    const nameServers = ["ns1.example.com", "ns2.example.com"].map((name) => ({ name, address }));
    chain = await startChain({ zoneApex: APEX, nameServers, dsRecords: [zone.ds] });
  });

  afterAll(async () => {
    await chain?.stop();
    await server?.stop();
    await rm(directory, { recursive: true, force: true });
  });

  test("a signed name has the AD flag", async () => {
    const answer = await chain.dig(ALICE, "TXT", "+dnssec");
    expect(answer).toMatchObject({
      status: "NOERROR",
      answer: [{ type: "TXT", rdata: `"${URI}"` }, { type: "RRSIG" }],
    });
    expect(answer.flags).toContain("ad");
  });

  test("so do a denied name and an empty non-terminal", async () => {
    const absent = await chain.dig(`bob.user.${APEX}`, "TXT");
    expect([absent.status, absent.flags.includes("ad")]).toEqual(["NXDOMAIN", true]);
    const empty = await chain.dig(`user.${APEX}`, "TXT");
    expect([empty.status, empty.flags.includes("ad"), empty.answer]).toEqual(["NOERROR", true, []]);
  });

  test("delv validates from the private root down", async () => {
    expect(await chain.delv(ALICE, "TXT")).toMatch(/^; fully validated\n.*\sTXT\s+"bitcoin:/);
    expect(await chain.delv(`bob.user.${APEX}`, "TXT")).toMatch(/^; negative response, fully validated/m);
  });

  test("a DS of another key is SERVFAIL, and the right one heals it", async () => {
    const [tag = "", ...rest] = zone.ds.split(" ");
    const digest = rest.pop()!;
    const wrong = [tag, ...rest, digest.replace(/^./, (digit) => (digit === "0" ? "1" : "0"))].join(" ");
    await chain.redelegate([wrong]);
    await chain.restartResolver();
    expect((await chain.dig(ALICE, "TXT")).status).toBe("SERVFAIL");
    expect((await chain.dig(ALICE, "TXT", "+cd")).status).toBe("NOERROR");
    expect(await chain.delv(ALICE, "TXT")).not.toContain("fully validated");
    expect(chain.resolverLog()).toContain(`validation failure <${ALICE}. TXT IN>`);

    // As a whole record, the way tools print it.
    await chain.redelegate([`${APEX}. 3600 IN DS ${zone.ds}`]);
    await chain.restartResolver();
    expect((await chain.dig(ALICE, "TXT")).flags).toContain("ad");
  });

  test("no DS is an insecure delegation: an answer without the AD flag", async () => {
    await chain.redelegate([]);
    await chain.restartResolver();
    const answer = await chain.dig(ALICE, "TXT");
    expect([answer.status, answer.flags.includes("ad")]).toEqual(["NOERROR", false]);
  });
});
