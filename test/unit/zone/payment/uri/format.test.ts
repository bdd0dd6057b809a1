import { describe, expect, test } from "vitest";
import { formatUri, type UriParts } from "../../../../../src/zone/payment/uri/format.ts";

describe("the canonical text", () => {
  test.each<[UriParts, string]>([
    [{ body: "", parameters: [] }, "bitcoin:"],
    [{ body: "1Abc", parameters: [] }, "bitcoin:1Abc"],
    [{ body: "", parameters: [{ key: "lno", value: "lno1Q+q" }] }, "bitcoin:?lno=lno1Q%2Bq"],
    [
      {
        body: "1Abc",
        parameters: [
          { key: "sp", value: "b" },
          { key: "lno", value: "a" },
          { key: "sp", value: "a" },
        ],
      },
      "bitcoin:1Abc?sp=b&lno=a&sp=a",
    ],
    [{ body: "a", parameters: [{ key: "LNO", value: "A" }] }, "bitcoin:a?lno=A"],
    [
      { body: "a", parameters: [{ key: "pop", required: true, value: "app:?x=" }] },
      "bitcoin:a?req-pop=app:?x%3D",
    ],
    [{ body: "a", parameters: [{ key: "pop", required: false, value: "b:" }] }, "bitcoin:a?pop=b:"],
    [
      {
        body: "a",
        parameters: [
          { key: "flag", value: undefined },
          { key: "empty", value: "" },
        ],
      },
      "bitcoin:a?flag&empty=",
    ],
    [
      { body: "a", parameters: [{ key: "a=&ä", value: "=&%?# ₿" }] },
      "bitcoin:a?a%3D%26%C3%A4=%3D%26%25?%23%20%E2%82%BF",
    ],
    [{ body: "a?b#c d", parameters: [] }, "bitcoin:a%3Fb%23c%20d"],
  ])("%j", (parts, uri) => {
    expect(formatUri(parts)).toBe(uri);
  });
});
