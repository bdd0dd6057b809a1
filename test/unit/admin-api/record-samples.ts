import { bech32 } from "@scure/base";
import { NETWORK_MARKS } from "../../../src/zone/payment/network.ts";
import { writeSilentPayment } from "../../support/address-writer.ts";
import { NEEDED, numberField, writeInvoice } from "../../support/invoice-writer.ts";
import { ISSUER_ID, makeOffer } from "../../support/offer-text.ts";
import { unlabelled } from "../../vectors/bip352.ts";
import { NOW, OFFER } from "./support.ts";

const ADDRESS = "bc1qvyq0cc6rahyvsazfdje0twl7ez82ndmuac2lhv";
const TAPROOT = "bc1p83n3au0rjylefxq2nc2xh2y4jzz4pm6zxj4mw5pagdjjr2a9f36s6jjnnu";
const P2PKH = "1FsSia9rv4NeEwvJ2GvXrX7LyxYspbN2mo";
const P2SH = "36j4NfKv6Akva9amjWrLG6MuSQym1GuEmm";
const TESTNET = "tb1qcrh3yqn4nlleplcez2yndq2ry8h9ncg3qh7n54";

const KEYS = ISSUER_ID + ISSUER_ID;
const SILENT = unlabelled.text;
const SILENT_V1 = writeSilentPayment("sp", 1, KEYS);
const SILENT_BECH32 = writeSilentPayment("sp", 0, KEYS, bech32);
const TEST_SILENT = writeSilentPayment("tsp", 0, KEYS);

const [TESTNET_CHAIN = ""] = NETWORK_MARKS.testnet.chainHashes;
const LIQUID_CHAIN = "1466275836220db2944ca059a3a10ef6fd2ea684b0688d2c379296888a206003";
const SECOND_OFFER = makeOffer({ description: "tea" });
const PRICED_OFFER = makeOffer({ amount: 1000, description: "tea" });
const TEST_OFFER = makeOffer({ chains: [TESTNET_CHAIN] });
const INVOICE = writeInvoice({ timestamp: NOW, fields: [...NEEDED, numberField("x", 86_400)] });
/** LUD-01: a bech32 text of a URL. */
const LNURL = bech32.encode("lnurl", bech32.toWords(Buffer.from("https://example.com/pay")), false);

