import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, dirname, join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { NameView, Readiness } from "../../src/admin-api/client-types.ts";
import { ADDRESS, callApi, EXAMPLE_ZONE } from "../support/admin-api.ts";
import { parseCompose, publishedPort, type Service } from "../support/compose.ts";
import { parseDockerfile } from "../support/dockerfile.ts";
import { withoutEffect } from "../support/effective-settings.ts";
import { run } from "../support/foreign-process.ts";
import { paynamed, type RunningProcess, running, type ServeReport } from "../support/paynamed-process.ts";
import { describeRedis, type RedisServer, startRedis } from "../support/redis-server.ts";

const REPOSITORY = join(import.meta.dirname, "../..");
const read = (file: string): string => readFileSync(join(REPOSITORY, file), "utf8");

const compose = parseCompose(read("compose.yaml"));
const { redis, ...others } = compose.services as Record<string, Service> & { readonly redis: Service };
const instances = Object.values(others);
const SECRETS = "/run/secrets";

/** The image that instances run. */
const image = parseDockerfile(read("Dockerfile")).at(-1)!.instructions;
const inImage = (keyword: string): string[] =>
  image.filter((each) => each.keyword === keyword).map(({ text }) => text);

/** Makes the secrets in a folder of the directory. */
const makeSecrets = (directory: string): Promise<string> =>
  run(join(REPOSITORY, "deploy/make-secrets.sh"), [join(directory, "secrets")]);

let directory: string;
let secrets: string;
/** What make-secrets.sh said. */
let said: string;
beforeAll(async () => {
  directory = mkdtempSync(join(tmpdir(), "paynamed-compose-"));
  secrets = join(directory, "secrets");
  said = await makeSecrets(directory);
});
afterAll(() => rmSync(directory, { recursive: true, force: true }));

describe("compose.yaml", () => {
  test("says what the compose specification has words for", () => {
    // https://github.com/compose-spec/compose-spec/blob/main/schema/compose-spec.json
    const known = {
      file: "name services networks volumes secrets",
      service: `build cap_add cap_drop command depends_on entrypoint environment healthcheck hostname image logging mem_limit
        networks pids_limit ports read_only restart secrets security_opt stop_grace_period sysctls user volumes`,
      healthcheck: "test interval timeout retries start_period",
    };
    const unknown = (value: object, words: string): string[] =>
      Object.keys(value).filter((key) => !words.split(/\s+/).includes(key) && !key.startsWith("x-"));
    expect(unknown(compose, known.file)).toEqual([]);
    for (const service of Object.values(compose.services)) {
      expect(unknown(service, known.service)).toEqual([]);
      expect(unknown(service.healthcheck, known.healthcheck)).toEqual([]);
    }
  });

  test("has two instances that differ in their names, folders and addresses alone", () => {
    expect(instances).toHaveLength(2);
    const [one, two] = instances.map(({ hostname, volumes, ports, ...same }) => same);
    expect(one).toEqual(two);
    for (const key of ["hostname", "volumes", "ports"]) {
      expect(instances[0]?.[key]).not.toEqual(instances[1]?.[key]);
    }
  });

  test("gives no more than is needed", () => {
    for (const service of Object.values(compose.services)) {
      expect(service).toMatchObject({
        read_only: true,
        cap_drop: ["ALL"],
        security_opt: ["no-new-privileges:true"],
        mem_limit: expect.stringMatching(/^\d+[mg]$/),
        restart: "unless-stopped",
        stop_grace_period: expect.any(String),
      });
    }
    expect(redis["cap_add"]).toBeUndefined();
    expect(redis.ports).toBeUndefined();
    expect(redis.networks).toEqual(["store"]);
    expect(compose.networks["store"]).toEqual({ internal: true });
  });

  test("writes to volumes of its own alone", () => {
    const mounts = Object.values(compose.services).flatMap(({ volumes }) => volumes);
    const names = mounts.map((mount) => mount.split(":")[0]!);
    expect(names.toSorted()).toEqual(Object.keys(compose.volumes).toSorted());
    for (const { volumes } of instances) {
      expect(inImage("ENV")).toContain(`PAYNAMED_DATA=${volumes[0]!.split(":")[1]}`);
    }
  });

  test("publishes ports that the image exposes, each once, and the API on loopback", () => {
    const ports = instances.map((instance) => (instance.ports ?? []).map(publishedPort));
    const exposed = inImage("EXPOSE").flatMap((text) => text.split(" "));
    for (const each of ports) expect(each.map(({ target }) => target).toSorted()).toEqual(exposed.toSorted());
    const published = ports.flat().map((port) => port.published);
    expect(new Set(published).size).toBe(published.length);
    for (const { host, target } of ports.flat()) if (target === "8053/tcp") expect(host).toBe("127.0.0.1");
  });

  test("publishes them where the operator says", () => {
    const own = {
      PAYNAMED_1_DNS: "192.0.2.1:53",
      PAYNAMED_2_DNS: "[2001:db8::2]:53",
      PAYNAMED_2_API: "127.0.0.1:80",
    };
    const { services } = parseCompose(read("compose.yaml"), own);
    const published = ["paynamed-1", "paynamed-2"].flatMap((name) =>
      services[name]!.ports!.map((port) => publishedPort(port).published),
    );
    expect(published).toEqual([
      "192.0.2.1:53/udp",
      "192.0.2.1:53/tcp",
      "127.0.0.1:8051/tcp",
      "[2001:db8::2]:53/udp",
      "[2001:db8::2]:53/tcp",
      "127.0.0.1:80/tcp",
    ]);
  });

  test("checks the health of instances as their image does", () => {
    const [check = ""] = inImage("HEALTHCHECK").map((text) => /CMD (.*)$/.exec(text)?.[1] ?? "");
    for (const { healthcheck } of instances) expect(healthcheck.test).toEqual(["CMD", ...JSON.parse(check)]);
  });

  test("starts instances when Redis is well", () => {
    for (const each of instances)
      expect(each.depends_on).toEqual({ redis: { condition: "service_healthy" } });
  });
});

