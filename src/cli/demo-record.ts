/** The offer of BIP-353, "Examples" (the BIP is in the public domain, CC0). */
const OFFER =
  "lno1qsgr30k45jhvkfqxjqheaetacu4guyxvqttftvqu0f5sneckep3lkwdut7mmhhpcyjmlmnjn4hze8ed7pq88xqkxt2dc" +
  "w5mlxhz644fms82f7k4ymfxs2ehhpjtxwxly0w5k8xdtlvpqyd8xzdq4tq8lgupnueshgydr330lc3j5kdcqh54gt7jdg9n6" +
  "8j4eqqeu7ts8uh0qxamee6ndj37tc6mzgejthvvjqj96p8dz2hrsh5z5n27qfk6svjz5pmkh0smq26k0j2j4q36xgq3r5qze" +
  "t9kuhq4lydpen5mskxgjdvs5faqgv8pmj7cfd7ny84djksqpqk9ky6juc7fpezecxvg7sjx05dckyypnv9tmvfp6tkpehmta" +
  "qmvuupetxuzqf4t0azddjdcpasgw6hxuz9g";

/** What the demo serves: a zone, and a name in it that pays to whoever made the BIP's example. */
export const DEMO = Object.freeze({
  domain: "example.com",
  apex: "_bitcoin-payment.example.com",
  nameServers: Object.freeze([{ name: "ns1.example.net" }, { name: "ns2.example.net" }]),
  name: "alice@example.com",
  owner: "alice.user._bitcoin-payment.example.com",
  offer: OFFER,
  /** BIP-173, "Examples": an address for the name that the reader of the demo registers. */
  address: "bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4",
});
