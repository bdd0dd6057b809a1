import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { hostname, tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type {
  InstanceList,
  MintedToken,
  NameView,
  Problem,
  Validation,
  ZoneList,
  ZoneView,
} from "../../src/admin-api/client-types.ts";
import { ADDRESS, callApi } from "../support/admin-api.ts";
import { LONG_URI } from "../support/long-uri.ts";
import { paynamed, type RunningProcess, type ServeReport, serving } from "../support/paynamed-process.ts";
import { rawClient, txtOf } from "../support/raw-dns.ts";

let directory: string;
const closing: (() => void)[] = [];
describe("the commands against a server", () => {
  let server: RunningProcess<ServeReport>;
  let settings: Record<string, string>;
  beforeAll(async () => {
    directory = mkdtempSync(join(tmpdir(), "paynamed-cli-"));
    server = await serving(directory);
    const { admin, mintedToken } = server.report;
    settings = { PAYNAMED_API: `http://${admin.host}:${admin.port}`, PAYNAMED_TOKEN: mintedToken! };
  });
  afterAll(async () => {
    server?.child.kill("SIGTERM");
    await server?.ended;
    for (const close of closing.splice(0)) close();
    rmSync(directory, { recursive: true });
  });

  /** Runs a command that succeeds, and reads its JSON. */
  async function json<T>(...args: string[]): Promise<T> {
    const { code, stdout, stderr } = await paynamed([...args, "--json"], settings);
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    expect(stdout.match(/\n/g)).toHaveLength(1);
    return JSON.parse(stdout) as T;
  }

  async function text(...args: string[]): Promise<string> {
    const { code, stdout } = await paynamed(args, settings);
    expect(code).toBe(0);
    return stdout;
  }

  test("an instance whose store is its own is the only one", async () => {
    const { instances, storeFailure } = await json<InstanceList>("instances");
    expect(storeFailure).toBeNull();
    expect(instances).toMatchObject([{ name: hostname(), self: true, live: true, seenAgo: 0 }]);
    expect(await text("instances")).toMatch(/^INSTANCE .*\n\S+ \(this\) .* live {3}0s ago\n/);
  });

  test("a zone and its names, from the first to the last", async () => {
    expect(await json<ZoneList>("zone", "ls")).toEqual({ zones: [] });
    const servers = ["--ns", "ns1.example.net", "--ns", "ns2.example.net"];
    const zone = await json<ZoneView>("zone", "add", ...servers, "example.com");
    expect(zone.nameServers.map(({ name }) => name)).toEqual(["ns1.example.net", "ns2.example.net"]);
    expect(zone.apex).toBe("_bitcoin-payment.example.com");
    expect(await json("zone", "show", zone.apex)).toEqual(zone);
    expect(await json("zone", "show", "Example.com.")).toEqual(zone);

    const ds = await json<{ ds: string[] }>("ds", "example.com");
    expect(ds.ds).toEqual(zone.parent.filter((line) => line.includes(" DS ")));
    expect(ds.ds[0]).toMatch(/^_bitcoin-payment\.example\.com\. 3600 IN DS \d+ 13 2 [0-9A-F]{64}$/);
    const sha384 = await text("ds", `${zone.apex}.`, "--digest", "4");
    expect(sha384).toMatch(/^_bitcoin-payment\.example\.com\. 3600 IN DS \d+ 13 4 [0-9A-F]{96}\n$/);

    const alice = await json<NameView>(
      "name",
      "add",
      "₿alice@example.com",
      "--address",
      ADDRESS,
      "--ttl",
      "60",
    );
    expect(alice).toMatchObject({ name: "alice@example.com", uri: `bitcoin:${ADDRESS}`, ttl: 60 });
    const ending = ["--uri", `bitcoin:${ADDRESS}`, "--expires-at", "2999-01-01T00:00:00Z"];
    await text("name", "add", "bob@example.com", ...ending);
    expect((await json<NameView>("name", "get", "bob@example.com")).expiresAt).toBe("2999-01-01T00:00:00Z");

    const dns = await rawClient(server.report.dns[0]!);
    closing.push(dns.close);
    const owner = "alice.user._bitcoin-payment.example.com";
    expect(txtOf(await dns.udp(owner))).toEqual({ text: `bitcoin:${ADDRESS}`, ttl: 60 });

    const list = await json<{ names: NameView[]; complete: boolean }>("name", "ls");
    expect(list.names.map(({ name }) => name)).toEqual(["alice@example.com", "bob@example.com"]);
    expect(list.complete).toBe(true);
    const one = await json<typeof list>("name", "ls", "--domain", "example.com", "--limit", "1");
    expect([one.names.length, one.complete]).toEqual([1, false]);
    expect(await json("name", "ls", "--limit", "1", "--all")).toMatchObject({ complete: true });
    expect(await text("name", "ls")).toMatch(
      /^NAME +TTL +EXPIRES +REVISION +URI\nalice@example\.com +60 +never /,
    );

    const stale = ["name", "rm", "alice@example.com", "--if-revision", `${alice.revision + 1}`];
    const refused = await paynamed([...stale, "--json"], settings);
    expect(refused.code).toBe(1);
    expect((JSON.parse(refused.stderr) as Problem).code).toBe("revision-mismatch");
    await json("name", "rm", "alice@example.com", "--if-revision", `${alice.revision}`);
    expect(txtOf(await dns.udp(owner))).toBeUndefined();
  });

  test("a token does what it has the right to, until it is removed", async () => {
    const servers = ["--ns", "ns1.example.net", "--ns", "ns2.example.net"];
    await json("zone", "add", ...servers, "example.net", "--network", "signet");
    const { token } = await json<MintedToken>("token", "add", "shop");
    const shop = { ...settings, PAYNAMED_TOKEN: token };
    const set = ["zone", "set", "example.net", "--hold-released", "12h"];
    const refused = await paynamed([...set, "--json"], shop);
    expect([refused.code, (JSON.parse(refused.stderr) as Problem).code]).toEqual([1, "forbidden"]);
    const { payment } = await json<ZoneView>(...set);
    expect(payment).toMatchObject({ network: "signet", holdReleased: 43_200 });
    expect(await json("token", "ls")).toMatchObject({
      tokens: [{ name: "shop", account: "shop", rights: [] }],
    });
    await text("token", "rm", "shop");
    expect((await paynamed(["zone", "ls"], shop)).stderr).toMatch(/\(unauthorized\)$/m);
  });

  test("a record is read as the server reads it, before it is registered", async () => {
    const { admin, mintedToken } = server.report;
    const servers = ["--ns", "ns1.example.net", "--ns", "ns2.example.net"];
    await json("zone", "add", ...servers, "example.edu");
    const name = "a.b@example.edu";
    for (const uri of [LONG_URI, `bitcoin:${ADDRESS}?label=x&lno=lno1`]) {
      const { code, stdout } = await paynamed(["validate", uri, "--name", name, "--json"]);
      const { network, ...verdict } = JSON.parse(stdout);
      const { body } = await callApi<Validation>(admin, mintedToken!, "POST", "/v1/validate", { name, uri });
      expect({ ...verdict, ttl: 300 }).toEqual(body);
      expect([network, code]).toEqual(["mainnet", body.valid ? 0 : 1]);
    }
    expect((await paynamed(["validate", LONG_URI])).stdout).toMatch(/^answer +\d+ octets .*: needs TCP$/m);
    expect(await text("name", "add", name, "--uri", LONG_URI, "--holder", "7")).toMatch(
      /^holder +admin\/7$/m,
    );
    expect(await text("name", "get", name)).toMatch(/^offer +lno1/m);
  });

  test("what the server refuses is said in a sentence, with its code and where", async () => {
    const { code, stdout, stderr } = await paynamed(
      ["zone", "add", "example.org", "--ns", "ns.example"],
      settings,
    );
    expect({ code, stdout }).toEqual({ code: 1, stdout: "" });
    expect(stderr).toMatch(
      /^paynamed: a zone has two or more name servers .*\(zone-invalid at \/nameServers\)\n$/,
    );
  });

  test("what is not there is refused", async () => {
    expect(await paynamed(["ds", "example.org"], settings)).toMatchObject({ code: 1, stdout: "" });
    expect(await paynamed(["zone", "show", "example.org"], settings)).toMatchObject({ code: 1, stdout: "" });
    const { code, stderr } = await paynamed(["name", "get", "nobody@example.org"], settings);
    expect(code).toBe(1);
    expect(stderr).toMatch(/\(zone-unknown\)$/m);
  });

  test("a false token is refused with a hint; the token may be in a file", async () => {
    const wrong = await paynamed(["zone", "ls"], { ...settings, PAYNAMED_TOKEN: "wrong" });
    expect(wrong.code).toBe(1);
    expect(wrong.stderr).toMatch(/\(unauthorized\)\n.*--token-file/);
    const file = join(directory, "token");
    writeFileSync(file, `${server.report.mintedToken}\n`);
    const api = { PAYNAMED_API: settings["PAYNAMED_API"]! };
    expect((await paynamed(["zone", "ls", "--token-file", file], api)).code).toBe(0);
    expect((await paynamed(["zone", "ls"], { ...api, PAYNAMED_TOKEN_FILE: file })).code).toBe(0);
    expect(await paynamed(["zone", "ls"], api)).toMatchObject({ code: 2, stdout: "" });
    expect((await paynamed(["zone", "ls", "--token-file", "/nowhere"], settings)).code).toBe(2);
  });

  test("health needs no token", async () => {
    const { host, port } = server.report.admin;
    // As in a container: the server's own setting says where it is.
    const { code, stdout } = await paynamed(["health", "--json"], { PAYNAMED_ADMIN: `${host}:${port}` });
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ ready: true });
    expect(await text("health")).toMatch(/^listeners +ok$/m);
  });

  test("what the server is told of its API is nobody's business who is told where it is", async () => {
    const broken = { PAYNAMED_ADMIN: "nowhere" };
    const api = settings["PAYNAMED_API"]!;
    expect((await paynamed(["health", "--api", api], broken)).code).toBe(0);
    expect((await paynamed(["health"], { ...broken, PAYNAMED_API: api })).code).toBe(0);
    const { code, stderr } = await paynamed(["health"], broken);
    expect(code).toBe(2);
    expect(stderr).toMatch(/^paynamed: PAYNAMED_ADMIN: "nowhere" is no address/);
  });

  test("a second server finds the port taken", async () => {
    const { dns, admin } = server.report;
    const other = ["serve", "--data", join(directory, "other")];
    const onDns = await paynamed([
      ...other,
      "--listen",
      `127.0.0.1:${dns[0]!.port}`,
      "--admin",
      "127.0.0.1:0",
    ]);
    expect(onDns).toMatchObject({ code: 1, stdout: "" });
    expect(onDns.stderr).toMatch(/:\d+ is taken .*\n {2}choose another with --listen HOST:PORT/);
    const onAdmin = await paynamed([
      ...other,
      "--listen",
      "127.0.0.1:0",
      "--admin",
      `127.0.0.1:${admin.port}`,
    ]);
    expect(onAdmin).toMatchObject({ code: 1, stdout: "" });
    expect(onAdmin.stderr).toMatch(
      /:\d+ is taken .* the admin API cannot .*\n {2}choose another with --admin/,
    );
    const elsewhere = await paynamed([...other, "--listen", "192.0.2.1:0", "--admin", "127.0.0.1:0"]);
    expect(elsewhere.code).toBe(1);
    expect(elsewhere.stderr).toMatch(/does not have the address 192\.0\.2\.1/);
  });
});

