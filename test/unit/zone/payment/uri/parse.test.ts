import { describe, expect, test } from "vitest";
import { FaultList } from "../../../../../src/zone/payment/fault.ts";
import type { UriFaultCode } from "../../../../../src/zone/payment/uri/fault.ts";
import { MAX_URI_OCTETS, type PaymentUri, readUri } from "../../../../../src/zone/payment/uri/parse.ts";
import { parseUri } from "../../../../support/parse-uri.ts";

/** A URI with `^` before each place where a fault is expected: the URI itself, and the places. */
const marked = (text: string): { readonly uri: string; readonly positions: readonly number[] } => {
  const pieces = text.split("^");
  let position = 0;
  const positions = pieces.slice(0, -1).map((piece) => {
    position += piece.length;
    return position;
  });
  return { uri: pieces.join(""), positions };
};

const ofLength = (length: number): string => "bitcoin:?lno=".padEnd(length, "q");

const accepted = (uri: string): PaymentUri => {
  const { value, faults } = parseUri(uri);
  expect(faults).toBeUndefined();
  return value!;
};

describe("each rule has its code and its place", () => {
  test.each<[string, ...UriFaultCode[]]>([
    ["^", "uri-scheme"],
    ["^bitcoin", "uri-scheme"],
    ["^ bitcoin:a", "uri-scheme"],
    ["^lightning:lnbc1", "uri-scheme"],
    ["^b\u0131tcoin:a", "uri-scheme"],
    ["^bitco\u0130n:a", "uri-scheme"],
    ["bitcoin:^//a", "uri-authority"],
    ["bitcoin:^%2F/a", "uri-authority"],
    ["bitcoin:^bitcoin:a", "uri-scheme-repeated"],
    ["bitcoin:^//^bitcoin:a", "uri-authority", "uri-scheme-repeated"],
    ["bitcoin:?lno=a%62^bitcoin%3Ac", "uri-scheme-repeated"],
    ["bitcoin:a^BitCoin:b^bitcoin:c", "uri-scheme-repeated", "uri-scheme-repeated"],
    ["bitcoin:?lno=a^bitcoin:?lno=b", "uri-scheme-repeated"],
    ["bitcoin:?lno=a&^bitcoin:?sp=b", "uri-scheme-repeated"],
    ["bitcoin:?LNO=a^BITCOIN:", "uri-scheme-repeated"],
    ["bitcoin:^ a", "uri-character"],
    ["bitcoin:a^#b", "uri-character"],
    ['bitcoin:?lno=a^" "b', "uri-character"],
    ["bitcoin:a?la^\u00e9bel=x", "uri-character"],
    ["bitcoin:a?label=J^\u00f6rg", "uri-character"],
    ["bitcoin:a?label=x^#fragment", "uri-character"],
    ["bitcoin:a^%", "uri-escape"],
    ["bitcoin:a?label=^%4", "uri-escape"],
    ["bitcoin:a?^%g0=1", "uri-escape"],
    ["bitcoin:a?label=a^%ff", "uri-utf8"],
    ["bitcoin:a?^%c3=1", "uri-utf8"],
    ["bitcoin:a?^=1", "uri-key-empty"],
    ["bitcoin:a?label=b&^=", "uri-key-empty"],
    ["bitcoin:a?amount^", "uri-value-missing"],
    ["bitcoin:a?label^&x=1", "uri-value-missing"],
    ["bitcoin:a?message^", "uri-value-missing"],
    ["bitcoin:a?req-pop^", "uri-value-missing"],
    ["bitcoin:?lno^&sp=b", "uri-value-missing"],
    ["bitcoin:a?bcrt^", "uri-value-missing"],
    ["bitcoin:a?label=a&^LABEL=b", "uri-parameter-repeated"],
    ["bitcoin:a?label=a&^req-label=b", "uri-parameter-repeated"],
    ["bitcoin:a?message=a&x=1&^m%65ssage=a", "uri-parameter-repeated"],
    ["bitcoin:a?amount=1&^amount=1&^amount=2", "uri-parameter-repeated", "uri-parameter-repeated"],
    ["bitcoin:a?req-pop=a:&^pop=a:", "uri-parameter-repeated"],
    ["bitcoin:a?^req-x=1", "uri-required-unknown"],
    ["bitcoin:a?^REQ-x", "uri-required-unknown"],
    ["bitcoin:a?^req-", "uri-required-unknown"],
    ["bitcoin:a?^req-=1", "uri-required-unknown"],
    ["bitcoin:a?^req-req-pop=a:", "uri-required-unknown"],
    ["bitcoin:a?^r%65q%2Dx=1", "uri-required-unknown"],
    ["bitcoin:a?pop=^", "uri-pop-not-a-uri"],
    ["bitcoin:a?pop=^app", "uri-pop-not-a-uri"],
    ["bitcoin:a?pop=^:", "uri-pop-not-a-uri"],
    ["bitcoin:a?pop=^1app:", "uri-pop-not-a-uri"],
    ["bitcoin:a?pop=^%20https:", "uri-pop-not-a-uri"],
    ["bitcoin:a?pop=^java%0Ascript:", "uri-pop-not-a-uri"],
    ["bitcoin:a?amount=1^,5", "amount-syntax"],
    ["bitcoin:a?amount=%31%31^%2C5", "amount-syntax"],
    ["bitcoin:a?amount=^", "amount-syntax"],
    ["bitcoin:a?amount=^&x=1", "amount-syntax"],
    ["bitcoin:a?amount=1.12345678^9", "amount-precision"],
    ["bitcoin:a?amount=^0.0", "amount-zero"],
    ["bitcoin:a?amount=^21000001", "amount-too-large"],
  ])("%s: %s", (text, ...codes) => {
    const { uri, positions } = marked(text);
    const expected = codes.map((code, index) => ({
      code,
      position: positions[index],
      detail: expect.stringMatching(/[^.]$/),
    }));
    expect(parseUri(uri).faults).toEqual(expected);
  });

  test.each([
    "bitcoin:",
    "BITCOIN:?",
    "bitcoin:?&",
    "bitcoin:?label=a&amount=1&message=b&pop=app:",
    "bitcoin:?lightnin=a",
    "bitcoin:?x=lno",
    // What is an instruction to other wallets only is nothing to pay to for those that follow the BIP.
    "bitcoin:?ark=ark1q&creq=creqa",
  ])("%s: uri-nothing-to-pay, of the whole text", (uri) => {
    expect(parseUri(uri).faults).toEqual([{ code: "uri-nothing-to-pay", detail: expect.any(String) }]);
  });

  // BIP-321: "http", "https", "file", "javascript", "mailto" and what else opens in a web browser.
  test.each([
    ...["http", "https", "file", "javascript", "mailto"],
    ...["ftp", "ws", "wss", "data", "blob", "about", "view-source", "intent", "vbscript", "ssh", "tel"],
  ])("%s: is no scheme for a proof of payment, in any case, required or not", (scheme) => {
    for (const pop of [`pop=${scheme}:`, `req-pop=${scheme.toUpperCase()}%3A//x`]) {
      expect(parseUri(`bitcoin:a?${pop}`).faults).toEqual([
        {
          code: "uri-pop-scheme",
          position: "bitcoin:a?".length + pop.indexOf("=") + 1,
          detail: expect.any(String),
        },
      ]);
    }
  });
});

