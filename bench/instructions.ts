/**
 * npm run bench:instructions   how long a registration's rules take: for usual records, and for the dearest input of each kind
 * that fits into 4 KB. bench/README.md says what the figures mean.
 */
import { parseArgs } from "node:util";
import { secp256k1 } from "@noble/curves/secp256k1.js";
import { bech32, bech32m } from "@scure/base";
import { DEMO } from "../src/cli/demo-record.ts";
import { decodeOffer } from "../src/zone/payment/bolt12/offer.ts";
import { type PaymentInput, publicationOf } from "../src/zone/payment/publication.ts";
import { NEEDED, octetField, writeInvoice } from "../test/support/invoice-writer.ts";
import { makeOffer, offerText, utf8 } from "../test/support/offer-text.ts";
import { wholeNumber } from "./options.ts";
import { table } from "./table.ts";

const { values } = parseArgs({ options: { runs: { type: "string", default: "200" } } });
const runs = wholeNumber("runs", values.runs);
const LIMIT = 4096;

const points = (count: number): string[] => {
  const found: string[] = [];
  for (let point = secp256k1.Point.BASE; found.length < count; point = point.add(secp256k1.Point.BASE)) {
    found.push(point.toHex(true));
  }
  return found;
};

/** An offer of nearly so many characters whose octets are points, each in a hop of one path. */
function offerOfPoints(characters: number): string {
  const [first, pathKey, ...hopPoints] = points(200);
  for (let count = hopPoints.length; ; count--) {
    const hops = hopPoints.slice(0, count).map((id) => ({ blindedNodeId: id, encryptedRecipientData: "" }));
    const path = { introduction: { kind: "node", nodeId: first! }, pathKey: pathKey!, hops } as const;
    const text = count > 255 ? "" : makeOffer({ paths: [path] });
    if (text !== "" && text.length <= characters) return text;
  }
}

/** An invoice of nearly so many characters, signed, with a point in each of its route hints. */
function invoiceOfRoutes(characters: number): string {
  const hop = `${points(1)[0]}${"00".repeat(18)}`;
  const written = (count: number): string =>
    writeInvoice({ fields: [...NEEDED, ...new Array(count).fill(octetField("r", hop))] });
  let count = 1;
  while (written(count + 1).length <= characters) count++;
  return written(count);
}

const filled = (unit: string, before = ""): string => (before + unit.repeat(LIMIT)).slice(0, LIMIT);
const manyRecords = (): string =>
  offerText(Array.from({ length: 36 }, (_, i) => ({ type: 2 * i + 7 + 1e9, value: utf8("x".repeat(60)) })));
const words = (count: number): number[] => new Array<number>(count).fill(7);

const universal = { network: "mainnet", profile: "universal", now: 1_800_000_000 } as const;
const published = (input: PaymentInput) => () => void publicationOf(input, universal);
const offer = (text: string) => () => void decodeOffer(text, { network: "mainnet" });

const CASES: Readonly<Record<string, () => void>> = {
  "an address": published({ address: DEMO.address }),
  "the offer of BIP-353's example": published({ offer: DEMO.offer }),
  "both, as a URI": published({ uri: `bitcoin:${DEMO.address}?lno=${DEMO.offer}` }),
  "an offer full of points, URI of 2048": published({ uri: `bitcoin:?lno=${offerOfPoints(2030)}` }),
  "an offer full of points, 4096": offer(offerOfPoints(LIMIT)),
  "an offer in chunks of one character, 4096": offer(filled("q+", "lno1")),
  "an offer of unknown records, 4096": offer(manyRecords()),
  "an invoice full of route hints, 2030": published({ invoice: invoiceOfRoutes(2030) }),
  "an invoice that nobody signed, 2030": published({ invoice: bech32.encode("lnbc", words(2019), false) }),
  "a silent-payment address, 1023": published({ silentPayment: bech32m.encode("sp", words(1014), false) }),
  "an address in Base58, 4096": published({ address: filled("1") }),
  "parameters without number, URI of 4096": published({ uri: filled("a&", "bitcoin:?") }),
  "parameters without number, URI of 2048": published({ uri: filled("a&", "bitcoin:?").slice(0, 2048) }),
  "schemes in a row, URI of 2048": published({ uri: filled("bitcoin:").slice(0, 2048) }),
  "escapes, URI of 2048": published({ uri: filled("%F0%9F%92%A9", "bitcoin:?label=").slice(0, 2043) }),
};

const rows = Object.entries(CASES).map(([what, work]) => {
  for (let i = 0; i < 20; i++) work();
  const times = Array.from({ length: runs }, () => {
    const since = performance.now();
    work();
    return performance.now() - since;
  }).sort((a, b) => a - b);
  const at = (share: number): string => times[Math.floor((times.length - 1) * share)]!.toFixed(3);
  return [what, at(0.5), at(0.99)];
});
console.log(table(["input", "median ms", "p99 ms"], rows));
