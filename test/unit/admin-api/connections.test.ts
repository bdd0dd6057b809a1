import { Agent, request as httpRequest } from "node:http";
import { type AddressInfo, connect } from "node:net";
import fc from "fast-check";
import { describe, expect, onTestFinished, test } from "vitest";
import { type Api, openApi, TOKEN } from "./support.ts";

async function listen(api: Api): Promise<number> {
  await api.app.listen({ host: "127.0.0.1", port: 0 });
  return (api.app.server.address() as AddressInfo).port;
}

/** A client that keeps its connections open. */
function client(port: number) {
  const agent = new Agent({ keepAlive: true });
  onTestFinished(() => agent.destroy());
  return (path: string) =>
    new Promise<{ status: number | undefined; connection: string | undefined }>((resolve, reject) => {
      const headers = { authorization: `Bearer ${TOKEN}` };
      const request = httpRequest({ agent, port, path, headers }, (response) => {
        response.resume();
        response.on("end", () =>
          resolve({ status: response.statusCode, connection: response.headers.connection }),
        );
      });
      request.on("error", reject);
      request.end();
    });
}

/** Sends octets as they are; resolves to all that comes back. */
const sendRaw = (port: number, text: string) =>
  new Promise<string>((resolve, reject) => {
    let received = "";
    const socket = connect(port, "127.0.0.1", () => socket.write(text));
    socket.setEncoding("utf8");
    socket.on("data", (chunk: string) => {
      received += chunk;
    });
    socket.on("close", () => resolve(received));
    socket.on("error", reject);
  });

describe("close()", () => {
  test("ends idle connections", async () => {
    const api = await openApi();
    const get = client(await listen(api));
    expect(await get("/livez")).toEqual({ status: 200, connection: "keep-alive" });
    await api.app.close();
    await expect(get("/livez")).rejects.toThrow();
  });

  test("lets a request that has begun come to its end, and its connection end with it", async () => {
    const api = await openApi();
    const begun = Promise.withResolvers<void>();
    const gate = Promise.withResolvers<void>();
    const { zones } = api.store;
    api.store.zones = async () => {
      begun.resolve();
      await gate.promise;
      return zones.call(api.store);
    };
    const response = client(await listen(api))("/v1/zones");
    await begun.promise;
    const closed = api.app.close();
    await new Promise((resolve) => setImmediate(resolve));
    gate.resolve();
    expect(await response).toEqual({ status: 200, connection: "close" });
    await closed;
  });
});

describe("any request target", () => {
  const target = fc.oneof(
    fc.stringMatching(/^[!-~]+$/),
    fc.constantFrom(
      "*",
      "//",
      "/\\",
      "http://example.com/v1/zones",
      "example.com:80",
      "?",
      "#",
      "/%00",
      "/v1//names",
    ),
  );

  test("is answered, if not with what was wanted then with a problem", async () => {
    const port = await listen(await openApi());
    await fc.assert(
      fc.asyncProperty(fc.constantFrom("GET", "POST", "OPTIONS"), target, async (method, to) => {
        const headers = `Host: a\r\nAuthorization: Bearer ${TOKEN}\r\nConnection: close`;
        const received = await sendRaw(port, `${method} ${to} HTTP/1.1\r\n${headers}\r\n\r\n`);
        const [head = "", body = ""] = received.split("\r\n\r\n");
        expect(head).toMatch(/^HTTP\/1.1 [24]/);
        if (!head.startsWith("HTTP/1.1 2")) expect(JSON.parse(body)).toHaveProperty("code");
      }),
      { numRuns: 200 },
    );
  });
});

describe("octets that are no request", () => {
  test.each([
    ["GARBAGE\r\n\r\n", 400],
    ["GET /livez HTTP/1.1\r\nHost: a\r\nContent-Length: x\r\n\r\n", 400],
    [`GET /livez HTTP/1.1\r\nHost: a\r\nX: ${"a".repeat(20_000)}\r\n\r\n`, 431],
  ])("%.20j are a problem as well: %d", async (text, status) => {
    const received = await sendRaw(await listen(await openApi()), text);
    const [head = "", body = ""] = received.split("\r\n\r\n");
    expect(head).toMatch(new RegExp(`^HTTP/1.1 ${status} `));
    expect(head).toMatch(/^Content-Type: application\/problem\+json$/m);
    const problem = JSON.parse(body);
    expect(problem).toMatchObject({ code: "request-invalid", status });
    expect(head).toContain(`X-Request-Id: ${problem.requestId}`);
  });
});
