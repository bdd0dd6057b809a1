import { describe, expect, test } from "vitest";
import type { ZoneView } from "../../../src/admin-api/client-types.ts";
import { run } from "./command-run.ts";

const ZONE: ZoneView = {
  apex: "_bitcoin-payment.example.com",
  domain: "example.com",
  nameServers: [],
  contact: "hostmaster.example.com",
  timers: { refresh: 14_400, retry: 3_600, expire: 1_209_600, minimum: 60 },
  infrastructureTtl: 3_600,
  payment: { network: "signet", profile: "spec", reservedNames: ["root"], holdReleased: 43_200 },
  serial: 1,
  names: 0,
  keys: [],
  ds: [],
  parent: [],
};
const ZONES = { zones: [ZONE] };
const set = (...args: string[]) => run(["zone", "set", "example.com", ...args], ZONES, ZONE);

describe("zone set", () => {
  test("sends what is given as a merge patch, and shows what came of it", async () => {
    const { code, stdout, stderr, seen } = await set("--profile", "spec", "--hold-released", "12h");
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    expect(seen[1]).toEqual({
      method: "PATCH",
      url: "/v1/zones/_bitcoin-payment.example.com",
      type: "application/merge-patch+json",
      body: { payment: { profile: "spec", holdReleased: 43_200 } },
    });
    expect(stdout).toBe(
      [
        "apex      _bitcoin-payment.example.com",
        "network   signet",
        "profile   spec",
        "reserved  1 of its own",
        "hold      12h",
        "",
      ].join("\n"),
    );
    expect((await set("--reserve-none", "--json")).stdout).toBe(`${JSON.stringify(ZONE)}\n`);
  });

  test.each([
    [
      ["--reserve", "root", "--reserve", "admin"],
      ["root", "admin"],
    ],
    [["--reserve-none"], []],
    [["--reserve-default"], null],
  ])("%j reserves %j", async (args, reservedNames) => {
    expect((await set(...args)).seen[1]!.body).toEqual({ payment: { reservedNames } });
  });

  test.each([
    [],
    ["--reserve", "root", "--reserve-default"],
    ["--reserve", "root", "--reserve-none"],
    ["--reserve-none", "--reserve-default"],
    ["--profile", "loose"],
    ["--hold-released", "soon"],
    ["--network", "signet"],
  ])("%j %s %s is used wrongly", async (...args) => {
    const { code, stdout, stderr, seen } = await set(...args.filter((arg) => arg !== undefined));
    expect({ code, stdout, seen }).toEqual({ code: 2, stdout: "", seen: [] });
    expect(stderr).not.toBe("");
  });
});

test("zone set says of nothing what could be changed", async () => {
  const { stderr } = await set();
  for (const flag of ["--profile", "--reserve", "--reserve-none", "--reserve-default", "--hold-released"]) {
    expect(stderr).toMatch(new RegExp(`${flag}(,|$)`, "m"));
  }
});

describe("zone add", () => {
  const args = ["zone", "add", "example.com", "--ns", "ns1.example.net", "--ns", "ns2.example.net"];

  test("takes network and profile", async () => {
    const { seen } = await run([...args, "--network", "signet", "--profile", "spec"], ZONE);
    expect(seen[0]!.body).toMatchObject({ payment: { network: "signet", profile: "spec" } });
  });

  test("leaves both to the server", async () => {
    const { seen } = await run(args, ZONE);
    expect(seen[0]!.body).toMatchObject({ payment: {} });
  });

  test("knows the networks", async () => {
    expect(await run([...args, "--network", "dogecoin"], ZONE)).toMatchObject({ code: 2, seen: [] });
  });
});

describe("zone show", () => {
  test.each([
    [ZONE.payment, /^network +signet\nprofile +spec\nreserved +1 of its own\nhold +12h$/m],
    [{ ...ZONE.payment, reservedNames: null, holdReleased: 90 }, /^reserved +the default list\nhold +90s$/m],
    [{ ...ZONE.payment, reservedNames: [] }, /^reserved +none$/m],
  ])("tells the policy %j", async (payment, text) => {
    expect((await run(["zone", "show", "example.com"], { zones: [{ ...ZONE, payment }] })).stdout).toMatch(
      text,
    );
  });
});
