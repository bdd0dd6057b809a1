import { once } from "node:events";
import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, describe, expect, test } from "vitest";
import { type ApiClient, createApiClient } from "../../../src/cli/api-client.ts";

const closing: (() => unknown)[] = [];
afterEach(() => {
  for (const close of closing.splice(0)) close();
});

interface Seen {
  readonly method: string | undefined;
  readonly url: string | undefined;
  readonly headers: IncomingMessage["headers"];
  readonly body: string;
}

/** A client of a server that breaks so many connections, then answers everything like this; and what the server saw. */
async function client(
  status: number,
  body: string,
  { prefix = "", broken = 0 } = {},
): Promise<{ api: ApiClient; seen: Seen[] }> {
  const seen: Seen[] = [];
  const server = createServer(async (request, response) => {
    const { method, url, headers } = request;
    seen.push({ method, url, headers, body: Buffer.concat(await request.toArray()).toString() });
    if (seen.length <= broken) return void request.socket.destroy();
    response.writeHead(status, { location: "http://127.0.0.1:1/" }).end(body);
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  closing.push(() => server.close());
  const { port } = server.address() as AddressInfo;
  return { api: createApiClient(`http://127.0.0.1:${port}${prefix}`, async () => "secret"), seen };
}

const problem = (fields: object): string =>
  JSON.stringify({ status: 422, title: "t", detail: "it cannot be", code: "zone-invalid", ...fields });

describe("a call", () => {
  test("shows the token, writes names so that they fit into a path, and names versions as tags", async () => {
    const { api, seen } = await client(204, "");
    await api.deleteName("₿a/b@example.com", 7);
    expect(seen[0]).toMatchObject({
      method: "DELETE",
      url: "/v1/names/%E2%82%BFa%2Fb%40example.com",
      body: "",
    });
    expect(seen[0]!.headers).toMatchObject({ authorization: "Bearer secret", "if-match": '"7"' });
    await api.deleteName("a@example.com");
    expect(seen[1]!.headers).not.toHaveProperty("if-match");
  });

  test("does not show the token where none is wanted", async () => {
    const { api, seen } = await client(503, '{"ready":false,"checks":[]}');
    expect(await api.readiness()).toEqual({ ready: false, checks: [] });
    expect(seen[0]!.headers).not.toHaveProperty("authorization");
  });

  test("keeps to the API's own path", async () => {
    const { api, seen } = await client(200, '{"names":[],"nextCursor":null}', { prefix: "/behind/a/proxy" });
    await api.names({ domain: "example.com", limit: 2, cursor: "a+b" });
    expect(seen[0]!.url).toBe("/behind/a/proxy/v1/names?domain=example.com&cursor=a%2Bb&limit=2");
  });

  test("does not take the token elsewhere", async () => {
    const { api } = await client(302, "");
    await expect(api.zones()).rejects.toMatchObject({ exitCode: 3 });
  });
});

describe("a write of a name", () => {
  const writes: readonly (readonly [string, (api: ApiClient) => Promise<unknown>])[] = [
    ["registration", (api) => api.createName({ name: "a@example.com" })],
    ["deletion", (api) => api.deleteName("a@example.com", 7)],
  ];
  const unknown = problem({ status: 503, code: "outcome-unknown" });
  const keysOf = (seen: readonly Seen[]) => seen.map(({ headers }) => headers["idempotency-key"]);

  test.each(writes)("(%s) has a key of its own", async (_, write) => {
    const { api, seen } = await client(200, "{}");
    await write(api);
    await write(api);
    for (const key of keysOf(seen)) expect(key).toMatch(/^"[0-9a-f-]{36}"$/);
    expect(new Set(keysOf(seen)).size).toBe(2);
  });

  test.each(writes)("(%s) is repeated with its key where the connection breaks", async (_, write) => {
    const { api, seen } = await client(200, "{}", { broken: 1 });
    await write(api);
    expect(seen).toHaveLength(2);
    expect(new Set(keysOf(seen)).size).toBe(1);
    expect(seen[1]!.headers).toEqual(seen[0]!.headers);
    expect(seen[1]!.body).toBe(seen[0]!.body);
  });

  test.each(writes)("(%s) is repeated once where its outcome is unknown", async (_, write) => {
    const { api, seen } = await client(503, unknown);
    await expect(write(api)).rejects.toMatchObject({ exitCode: 1, problem: { code: "outcome-unknown" } });
    expect(seen).toHaveLength(2);
    expect(new Set(keysOf(seen)).size).toBe(1);
  });

  test.each(writes)("(%s) is repeated once, and then cannot be reached", async (_, write) => {
    const { api, seen } = await client(200, "{}", { broken: 3 });
    await expect(write(api)).rejects.toMatchObject({ exitCode: 3 });
    expect(seen).toHaveLength(2);
  });

  test.each(writes)("(%s) is not repeated where it is refused", async (_, write) => {
    const { api, seen } = await client(409, problem({ code: "name-taken" }));
    await expect(write(api)).rejects.toMatchObject({ problem: { code: "name-taken" } });
    expect(seen).toHaveLength(1);
  });
});

test("what has no key is not repeated", async () => {
  const { api, seen } = await client(200, "{}", { broken: 3 });
  await expect(api.createToken({ name: "shop" })).rejects.toMatchObject({ exitCode: 3 });
  expect(seen).toHaveLength(1);
  expect(seen[0]!.headers).not.toHaveProperty("idempotency-key");
});

describe("a refusal", () => {
  test.each<[object, string]>([
    [{}, "it cannot be (zone-invalid)"],
    [{ pointer: "" }, "it cannot be (zone-invalid)"],
    [{ pointer: "/nameServers/0" }, "it cannot be (zone-invalid at /nameServers/0)"],
    [{ detail: "a\u001b[2Jb" }, "a [2Jb (zone-invalid)"],
  ])("of %j is a sentence", async (fields, message) => {
    const { api } = await client(422, problem(fields));
    await expect(api.zones()).rejects.toMatchObject({ message, exitCode: 1, problem: { status: 422 } });
  });

  test("for several reasons has them one by one", async () => {
    const errors = [
      { pointer: "/ttl", detail: "no" },
      { pointer: "", detail: "none", code: "c" },
      { pointer: "/uri", detail: "odd\n", code: "c", position: 0 },
      { pointer: "", detail: "cut", position: 8 },
    ];
    const { api } = await client(422, problem({ code: "request-invalid", errors }));
    await expect(api.zones()).rejects.toMatchObject({
      message: "refused (request-invalid)",
      faults: ["/ttl: no", "none (c)", "/uri at character 1: odd  (c)", "at character 9: cut"],
    });
  });

  test("of the token comes with a hint", async () => {
    const { api } = await client(401, problem({ code: "unauthorized" }));
    await expect(api.zones()).rejects.toMatchObject({
      exitCode: 1,
      hint: expect.stringContaining("--token-file"),
    });
  });

  test("of a version comes with a hint", async () => {
    const { api } = await client(412, problem({ code: "revision-mismatch" }));
    await expect(api.deleteName("a@example.com", 7)).rejects.toMatchObject({
      exitCode: 1,
      hint: expect.stringContaining("paynamed name get"),
    });
  });

  test.each([
    [200, "<html>"],
    [404, "<html>"],
    [500, "[]"],
    [500, "null"],
    [404, '{"error":"x"}'],
  ])("by something else (%d %s) says so", async (status, body) => {
    const { api } = await client(status, body);
    await expect(api.zones()).rejects.toMatchObject({
      exitCode: 1,
      message: expect.stringContaining("not paynamed's admin API"),
    });
  });
});