/** What a caller may want published, by what there is to say of it: a URI, or what to compose one from. */
export const RECORDS: Readonly<Record<string, string | object>> = {
  // One URI, and nothing around it.
  "an offer": `bitcoin:?lno=${OFFER}`,
  "the same in upper case, as for a QR code": `BITCOIN:?LNO=${OFFER.toUpperCase()}`,
  "a scheme and a key in mixed case": `BitCoin:?lNo=${OFFER}`,
  "an offer in mixed case": `bitcoin:?lno=LNO${OFFER.slice(3)}`,
  "five records in one, end to end": `bitcoin:?lno=${OFFER}`.repeat(5),
  "a second record behind a space": `bitcoin:?lno=${OFFER} bitcoin:${ADDRESS}`,
  "a second record as a parameter": `bitcoin:?lno=${OFFER}&bitcoin:${ADDRESS}`,
  "two records as a zone file has them": `"bitcoin:?lno=${OFFER}" "bitcoin:${ADDRESS}"`,
  "a text in quotes": `"bitcoin:?lno=${OFFER}"`,
  "no scheme": `?lno=${OFFER}`,
  "another scheme": `lightning:${OFFER}`,
  "an offer for a URI": OFFER,
  nothing: ``,
  "a scheme that is percent-encoded": `bitcoin%3A?lno=${OFFER}`,
  "a ₿ before the scheme": `₿bitcoin:?lno=${OFFER}`,
  "a ₿ in a value": `bitcoin:?lno=${OFFER}&x=₿`,
  "a ₿ in a value, percent-encoded": `bitcoin:?lno=${OFFER}&x=%E2%82%BF`,
  "2048 octets": `bitcoin:?lno=${OFFER}&x=`.padEnd(2048, "a"),
  "2049 octets": `bitcoin:?lno=${OFFER}&x=`.padEnd(2049, "a"),
  "2048 octets, bare equals signs among them": `bitcoin:?lno=${OFFER}&x=`.padEnd(2048, "="),
  // The body.
  "a P2WPKH address": `bitcoin:${ADDRESS}`,
  "the same in upper case": `bitcoin:${ADDRESS.toUpperCase()}`,
  "a P2TR address": `bitcoin:${TAPROOT}`,
  "a P2PKH address": `bitcoin:${P2PKH}`,
  "a P2SH address": `bitcoin:${P2SH}`,
  "a P2PKH address in lower case": `bitcoin:${P2PKH.toLowerCase()}`,
  "a witness version of the future": `bitcoin:bc1z2rksukkjr8?lno=${OFFER}`,
  "an address and an offer": `bitcoin:${ADDRESS}?lno=${OFFER}`,
  "an address behind two slashes": `bitcoin://${ADDRESS}`,
  "an address of testnet": `bitcoin:${TESTNET}`,
  "an address with a typo": `bitcoin:${ADDRESS.slice(0, -1)}w`,
  "a query without its question mark": `bitcoin:${P2PKH}&lno=1`,
  "an offer for an address": `bitcoin:${OFFER}`,
  "nothing but the scheme": `bitcoin:`,
  "an empty query": `bitcoin:?`,
  "no instruction, but a parameter": `bitcoin:?x=1`,
  "no instruction, but a label": `bitcoin:?label=Alice`,
  "an instruction that nobody reads beside an offer": `bitcoin:?lno=${OFFER}&pay=x`,
  "a Cashu request": `bitcoin:?lno=${OFFER}&creq=x`,
  "an LNURL under a key of its own": `bitcoin:?lno=${OFFER}&lnurl=x`,
  "a Spark address": `bitcoin:?lno=${OFFER}&spark=x`,
  "an Ark address": `bitcoin:?lno=${OFFER}&ark=x`,
  "an address as a parameter": `bitcoin:?lno=${OFFER}&address=x`,
  "an instruction that nobody reads": `bitcoin:?pay=x`,
  // Segwit addresses as parameters.
  bc: `bitcoin:?bc=${ADDRESS}`,
  "bc twice": `bitcoin:?bc=${ADDRESS}&bc=${TAPROOT}`,
  "bc with a P2PKH address": `bitcoin:?bc=${P2PKH}`,
  "bc with an address of testnet": `bitcoin:?bc=${TESTNET}`,
  tb: `bitcoin:?tb=${TESTNET}`,
  "tb beside an offer": `bitcoin:?lno=${OFFER}&tb=${TESTNET}`,
  // Offers.
  "an offer with a typo": `bitcoin:?lno=${OFFER.slice(0, -2)}ee`,
  "an LNURL": `bitcoin:?lno=${LNURL}`,
  "a Lightning address": `bitcoin:?lno=alice@example.com`,
  "an amount of 0": `bitcoin:?lno=${makeOffer({ amount: 0, description: "tea" })}`,
  "an amount": `bitcoin:?lno=${PRICED_OFFER}`,
  "an amount without a description": `bitcoin:?lno=${makeOffer({ amount: 1000 })}`,
  "an amount beside a method without": `bitcoin:${ADDRESS}?lno=${PRICED_OFFER}`,
  "a currency": `bitcoin:?lno=${makeOffer({ currency: "USD", amount: 1000, description: "tea" })}`,
  "a currency without an amount": `bitcoin:?lno=${makeOffer({ currency: "USD" })}`,
  "a quantity": `bitcoin:?lno=${makeOffer({ quantityMax: 5 })}`,
  "any quantity": `bitcoin:?lno=${makeOffer({ quantityMax: 0 })}`,
  "nobody to ask for an invoice": `bitcoin:?lno=${makeOffer({ issuerId: null, description: "tea" })}`,
  "a path without hops": `bitcoin:?lno=${makeOffer({ paths: [{ introduction: { kind: "node", nodeId: ISSUER_ID }, pathKey: ISSUER_ID, hops: [] }] })}`,
  "an unknown even type": `bitcoin:?lno=${makeOffer({ extra: [{ type: 78, value: new Uint8Array() }] })}`,
  "an unknown odd type": `bitcoin:?lno=${makeOffer({ extra: [{ type: 79, value: new Uint8Array() }] })}`,
  "a type out of range": `bitcoin:?lno=${makeOffer({ extra: [{ type: 81, value: new Uint8Array() }] })}`,
  "an unknown even feature": `bitcoin:?lno=${makeOffer({ features: "01" })}`,
  "no chain in the list of chains": `bitcoin:?lno=${makeOffer({ chains: [] })}`,
  "the chain of testnet": `bitcoin:?lno=${TEST_OFFER}`,
  "the chain of Liquid": `bitcoin:?lno=${makeOffer({ chains: [LIQUID_CHAIN] })}`,
  "the chains of Liquid and of bitcoin": `bitcoin:?lno=${makeOffer({ chains: [LIQUID_CHAIN, ...NETWORK_MARKS.mainnet.chainHashes] })}`,
  "an expiry that has come": `bitcoin:?lno=${makeOffer({ expiry: NOW })}`,
  "an expiry to come": `bitcoin:?lno=${makeOffer({ expiry: NOW + 1 })}`,
  "chunks joined by +": `bitcoin:?lno=${OFFER.slice(0, 20)}+${OFFER.slice(20)}`,
  "chunks joined by + and a line feed": `bitcoin:?lno=${OFFER.slice(0, 20)}+%0A${OFFER.slice(20)}`,
  "a letter that is percent-encoded": `bitcoin:?lno=%6C${OFFER.slice(1)}`,
  "lno bare": `bitcoin:?lno`,
  "lno bare, behind an address": `bitcoin:${ADDRESS}?lno`,
  "lno empty": `bitcoin:?lno=`,
  "two offers": `bitcoin:?lno=${OFFER}&lno=${SECOND_OFFER}`,
  // Silent payments.
  "sp alone": `bitcoin:?sp=${SILENT}`,
  "sp and an offer": `bitcoin:?lno=${OFFER}&sp=${SILENT}`,
  "sp and an address": `bitcoin:${ADDRESS}?sp=${SILENT}`,
  "sp in upper case and an offer": `BITCOIN:?LNO=${OFFER.toUpperCase()}&SP=${SILENT.toUpperCase()}`,
  "sp with a typo": `bitcoin:?lno=${OFFER}&sp=${SILENT.slice(0, -1)}q`,
  "sp of version 1": `bitcoin:?lno=${OFFER}&sp=${SILENT_V1}`,
  "sp in bech32": `bitcoin:?lno=${OFFER}&sp=${SILENT_BECH32}`,
  tsp: `bitcoin:?tsp=${TEST_SILENT}`,
  "tsp under the key sp": `bitcoin:?sp=${TEST_SILENT}`,
  // Invoices.
  "an invoice": `bitcoin:?lightning=${INVOICE}`,
  "an invoice and an offer": `bitcoin:?lno=${OFFER}&lightning=${INVOICE}`,
  "an invoice that has expired": `bitcoin:?lno=${OFFER}&lightning=${writeInvoice({ timestamp: NOW - 3600 })}`,
  "an invoice and an offer of other amounts": `bitcoin:?lno=${PRICED_OFFER}&lightning=${writeInvoice({ hrp: "lnbc20n", timestamp: NOW })}`,
  "an LNURL for an invoice": `bitcoin:?lno=${OFFER}&lightning=${LNURL}`,
  "three invoices": `bitcoin:?lno=${OFFER}${`&lightning=${INVOICE}`.repeat(3)}`,
  // What says more of the payment.
  "an amount beside an offer": `bitcoin:?lno=${OFFER}&amount=0.0015`,
  "an amount beside an address": `bitcoin:${ADDRESS}?amount=20.30`,
  "an amount beside an offer of the same": `bitcoin:?lno=${PRICED_OFFER}&amount=0.00000001`,
  "an amount with a separator": `bitcoin:?lno=${OFFER}&amount=1,5`,
  "an amount in satoshi": `bitcoin:?lno=${OFFER}&amount=1000sat`,
  "an amount of 0 BTC": `bitcoin:?lno=${OFFER}&amount=0`,
  "two amounts": `bitcoin:?lno=${OFFER}&amount=1&amount=1`,
  "a label": `bitcoin:?lno=${OFFER}&label=Alice`,
  "two labels": `bitcoin:?lno=${OFFER}&label=Alice&LABEL=Bob`,
  "a message": `bitcoin:?lno=${OFFER}&message=Thanks`,
  "a proof of payment": `bitcoin:?lno=${OFFER}&pop=app%3A`,
  "a proof of payment that is required": `bitcoin:?lno=${OFFER}&req-pop=app%3A`,
  "a proof of payment twice": `bitcoin:?lno=${OFFER}&pop=app%3A&req-pop=app%3A`,
  "a proof of payment to a website": `bitcoin:?lno=${OFFER}&pop=https%3A%2F%2Fexample.com`,
  // Parameters and characters.
  "an unknown parameter": `bitcoin:?lno=${OFFER}&x=1`,
  "an unknown parameter twice": `bitcoin:?lno=${OFFER}&x=1&X=2`,
  "an unknown parameter, required": `bitcoin:?lno=${OFFER}&req-x=1`,
  "an offer, required": `bitcoin:?req-lno=${OFFER}`,
  "a key bare": `bitcoin:?lno=${OFFER}&x`,
  "a key with nothing": `bitcoin:?lno=${OFFER}&x=`,
  "a value without a key": `bitcoin:?lno=${OFFER}&=1`,
  "empty parameters": `bitcoin:?&lno=${OFFER}&&`,
  "64 parameters": `bitcoin:?lno=${OFFER}${Array.from({ length: 63 }, (_, i) => `&x${i}=1`).join("")}`,
  "65 parameters": `bitcoin:?lno=${OFFER}${Array.from({ length: 64 }, (_, i) => `&x${i}=1`).join("")}`,
  "a plus": `bitcoin:?lno=${OFFER}&x=a+b`,
  "a plus, percent-encoded": `bitcoin:?lno=${OFFER}&x=a%2Bb`,
  "a quote": `bitcoin:?lno=${OFFER}&x="a"`,
  "a quote, percent-encoded": `bitcoin:?lno=${OFFER}&x=%22a%22`,
  "an apostrophe": `bitcoin:?lno=${OFFER}&x='a'`,
  "a backslash": `bitcoin:?lno=${OFFER}&x=a\\b`,
  "a backslash, percent-encoded": `bitcoin:?lno=${OFFER}&x=a%5Cb`,
  "a semicolon as zone files escape it": `bitcoin:?lno=${OFFER}\\;`,
  "a space": `bitcoin:?lno=${OFFER}&x=a b`,
  "a space, percent-encoded": `bitcoin:?lno=${OFFER}&x=a%20b`,
  "a space before all": ` bitcoin:?lno=${OFFER}`,
  "a line feed behind all": `bitcoin:?lno=${OFFER}\n`,
  "a slash": `bitcoin:?lno=${OFFER}&x=a/b`,
  "a slash between spaces": `bitcoin:?lno=${OFFER} / ${ADDRESS}`,
  "a slash between spaces, percent-encoded": `bitcoin:?lno=${OFFER}&x=a%20/%20b`,
  "all of those, percent-encoded": `bitcoin:?lno=${OFFER}&x=%22%5C+%20/'%22`,
  "an escape that is none": `bitcoin:?lno=${OFFER}&x=%zz`,
  "an octet that is no UTF-8": `bitcoin:?lno=${OFFER}&x=%ff`,
  "a control character": `bitcoin:?lno=${OFFER}&x=%00`,
  // What the server composes.
  "an offer alone": { offer: OFFER },
  "an address alone": { address: ADDRESS },
  "a silent-payment address alone": { silentPayment: SILENT },
  "all three": { address: ADDRESS, silentPayment: SILENT, offer: OFFER },
  "an invoice alone": { invoice: INVOICE },
  "an offer with an amount": { offer: OFFER, amount: "0.0015" },
  "an offer with label and message": { offer: OFFER, label: "Alice & Bob", message: "Thanks" },
  "a label alone": { label: "Alice" },
  "an amount alone": { amount: "0.0015" },
  "nothing to publish": {},
  "an offer and a URI": { offer: OFFER, uri: `bitcoin:?lno=${OFFER}` },
  "an offer in upper case": { offer: OFFER.toUpperCase() },
  "an offer in chunks": { offer: `${OFFER.slice(0, 20)}+\n ${OFFER.slice(20)}` },
  "an offer with white space around it": { offer: `\n ${OFFER}\t` },
  "an offer behind a scheme": { offer: `lightning:${OFFER}` },
  "an address behind a scheme": { address: `bitcoin:${ADDRESS}` },
  "half a character": { offer: OFFER, label: "\ud83d" },
  "an LNURL for an offer": { offer: LNURL },
  "an empty offer": { offer: "" },
  "each in the place of another": { address: SILENT, silentPayment: OFFER, offer: ADDRESS, invoice: OFFER },
  "all of testnet": { address: TESTNET, silentPayment: TEST_SILENT, offer: TEST_OFFER },
  "a bad address beside a label": { address: `${ADDRESS}q`, label: "Alice", amount: "1,5" },
};