describe("without a server", () => {
  const api = ["--api", "http://127.0.0.1:1"];

  test("an API that is not there is told from one that refuses", async () => {
    const plain = await paynamed(["zone", "ls", ...api], { PAYNAMED_TOKEN: "x" });
    expect(plain).toMatchObject({ code: 3, stdout: "" });
    expect(plain.stderr).toMatch(
      /^paynamed: the admin API at http:\/\/127\.0\.0\.1:1 cannot be reached: .*\n {2}.*--api/,
    );
    const json = await paynamed(["zone", "ls", ...api, "--json"], { PAYNAMED_TOKEN: "x" });
    expect(json.code).toBe(3);
    expect(JSON.parse(json.stderr)).toMatchObject({ code: "api-unreachable" });
  });

  test("health fails as HEALTHCHECK wants it", async () => {
    expect(await paynamed(["health", ...api])).toMatchObject({ code: 1, stdout: "" });
  });

  test.each([
    [[]],
    [["unknown"]],
    [["zone"]],
    [["zone", "add"]],
    [["zone", "add", "example.com"]],
    [["name", "add", "a@example.com", "--ttl", "soon"]],
    [["name", "add", "a@example.com", "--token", "x"]],
    [["name", "ls", "--limit", "0"]],
    [["ds", "example.com", "--digest", "1"]],
    [["demo", "--port", "65536"]],
    [["serve", "--listen", "nowhere"]],
    [["serve", "--log-level", "loud"]],
    [["serve", "--config", "/nowhere"]],
    [["zone", "ls", "--api", "localhost:8053"]],
  ])("%j is used wrongly", async (args) => {
    const { code, stdout, stderr } = await paynamed(args, { PAYNAMED_TOKEN: "x" });
    expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
    expect(stderr).not.toBe("");
    const json = await paynamed([...args, "--json"], { PAYNAMED_TOKEN: "x" });
    expect({ ...json, stderr: JSON.parse(json.stderr) }).toEqual({
      code: 2,
      stdout: "",
      stderr: expect.objectContaining({ code: "usage", detail: expect.not.stringMatching(/^error:|\n/) }),
    });
  });

  test("a setting that cannot be used is named as it was given", async () => {
    const file = join(mkdtempSync(join(tmpdir(), "paynamed-config-")), "config.json");
    writeFileSync(file, JSON.stringify({ signatureInceptionOffset: 1, colour: "red" }));
    const { code, stderr } = await paynamed(["serve", "--config", file, "--log-level", "loud"], {
      PAYNAMED_SIGNATURE_LIFETIME: "1",
    });
    rmSync(dirname(file), { recursive: true });
    expect(code).toBe(2);
    expect(stderr).toContain("PAYNAMED_SIGNATURE_LIFETIME: Too small");
    expect(stderr).toContain(`signatureInceptionOffset in ${file}: Too small`);
    expect(stderr).toContain(`${file}: Unrecognized key: "colour"`);
    expect(stderr).toContain("--log-level: Invalid option");
  });

  test("an older Node is told which is needed", async () => {
    const old =
      "Object.defineProperty(process, 'versions', { value: { ...process.versions, node: '20.1.0' } })";
    const { code, stdout, stderr } = await paynamed(["--version"], {
      NODE_OPTIONS: `--import=data:text/javascript,${encodeURIComponent(old)}`,
    });
    expect({ code, stdout }).toEqual({ code: 1, stdout: "" });
    expect(stderr).toMatch(/^paynamed needs Node 24 or newer; this is v20\.1\.0\n$/);
  });

  test("help and version are results", async () => {
    const help = await paynamed(["--help"]);
    expect(help).toMatchObject({ code: 0, stderr: "" });
    expect(help.stdout).toMatch(/Exit codes:\n {2}0 {2}done\n/);
    const { version } = JSON.parse(readFileSync(join(import.meta.dirname, "../../package.json"), "utf8"));
    expect(await paynamed(["--version"])).toMatchObject({ code: 0, stdout: `${version}\n` });
  });
});