describe("the secrets", () => {
  test("that services ask for are there, and those that are there are asked for and made", () => {
    const asked = Object.values(compose.services).flatMap((service) => service.secrets);
    const files = Object.entries(compose.secrets);
    expect([...new Set(asked)].toSorted()).toEqual(files.map(([name]) => name).toSorted());
    for (const [name, { file }] of files) expect(file).toBe(`./secrets/${name}`);
    expect(readdirSync(secrets).toSorted()).toEqual(files.map(([name]) => name).toSorted());
  });

  test("are in a folder that is their maker's alone, for containers whose users are not his", () => {
    expect(statSync(secrets).mode & 0o777).toBe(0o700);
    for (const name of readdirSync(secrets)) expect(statSync(join(secrets, name)).mode & 0o777).toBe(0o444);
  });

  test("are asked for under the names that they are mounted by", () => {
    const files = [...redis.command!, ...instances.flatMap(({ environment }) => Object.values(environment!))];
    const mounted = files.filter((text) => dirname(text) === SECRETS).map((path) => basename(path));
    expect([...new Set(mounted)].toSorted()).toEqual(Object.keys(compose.secrets).toSorted());
  });

  test("are made once, and shown once", async () => {
    const contents = (): string[] =>
      readdirSync(secrets).map((name) => readFileSync(join(secrets, name), "utf8"));
    const before = contents();
    expect(said).toMatch(/^ {2}[0-9a-f]{64}$/m);
    expect(await makeSecrets(directory)).toBe("");
    expect(contents()).toEqual(before);
    expect(before.join()).not.toContain(/[0-9a-f]{64}/.exec(said)![0]);
  });
});

test("instances are told settings, each of which changes something", () => {
  const all = Object.entries(instances[0]!.environment!).map(([name, value]): [string, string] => [
    name,
    value.replace(SECRETS, secrets),
  ]);
  expect(withoutEffect(all)).toEqual([]);
});

