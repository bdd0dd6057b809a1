import { describe, expect, test } from "vitest";
import { LONG_URI, openApi, pathOf, problemIn, URI } from "./support.ts";

describe("an answer waits until DNS answers by it", () => {
  const calls = [
    ["POST", "/v1/names", { name: "bob@example.com", uri: URI }],
    ["PUT", pathOf("alice@example.com"), { uri: LONG_URI }],
    ["DELETE", pathOf("alice@example.com"), undefined],
  ] as const;

  test.each(calls)("%s %s is not answered before", async (method, url, body) => {
    const { register, call, answers } = await openApi();
    await register("alice@example.com");
    const asked = Promise.withResolvers<void>();
    const gate = Promise.withResolvers<void>();
    answers.settled = () => {
      asked.resolve();
      return gate.promise;
    };
    let answered = false;
    const response = call(method, url, body).then((found) => {
      answered = true;
      return found;
    });
    await asked.promise;
    await new Promise((resolve) => setImmediate(resolve));
    expect(answered).toBe(false);
    gate.resolve();
    expect((await response).statusCode).toBeLessThan(300);
  });

  test.each(calls)(
    "%s %s: if that fails, the write stands and the answer says so",
    async (method, url, body) => {
      const { register, call, answers, store } = await openApi();
      await register("alice@example.com");
      answers.settled = () => Promise.reject(new Error("worker 1 is silent"));
      const response = await call(method, url, body);
      expect(response.statusCode).toBe(503);
      const problem = problemIn(response);
      expect(problem).toMatchObject({ code: "answer-unavailable" });
      expect(problem["detail"]).toMatch(/the write stands with serial 3/);
      expect(response.body).not.toContain("worker");
      expect((await store.zones())[0]).toMatchObject({ serial: 3 });
    },
  );
});
