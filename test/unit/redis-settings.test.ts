import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { ConfigError, loadConfig } from "../../src/config.ts";
import { makeCertificates } from "../support/certificates.ts";
import { describeInstalled } from "../support/describe-installed.ts";

const folder = mkdtempSync(join(tmpdir(), "paynamed-settings-"));
afterAll(() => rmSync(folder, { recursive: true }));
const file = (name: string, text: string): string => {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
};
const load = (environment: NodeJS.ProcessEnv, path?: string) => loadConfig({}, path, environment).redis;
const refusal = (environment: NodeJS.ProcessEnv, path?: string): string => {
  try {
    load(environment, path);
  } catch (error) {
    if (error instanceof ConfigError) return error.message;
  }
  return expect.unreachable();
};
const URL = "rediss+sentinel://192.0.2.1/names";

describe("the Redis", () => {
  test("is none unless one is named", () => {
    expect(load({})).toBeUndefined();
  });

  test("is named by PAYNAMED_REDIS_URL, or else by REDIS_URL", () => {
    const [own, common] = ["redis://192.0.2.1", "redis://192.0.2.2"];
    expect(load({ PAYNAMED_REDIS_URL: own, REDIS_URL: common })?.url).toBe(own);
    expect(load({ REDIS_URL: common })?.url).toBe(common);
  });

  test("is shown what is in the files, without the newline at their end", () => {
    const given = load({
      REDIS_URL: URL,
      PAYNAMED_REDIS_USERNAME: "paynamed",
      PAYNAMED_REDIS_PASSWORD_FILE: file("password", "secret \n"),
      PAYNAMED_REDIS_SENTINEL_USERNAME: "watcher",
      PAYNAMED_REDIS_SENTINEL_PASSWORD_FILE: file("sentinel", "other\r\n"),
    });
    expect(given).toMatchObject({
      username: "paynamed",
      password: "secret ",
      sentinelUsername: "watcher",
      sentinelPassword: "other",
    });
  });
});

describe("what is wrong is told with the setting's name:", () => {
  test.each<[string, NodeJS.ProcessEnv, string]>([
    ["another database", { REDIS_URL: "redis://:SECRET@192.0.2.1/2" }, "REDIS_URL: only database 0"],
    ["no URL", { PAYNAMED_REDIS_URL: "192.0.2.1:SECRET" }, "PAYNAMED_REDIS_URL: write redis://"],
    [
      "a user of nothing",
      { PAYNAMED_REDIS_USERNAME: "u" },
      "PAYNAMED_REDIS_USERNAME: it is of use with redisUrl only",
    ],
    [
      "a file that is not there",
      { REDIS_URL: URL, PAYNAMED_REDIS_PASSWORD_FILE: join(folder, "none") },
      `PAYNAMED_REDIS_PASSWORD_FILE: ${join(folder, "none")} cannot be read: ENOENT`,
    ],
    [
      "a file with nothing in it",
      { REDIS_URL: URL, PAYNAMED_REDIS_SENTINEL_PASSWORD_FILE: file("empty", "\n") },
      "PAYNAMED_REDIS_SENTINEL_PASSWORD_FILE: the file is empty",
    ],
    [
      "a Sentinel's password without Sentinels",
      { REDIS_URL: "redis://192.0.2.1", PAYNAMED_REDIS_SENTINEL_PASSWORD_FILE: file("password", "x") },
      "PAYNAMED_REDIS_SENTINEL_PASSWORD_FILE: it is of use with redis+sentinel://",
    ],
    [
      "certificates without TLS",
      { REDIS_URL: "redis://192.0.2.1", PAYNAMED_REDIS_TLS_CA_FILE: file("ca", "x") },
      "PAYNAMED_REDIS_TLS_CA_FILE: it is of use with TLS only",
    ],
    [
      "a certificate that is none",
      { REDIS_URL: URL, PAYNAMED_REDIS_TLS_CA_FILE: file("ca", "x") },
      `PAYNAMED_REDIS_TLS_CA_FILE: ${join(folder, "ca")} has no PEM`,
    ],
    [
      "a certificate without a key",
      { REDIS_URL: URL, PAYNAMED_REDIS_TLS_CERT_FILE: file("cert", "x") },
      "PAYNAMED_REDIS_TLS_CERT_FILE: it needs the key",
    ],
    [
      "a key without a certificate",
      { REDIS_URL: URL, PAYNAMED_REDIS_TLS_KEY_FILE: file("key", "x") },
      "PAYNAMED_REDIS_TLS_KEY_FILE: it needs the certificate",
    ],
  ])("%s", (_, environment, words) => {
    const message = refusal(environment);
    expect(message).toContain(words);
    expect(message).not.toContain("SECRET");
  });

  test("in the file it is the key of the file", () => {
    const path = file("config.json", JSON.stringify({ redisUrl: URL, redisTlsCaFile: folder }));
    expect(refusal({}, path)).toContain(`redisTlsCaFile in ${path}: ${folder} cannot be read`);
  });
});

describeInstalled(["openssl"], "certificates and keys", () => {
  test("are read, and held against each other", async () => {
    const { ca, client, server } = await makeCertificates(folder);
    const environment = {
      REDIS_URL: URL,
      PAYNAMED_REDIS_TLS_CA_FILE: ca.certFile,
      PAYNAMED_REDIS_TLS_CERT_FILE: client.certFile,
      PAYNAMED_REDIS_TLS_KEY_FILE: client.keyFile,
    };
    expect(load(environment)?.tls).toEqual({ ca: ca.cert, cert: client.cert, key: client.key });
    expect(refusal({ ...environment, PAYNAMED_REDIS_TLS_KEY_FILE: server.keyFile })).toContain(
      "PAYNAMED_REDIS_TLS_KEY_FILE: it is not the key of the certificate",
    );
  });
});