describe("a URI is read up to a length in octets", () => {
  test("that it may have", () => {
    expect(accepted(ofLength(MAX_URI_OCTETS)).parameters).toHaveLength(1);
  });

  test("and no further", () => {
    expect(MAX_URI_OCTETS).toBe(2048);
    const tooLong = (position: number) => ({ code: "uri-too-long", position, detail: expect.any(String) });
    expect(parseUri(ofLength(2049)).faults).toEqual([tooLong(2048)]);
    expect(parseUri(`${ofLength(2047)}₿ ^^`).faults).toEqual([tooLong(2047)]);
    expect(parseUri(" ".repeat(1_000_000)).faults?.map(({ code }) => code)).toEqual([
      "uri-scheme",
      "uri-too-long",
    ]);
  });
});

describe("what is allowed", () => {
  const pairs = (uri: string): unknown =>
    accepted(uri).parameters.map(({ key, required, value }) => [key, required, value?.text]);

  test("any case of scheme and keys; values and body keep theirs", () => {
    const { body } = accepted("BitCoin:AbC?Lno=XyZ");
    expect(body.text).toBe("AbC");
    expect(pairs("BitCoin:AbC?Lno=XyZ&REQ-Pop=App:")).toEqual([
      ["lno", false, "XyZ"],
      ["pop", true, "App:"],
    ]);
  });

  test("keys fold as US-ASCII: a Kelvin sign stays one", () => {
    expect(pairs("bitcoin:a?%E2%84%AAEY=1")).toEqual([["\u212aey", false, "1"]]);
  });

  test("unknown keys, with and without a value, more than once", () => {
    expect(pairs("bitcoin:a?x&x=&x=1&x=1&a/b?c:d@e")).toEqual([
      ["x", false, undefined],
      ["x", false, ""],
      ["x", false, "1"],
      ["x", false, "1"],
      ["a/b?c:d@e", false, undefined],
    ]);
  });

  test("keys that hold a prefix elsewhere", () => {
    expect(pairs("bitcoin:a?x-req-y=1&req=2&reqlno=3")).toEqual([
      ["x-req-y", false, "1"],
      ["req", false, "2"],
      ["reqlno", false, "3"],
    ]);
  });

  test("instructions more than once, each of them without an address", () => {
    for (const key of ["lightning", "lno", "pay", "sp", "tsp", "bc", "tb", "bcrt"]) {
      expect(pairs(`bitcoin:?${key}=1&${key}=1&REQ-${key}=2`)).toEqual([
        [key, false, "1"],
        [key, false, "1"],
        [key, true, "2"],
      ]);
    }
  });

  test("known keys that are required", () => {
    const uri = accepted("bitcoin:a?req-amount=0.5&req-label=b&req-message=c&req-pop=app%3A");
    expect(uri).toMatchObject({
      amount: 50_000_000n,
      label: "b",
      message: "c",
      pop: { uri: "app:", required: true },
    });
  });

  test("parameters without anything in them, which count for nothing", () => {
    expect(pairs("bitcoin:a?")).toEqual([]);
    expect(pairs("bitcoin:a?&&")).toEqual([]);
    expect(pairs("bitcoin:a?&x=1&&y=2&")).toEqual([
      ["x", false, "1"],
      ["y", false, "2"],
    ]);
  });

  test("question marks, colons and further equals signs in a value; plus is plus", () => {
    expect(pairs("bitcoin:?lno=a?b:c=d+e")).toEqual([["lno", false, "a?b:c=d+e"]]);
  });

  test("escapes that nobody needs", () => {
    const uri = accepted("bitcoin:%61b?%6Cno=%78y");
    expect(uri.body.text).toBe("ab");
    expect(uri.parameters[0]).toMatchObject({ key: "lno", value: { text: "xy" } });
  });

  test("the scheme's name in text that people read", () => {
    expect(accepted("bitcoin:a?label=bitcoin:b&message=bitcoin:c&x=bitcoin:d").label).toBe("bitcoin:b");
  });

  test("empty label and message", () => {
    expect(accepted("bitcoin:a?label=&message=")).toMatchObject({ label: "", message: "" });
  });

  test("nothing is said of what is not there", () => {
    expect(Object.keys(accepted("bitcoin:a"))).toEqual(["body", "parameters"]);
  });
});

