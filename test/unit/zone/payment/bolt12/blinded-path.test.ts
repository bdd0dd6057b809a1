import { hex } from "@scure/base";
import { describe, expect, test } from "vitest";
import type { BlindedPath } from "../../../../../src/zone/payment/bolt12/blinded-path.ts";
import { decodeOffer } from "../../../../../src/zone/payment/bolt12/offer.ts";
import { blindedPath, ISSUER_ID, makeOffer, offerText } from "../../../../support/offer-text.ts";
import { at, faultsOf } from "./judge.ts";

const POINT = "02".repeat(33);
/** No curve point has this x. */
const NO_POINT = "03".repeat(33);

const PATH: BlindedPath = {
  introduction: { kind: "node", nodeId: ISSUER_ID },
  pathKey: POINT,
  hops: [
    { blindedNodeId: POINT, encryptedRecipientData: "00ff" },
    { blindedNodeId: ISSUER_ID, encryptedRecipientData: "" },
  ],
};

const CHANNEL = { kind: "channel", direction: 1, scid: "16777215x16777214x65535" } as const;

const octetsOf = (path: BlindedPath): string => hex.encode(blindedPath(path));

/** What is wrong with paths that stand alone in an offer; places count octets of the value. */
const faultsOfPaths = (value: string): (readonly [string, number])[] => {
  const octets = hex.decode(value);
  const first = octets.length < 0xfd ? 2 : 4;
  const places = new Map(Array.from({ length: octets.length + 1 }, (_, octet) => [at(first + octet), octet]));
  return faultsOf(offerText([{ type: 16, value: octets }])).map(([code, position]) => [
    code,
    places.get(position ?? -1) ?? -1,
  ]);
};

describe("blinded paths", () => {
  test.each([
    ["by way of a node", [PATH]],
    ["by way of a channel", [{ ...PATH, introduction: CHANNEL }]],
    [
      "by way of a channel's other end",
      [{ ...PATH, introduction: { ...CHANNEL, direction: 0, scid: "0x0x0" } }],
    ],
    ["more than one", [PATH, { ...PATH, introduction: CHANNEL }, PATH]],
    [
      "with more than 255 octets for a hop",
      [{ ...PATH, hops: [{ blindedNodeId: POINT, encryptedRecipientData: "ab".repeat(300) }] }],
    ],
    ["of many hops", [{ ...PATH, hops: Array.from({ length: 60 }, () => PATH.hops[0]!) }]],
  ] as readonly (readonly [string, readonly BlindedPath[]])[])("%s", (_, paths) => {
    const { value } = decodeOffer(makeOffer({ paths, issuerId: null }), { network: "mainnet" });
    expect(value?.paths).toEqual(paths);
    expect(value).not.toHaveProperty("issuerId");
  });

  test("an empty list is refused, with or without an issuer id", () => {
    expect(faultsOf(makeOffer({ paths: [] }))).toEqual([["offer-paths-empty", at(2)]]);
    expect(faultsOf(makeOffer({ paths: [], issuerId: null }))).toEqual([["offer-paths-empty", at(2)]]);
  });

  test("an empty list that nothing follows is at the last character", () => {
    const text = makeOffer({ paths: [], issuerId: null, extra: [{ type: 1, value: hex.decode("ff") }] });
    expect(faultsOf(text)).toEqual([["offer-paths-empty", text.length - 1]]);
  });

  test("a path without hops is refused, and the next is read", () => {
    const none = octetsOf({ ...PATH, hops: [] });
    const next = octetsOf({ ...PATH, pathKey: NO_POINT });
    expect(faultsOfPaths(none)).toEqual([["offer-path-without-hops", 0]]);
    expect(faultsOfPaths(none + next)).toEqual([
      ["offer-path-without-hops", 0],
      ["offer-point-invalid", none.length / 2 + 33],
    ]);
  });

  test.each([
    ["the introduction node", { ...PATH, introduction: { kind: "node", nodeId: NO_POINT } }, 0],
    ["the path key", { ...PATH, pathKey: NO_POINT }, 33],
    ["the path key behind a channel", { ...PATH, introduction: CHANNEL, pathKey: NO_POINT }, 9],
    ["the path key's prefix", { ...PATH, pathKey: `04${POINT.slice(2)}` }, 33],
    [
      "a blinded node id",
      { ...PATH, hops: [PATH.hops[0], { ...PATH.hops[1], blindedNodeId: NO_POINT }] },
      104,
    ],
    [
      "a blinded node id's prefix",
      { ...PATH, hops: [{ ...PATH.hops[1], blindedNodeId: `00${POINT.slice(2)}` }] },
      67,
    ],
  ] as readonly (readonly [string, BlindedPath, number])[])("%s must be a point", (_, path, place) => {
    expect(faultsOfPaths(octetsOf(path))).toEqual([["offer-point-invalid", place]]);
  });

  test("every point that is none is told", () => {
    const path = { ...PATH, introduction: { kind: "node", nodeId: NO_POINT }, pathKey: NO_POINT } as const;
    expect(
      faultsOfPaths(octetsOf(path) + octetsOf({ ...PATH, pathKey: NO_POINT })).map(([, place]) => place),
    ).toEqual([0, 33, 139 + 33]);
  });

  test.each([4, 5, 0x20, 0xff])("none begins with %i", (first) => {
    const path = octetsOf(PATH);
    const other = first.toString(16).padStart(2, "0") + path.slice(2);
    expect(faultsOfPaths(other)).toEqual([["offer-path-introduction-invalid", 0]]);
    expect(faultsOfPaths(path + other)).toEqual([["offer-path-introduction-invalid", path.length / 2]]);
  });

  test.each([PATH, { ...PATH, introduction: CHANNEL }])("cut short anywhere it is refused", (path) => {
    const whole = octetsOf(path);
    for (let octets = 1; octets < whole.length / 2; octets += 1) {
      const cut = whole.slice(0, octets * 2);
      expect([octets, faultsOfPaths(cut)]).toEqual([octets, [["offer-path-truncated", 0]]]);
      expect(faultsOfPaths(whole + cut)).toEqual([["offer-path-truncated", whole.length / 2]]);
    }
  });
});
