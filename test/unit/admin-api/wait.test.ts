import { afterEach, describe, expect, test, vi } from "vitest";
import type { ZoneStanding } from "../../../src/zone/store/shared-port.ts";
import {
  APEX,
  type Api,
  anInstance,
  LONG_URI,
  openApi,
  pathOf,
  problemIn,
  STANDING,
  URI,
} from "./support.ts";

const ALICE = pathOf("alice@example.com");
const writes = [
  ["POST", "/v1/names", { name: "bob@example.com", uri: URI }, 201],
  ["PUT", ALICE, { uri: LONG_URI }, 200],
  ["PUT", pathOf("bob@example.com"), { uri: LONG_URI }, 201],
  ["DELETE", ALICE, undefined, 200],
] as const;

/** An API with alice registered, at serial 2, and what another instance answers of the zone. */
async function opened(serialThere: number): Promise<Api> {
  const api = await openApi();
  expect((await api.register("alice@example.com")).statusCode).toBe(201);
  const { generation } = (await api.store.zone(APEX))!;
  const at = (serial: number): readonly ZoneStanding[] => [{ ...STANDING, generation, serial }];
  api.answers.zones = at(3);
  api.instances.others = [anInstance("there", at(serialThere))];
  return api;
}

/** What a promise comes to while time passes as it is told to. */
async function inFakeTime<T>(promise: Promise<T>): Promise<T> {
  let isDone = false;
  promise.finally(() => {
    isDone = true;
  });
  while (!isDone) {
    await vi.advanceTimersByTimeAsync(100);
    await new Promise((resolve) => setImmediate(resolve));
  }
  return promise;
}

const confirmation = (name: string, serial: number, confirmed: boolean) => ({
  id: `id of ${name}`,
  name,
  serial,
  confirmed,
});

describe("a write that waits for all instances", () => {
  afterEach(() => void vi.useRealTimers());

  test.each(writes)("%s %s says what they answer", async (method, url, body, status) => {
    const { call } = await opened(4);
    const response = await call(method, `${url}?wait=all`, body);
    expect(response.statusCode).toBe(status);
    const answer = response.json<Record<string, unknown>>();
    expect(answer["instances"]).toEqual([confirmation("there", 4, true), confirmation("here", 3, true)]);
    expect(answer["serial"]).toBe(3);
    if (method === "DELETE") expect(Object.keys(answer)).toHaveLength(2);
    else expect(answer).toMatchObject({ revision: 3, warnings: [] });
  });

  test.each(writes)("%s %s says which is behind, and stands", async (method, url, body) => {
    const { call, store, log } = await opened(2);
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
    const response = await inFakeTime(call(method, `${url}?wait=all`, body));
    expect(response.statusCode).toBe(503);
    const problem = problemIn(response);
    expect(problem).toMatchObject({
      code: "instances-behind",
      detail: expect.stringMatching(
        /^the write stands with serial 3, but not every instance answers by it yet: there; look at the name/,
      ),
      instances: [confirmation("there", 2, false), confirmation("here", 3, true)],
    });
    expect((await store.zone(APEX))?.serial).toBe(3);
    expect(log.filter(({ level }) => Number(level) >= 50)).toHaveLength(1);
  });

  test.each(writes)("%s %s is answered here first", async (method, url, body) => {
    const { call, answers, instances } = await opened(4);
    answers.settled = () => Promise.reject(new Error("worker 1 is silent"));
    instances.all = () => Promise.reject(new Error("asked too early"));
    expect(problemIn(await call(method, `${url}?wait=all`, body))).toMatchObject({
      code: "answer-unavailable",
    });
  });

  test.each(writes)("%s %s asks no other without a word of waiting", async (method, url, body, status) => {
    const { call, instances } = await opened(4);
    instances.all = () => Promise.reject(new Error("asked for nothing"));
    const response = await call(method, url, body);
    expect(response.statusCode).toBe(method === "DELETE" ? 204 : status);
    if (method === "DELETE") expect(response.body).toBe("");
    else expect(response.json()).not.toHaveProperty("instances");
  });

  test("a repetition under its Idempotency-Key waits too, and is told what to do", async () => {
    const { call, store, instances } = await opened(2);
    const key = { "idempotency-key": "k".repeat(16) };
    const body = { name: "bob@example.com", uri: URI };
    expect((await call("POST", "/v1/names", body, key)).statusCode).toBe(201);
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
    const behind = await inFakeTime(call("POST", "/v1/names?wait=all", body, key));
    expect(problemIn(behind)).toMatchObject({
      code: "instances-behind",
      detail: expect.stringMatching(/yet: there; repeat the request with the same Idempotency-Key$/),
    });
    instances.others = [];
    const confirmed = await call("POST", "/v1/names?wait=all", body, key);
    expect(confirmed.statusCode).toBe(201);
    expect(confirmed.json()).toMatchObject({ serial: 3, instances: [confirmation("here", 3, true)] });
    expect((await store.zone(APEX))?.serial).toBe(3);
  });

  describe.each(writes)("%s %s", (method, url, body) => {
    test.each([
      ["?wait=", "/wait"],
      ["?wait=some", "/wait"],
      ["?wait=ALL", "/wait"],
      ["?wait=all&wait=all", "/wait"],
      ["?wait=all&for=5", "/for"],
      ["?Wait=all", "/Wait"],
    ])("writes nothing where the query is %s", async (query, pointer) => {
      const detail = pointer === "/wait" ? "write wait=all" : "there is no such property";
      const { call, store } = await opened(4);
      const response = await call(method, `${url}${query}`, body);
      expect(response.statusCode).toBe(422);
      expect(problemIn(response)).toMatchObject({ code: "request-invalid", errors: [{ pointer, detail }] });
      expect((await store.zone(APEX))?.serial).toBe(2);
    });
  });
});