test("positions lead into the URI as given", () => {
  const uri = "bitcoin:a%62c?x=1&&label=J%C3%B6rg&Lno";
  const { body, parameters } = readUri(uri, new FaultList<UriFaultCode>())!;
  expect([0, 1, 2, 3].map(body.at)).toEqual([8, 9, 12, 13]);
  expect(parameters.map(({ position }) => position)).toEqual(
    ["x=", "label", "Lno"].map((key) => uri.indexOf(key)),
  );
  const label = parameters[1]?.value;
  expect(label?.text).toBe("Jörg");
  expect(label?.at(2)).toBe(uri.indexOf("rg&"));
  expect(label?.at(4)).toBe(uri.indexOf("&Lno"));
});

test("all that is wrong is reported at once, and what can be read is given all the same", () => {
  const uri = "bitcoin://?label=a b&amount=1,5&amount=2&req-x=1&pop=https:&=&sp&message=%";
  const faults = new FaultList<UriFaultCode | "offer-expired">();
  const read = readUri(uri, faults);
  expect(faults.refused().faults.map(({ code }) => code)).toEqual([
    "uri-authority",
    "uri-character",
    "uri-required-unknown",
    "uri-key-empty",
    "uri-value-missing",
    "uri-escape",
    "uri-parameter-repeated",
    "amount-syntax",
    "uri-pop-scheme",
  ]);
  expect(read?.label).toBe("a b");
  expect(read?.parameters).toHaveLength(8);
  expect(parseUri(uri).value).toBeUndefined();
});

test("what is no payment URI, or too long, gives nothing to go on with", () => {
  for (const text of ["lnbc1", ofLength(2049)]) {
    expect(readUri(text, new FaultList<UriFaultCode>())).toBeUndefined();
  }
});

test("64 parameters are read, and the next is one too many", () => {
  const uri = (count: number): string => `bitcoin:?lno=x${"&&a=1".repeat(count - 1)}`;
  expect(parseUri(uri(64)).value?.parameters).toHaveLength(64);
  expect(parseUri(`${uri(64)}&`).faults).toBeUndefined();
  expect(parseUri(uri(400)).faults).toMatchObject([
    { code: "uri-too-many-parameters", position: uri(64).length + 2 },
  ]);
});
