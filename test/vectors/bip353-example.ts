/** The record of BIP-353, "Examples" (the BIP is in the public domain, CC0): what `matt@mattcorallo.com` resolves to. */
export const bip353Example = Object.freeze({
  user: "matt",
  domain: "mattcorallo.com",
  owner: "matt.user._bitcoin-payment.mattcorallo.com.",
  ttl: 1800,
  /** The two strings as the BIP writes them, of 255 and 177 octets. */
  strings: Object.freeze([
    "bitcoin:?lno=lno1qsgr30k45jhvkfqxjqheaetac" +
      "u4guyxvqttftvqu0f5sneckep3lkwdut7mmhhpcyjmlmnjn4hze8ed7pq88xqkxt2dcw5mlxhz644fms82f7k4ymfxs2ehhpjtxw" +
      "xly0w5k8xdtlvpqyd8xzdq4tq8lgupnueshgydr330lc3j5kdcqh54gt7jdg9n68j4eqqeu7ts8uh0qxamee6ndj37tc6mzgejth" +
      "vvjqj96p8dz2h",
    "rsh5z5n27qfk6svjz5pmkh0smq26k0j2j4q36xgq3r5qzet9kuhq4lydpen5mskxgjdvs5faqgv8pmj7cfd7" +
      "ny84djksqpqk9ky6juc7fpezecxvg7sjx05dckyypnv9tmvfp6tkpehmtaqmvuupetxuzqf4t0azddjdcpasgw6hxuz9g",
  ]),
});