describeRedis("as compose.yaml starts Redis and instances", () => {
  let server: RedisServer;
  const started: RunningProcess<ServeReport>[] = [];
  const adapted = (text: string): string => text.replace(SECRETS, secrets);

  /** Waits for a Redis that lets nobody ask it anything but whether it is there. */
  const health = (): Promise<string> => {
    const [kind, command] = redis.healthcheck.test;
    expect(kind).toBe("CMD-SHELL");
    return run("sh", ["-c", command!.replace("redis-cli", `redis-cli -p ${server.port}`)]);
  };
  /** What an instance is told, with paths and addresses of this machine. */
  const environmentOf = ({ hostname, environment }: Service): Record<string, string> => {
    const { PAYNAMED_REDIS_URL: url, ...given } = environment!;
    expect(url).toBe("redis://redis:6379");
    const own = Object.entries(given).map(([name, value]) => [name, adapted(value)]);
    return {
      ...Object.fromEntries(own),
      PAYNAMED_REDIS_URL: server.url,
      PAYNAMED_DATA: join(directory, `${hostname}`),
    };
  };
  /** Asks as instances do. */
  const ask = (...command: string[]): Promise<string> => {
    const password = readFileSync(join(secrets, "redis-password"), "utf8").trim();
    const { PAYNAMED_REDIS_USERNAME: user = "" } = instances[0]!.environment!;
    return server.cli("--no-auth-warning", "--user", user, "--pass", password, ...command);
  };

  beforeAll(async () => {
    expect(redis.entrypoint).toEqual(["redis-server"]);
    const data = join(directory, "redis");
    mkdirSync(data);
    const [option, folder, ...rest] = redis.command!;
    expect([option, `redis:${folder}`]).toEqual(["--dir", redis.volumes[0]]);
    server = await startRedis("--dir", data, ...rest.map(adapted));
    for (const instance of instances) {
      const own = environmentOf(instance);
      const process = await running<ServeReport>(
        ["serve", "--json", "--listen", "127.0.0.1:0", "--admin", "127.0.0.1:0"],
        own,
      );
      started.push(process);
    }
  });
  afterAll(async () => {
    for (const { child, ended } of started) {
      child.kill("SIGTERM");
      await ended;
    }
    await server?.close();
  });

  test("Redis keeps every write that it acknowledges", async () => {
    const setting = async (name: string): Promise<string> =>
      (await ask("CONFIG", "GET", name)).split("\n")[1]!;
    expect(await setting("appendonly")).toBe("yes");
    expect(await setting("appendfsync")).toBe("always");
    expect(await setting("maxmemory-policy")).toBe("noeviction");
    expect(await setting("save")).toBe("");
    expect(await setting("maxmemory")).toBe(`${2 ** 30}`);
  });

  test("Redis shows nothing to who has no password, and its health to the check", async () => {
    await health();
    expect(await server.cli("PING")).toContain("NOAUTH");
    const asHealth = ["--no-auth-warning", "--user", "health", "--pass", "none"];
    expect(await server.cli(...asHealth, "KEYS", "*")).toContain("NOPERM");
    expect(await server.cli("--no-auth-warning", "--user", "paynamed", "--pass", "none", "PING")).toContain(
      "NOAUTH",
    );
  });

  test("Redis takes from instances what they need, and nothing that reaches further", async () => {
    for (const command of ["FLUSHALL", "SHUTDOWN", "CONFIG SET save x", "GET other", "ACL LIST"]) {
      expect(await ask(...command.split(" ")), command).toContain("NOPERM");
    }
  });

  test("an instance needs no token made, takes names and is well; the other one answers too", async () => {
    const [token = ""] = /[0-9a-f]{64}/.exec(said) ?? [];
    const [one, two] = started.map(({ report }) => report);
    expect([one?.mintedToken, two?.mintedToken]).toEqual([null, null]);
    expect((await callApi(one!.admin, token, "POST", "/v1/zones", EXAMPLE_ZONE)).status).toBe(201);
    // The other one hears of the zone within moments.
    const put = async (): Promise<number> =>
      (
        await callApi<NameView>(two!.admin, token, "PUT", "/v1/names/alice%40example.com", {
          address: ADDRESS,
        })
      ).status;
    await expect.poll(put, { timeout: 30_000 }).toBe(200);
    for (const { admin } of [one!, two!]) {
      const { status, body } = await callApi<Readiness>(admin, token, "GET", "/readyz");
      expect([status, body.ready, body.degraded]).toEqual([200, true, false]);
    }
  });

  test("everything can be backed up by an instance, which has no folder but its own", async () => {
    const own = environmentOf(instances[0]!);
    const { code, stdout } = await paynamed(["export"], { ...own, TMPDIR: own["PAYNAMED_DATA"]! });
    expect(code).toBe(0);
    for (const part of ["alice", EXAMPLE_ZONE.domain]) expect(stdout).toContain(part);
  });
});
