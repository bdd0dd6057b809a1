import type { Network } from "../../src/zone/payment/network.ts";

/** An address, what it pays to (scriptPubKey in hex), and where. */
export type PaidTo = readonly [text: string, script: string, network: Network];
/** What is no address, and why; the network that its reader is in. */
export type Refused = readonly [text: string, codes: readonly string[], network: Network];

/* BIP-173 and BIP-350, "Test vectors" (2-clause BSD). */

export const bipAddresses: readonly PaidTo[] = [
  ["BC1QW508D6QEJXTDG4Y5R3ZARVARY0C5XW7KV8F3T4", "0014751e76e8199196d454941c45d1b3a323f1433bd6", "mainnet"],
  [
    "tb1qrp33g0q5c5txsp9arysrx4k6zdkfs4nce4xj0gdcccefvpysxf3q0sl5k7",
    "00201863143c14c5166804bd19203356da136c985678cd4d27a1b8c6329604903262",
    "testnet",
  ],
  [
    "bc1pw508d6qejxtdg4y5r3zarvary0c5xw7kw508d6qejxtdg4y5r3zarvary0c5xw7kt5nd6y",
    "5128751e76e8199196d454941c45d1b3a323f1433bd6751e76e8199196d454941c45d1b3a323f1433bd6",
    "mainnet",
  ],
  ["BC1SW50QGDZ25J", "6002751e", "mainnet"],
  ["bc1zw508d6qejxtdg4y5r3zarvaryvaxxpcs", "5210751e76e8199196d454941c45d1b3a323", "mainnet"],
  [
    "tb1qqqqqp399et2xygdj5xreqhjjvcmzhxw4aywxecjdzew6hylgvsesrxh6hy",
    "0020000000c4a5cad46221b2a187905e5266362b99d5e91c6ce24d165dab93e86433",
    "testnet",
  ],
  [
    "tb1pqqqqp399et2xygdj5xreqhjjvcmzhxw4aywxecjdzew6hylgvsesf3hn0c",
    "5120000000c4a5cad46221b2a187905e5266362b99d5e91c6ce24d165dab93e86433",
    "testnet",
  ],
  [
    "bc1p0xlxvlhemja6c4dqv22uapctqupfhlxm9h8z3k2e72q4k9hcz7vqzk5jj0",
    "512079be667ef9dcbbac55a06295ce870b07029bfcdb2dce28d959f2815b16f81798",
    "mainnet",
  ],
];

export const bipRefused: readonly (readonly [reason: string, ...Refused])[] = [
  // BIP-173. Some of its addresses are of versions that BIP-350 took to bech32m.
  ["unknown prefix", "tc1qw508d6qejxtdg4y5r3zarvary0c5xw7kg3g4ty", ["address-prefix-unknown"], "testnet"],
  ["wrong checksum", "bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t5", ["address-checksum"], "mainnet"],
  ["version 17", "BC13W508D6QEJXTDG4Y5R3ZARVARY0C5XW7KN40WF2", ["address-witness-version"], "mainnet"],
  ["1 octet", "bc1rw5uspcuh", ["address-checksum-kind", "address-program-length"], "mainnet"],
  [
    "42 octets",
    "bc10w508d6qejxtdg4y5r3zarvary0c5xw7kw508d6qejxtdg4y5r3zarvary0c5xw7kw5rljs90",
    ["address-checksum-kind", "address-program-length"],
    "mainnet",
  ],
  ["version 0, 16 octets", "BC1QR508D6QEJXTDG4Y5R3ZARVARYV98GJ9P", ["address-program-length"], "mainnet"],
  [
    "mixed case",
    "tb1qrp33g0q5c5txsp9arysrx4k6zdkfs4nce4xj0gdcccefvpysxf3q0sL5k7",
    ["address-mixed-case"],
    "testnet",
  ],
  [
    "padding of more than 4 bits",
    "bc1zw508d6qejxtdg4y5r3zarvaryvqyzf3du",
    ["address-padding", "address-checksum-kind"],
    "mainnet",
  ],
  [
    "padding that is not zero",
    "tb1qrp33g0q5c5txsp9arysrx4k6zdkfs4nce4xj0gdcccefvpysxf3pjxtptv",
    ["address-padding"],
    "testnet",
  ],
  ["no data", "bc1gmk9yu", ["address-form"], "mainnet"],
  // BIP-350.
  [
    "unknown prefix",
    "tc1p0xlxvlhemja6c4dqv22uapctqupfhlxm9h8z3k2e72q4k9hcz7vq5zuyut",
    ["address-prefix-unknown"],
    "testnet",
  ],
  [
    "version 1 in bech32",
    "bc1p0xlxvlhemja6c4dqv22uapctqupfhlxm9h8z3k2e72q4k9hcz7vqh2y7hd",
    ["address-checksum-kind"],
    "mainnet",
  ],
  [
    "version 2 in bech32",
    "tb1z0xlxvlhemja6c4dqv22uapctqupfhlxm9h8z3k2e72q4k9hcz7vqglt7rf",
    ["address-checksum-kind"],
    "testnet",
  ],
  [
    "version 16 in bech32",
    "BC1S0XLXVLHEMJA6C4DQV22UAPCTQUPFHLXM9H8Z3K2E72Q4K9HCZ7VQ54WELL",
    ["address-checksum-kind"],
    "mainnet",
  ],
  [
    "version 0 in bech32m",
    "bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kemeawh",
    ["address-checksum-kind"],
    "mainnet",
  ],
  [
    "version 0 in bech32m",
    "tb1q0xlxvlhemja6c4dqv22uapctqupfhlxm9h8z3k2e72q4k9hcz7vq24jc47",
    ["address-checksum-kind"],
    "testnet",
  ],
  [
    "o in the checksum",
    "bc1p38j9r5y49hruaue7wxjce0updqjuyyx0kh56v8s25huc6995vvpql3jow4",
    ["address-character"],
    "mainnet",
  ],
  [
    "version 17",
    "BC130XLXVLHEMJA6C4DQV22UAPCTQUPFHLXM9H8Z3K2E72Q4K9HCZ7VQ7ZWS8R",
    ["address-witness-version"],
    "mainnet",
  ],
  ["1 octet", "bc1pw5dgrnzv", ["address-program-length"], "mainnet"],
  [
    "41 octets",
    "bc1p0xlxvlhemja6c4dqv22uapctqupfhlxm9h8z3k2e72q4k9hcz7v8n0nx0muaewav253zgeav",
    ["address-program-length"],
    "mainnet",
  ],
  [
    "mixed case",
    "tb1p0xlxvlhemja6c4dqv22uapctqupfhlxm9h8z3k2e72q4k9hcz7vq47Zagq",
    ["address-mixed-case"],
    "testnet",
  ],
  [
    "padding of more than 4 bits",
    "bc1p0xlxvlhemja6c4dqv22uapctqupfhlxm9h8z3k2e72q4k9hcz7v07qwwzcrf",
    ["address-padding"],
    "mainnet",
  ],
  [
    "padding that is not zero",
    "tb1p0xlxvlhemja6c4dqv22uapctqupfhlxm9h8z3k2e72q4k9hcz7vpggkg4j",
    ["address-padding"],
    "testnet",
  ],
];

/* Bitcoin Core, "key_io_valid.json" and "key_io_invalid.json" (MIT). */

export const coreAddresses: readonly PaidTo[] = [
  ["1FsSia9rv4NeEwvJ2GvXrX7LyxYspbN2mo", "76a914a31c06bd463e3923bc1aadbde48b16976c08071788ac", "mainnet"],
  ["36j4NfKv6Akva9amjWrLG6MuSQym1GuEmm", "a914373b819a068f32b7a6b38b6b38729647cfde01c287", "mainnet"],
  ["mzK2FFDEhxqHcmrJw1ysqFkVyhUULo45hZ", "76a914ce28b26c57472737f5c3561a1761185bd8589a4388ac", "testnet"],
  ["2NC2hEhe28ULKAJkW5MjZ3jtTMJdvXmByvK", "a914ce0bba75891ff9ec60148d4bd4a09ee2dc5c933187", "testnet"],
  ["mww4LvqtTMKvmeQvizPz2EQv26xTneWrbg", "76a914b4110ba93ac54afc14da3bdd19614774a2d55d2988ac", "signet"],
  ["2N1r7aC69VHeE7yQJPDLi9T1PYq4wnwvjuT", "a9145e5a35ab44b3efaea5129ba22b88ba3e2976614587", "signet"],
  ["n4fajahJrAuKbN7uNsKjLjQkz9Qn5ewJXQ", "76a914fdeca3b08e38af53d7c4c60e3ad208ce5066441088ac", "regtest"],
  ["2MxFajLApXpYk4VodBSZSt7rw8y4ryABkfA", "a91436e9f191e0b75036a77f65e2eaa4752443233fbe87", "regtest"],
  ["bc1qvyq0cc6rahyvsazfdje0twl7ez82ndmuac2lhv", "00146100fc6343edc8c874496cb2f5bbfec88ea9b77c", "mainnet"],
  [
    "bc1qyucykdlhp62tezs0hagqury402qwhk589q80tqs5myh3rxq34nwqhkdhv7",
    "002027304b37f70e94bc8a0fbf500e0c957a80ebda87280ef58214d92f119811acdc",
    "mainnet",
  ],
  [
    "bc1p83n3au0rjylefxq2nc2xh2y4jzz4pm6zxj4mw5pagdjjr2a9f36s6jjnnu",
    "51203c671ef1e3913f94980a9e146ba895908550ef4234abb7503d436521aba54c75",
    "mainnet",
  ],
  ["bc1z2rksukkjr8", "520250ed", "mainnet"],
  ["tb1qcrh3yqn4nlleplcez2yndq2ry8h9ncg3qh7n54", "0014c0ef1202759fff90ff19128936814321ee59e111", "testnet"],
  [
    "tb1p35n52jy6xkm4wd905tdy8qtagrn73kqdz73xe4zxpvq9t3fp50aqk3s6gz",
    "51208d2745489a35b75734afa2da43817d40e7e8d80d17a26cd4460b0055c521a3fa",
    "testnet",
  ],
  ["tb1rgv5m6uvdk3kc7qsuz0c79v88ycr5w4wa", "53104329bd718db46d8f021c13f1e2b0e726", "testnet"],
  [
    "tb1qxkhrl2s6ttrclckldruea0e8anhrehffl8xv7t0pdyrzm08v2hyqy408nf",
    "002035ae3faa1a5ac78fe2df68f99ebf27ecee3cdd29f9cccf2de169062dbcec55c8",
    "signet",
  ],
  [
    "tb1rx9n9g37az8mu236e5jpxdt0m67y4fuq8rhs0ss3djnm0kscfrwvq0ntlyg",
    "532031665447dd11f7c54759a48266adfbd78954f0071de0f8422d94f6fb43091b98",
    "signet",
  ],
  ["bcrt1qdavt4j2sd7dlhqsavtnfxvzppw6k7qy97tmnu9", "00146f58bac9506f9bfb821d62e69330410bb56f0085", "regtest"],
  [
    "bcrt1qan8gntac7z7me2ejt4hpru42ad2f759fmy0m3ejvs98656znv7eqga4uhv",
    "0020ecce89afb8f0bdbcab325d6e11f2aaeb549f50a9d91fb8e64c814faa685367b2",
    "regtest",
  ],
  [
    "bcrt1sx6p8njlx7h9mc2agz4yg82dzne23050ncq72cneeecez2pst8mahn8xecsf8g6hzx94420",
    "6028368279cbe6f5cbbc2ba8154883a9a29e5517d1f3c03cac4f39ce3225060b3efb799cd9c412746ae2",
    "regtest",
  ],
];

/** Addresses to Core, which does not look at the key: no point of the curve has the program as its x coordinate. */
export const coreUnspendable: readonly (readonly [text: string, network: Network])[] = [
  ["tb1pae5um27ahn8n73pgexe3kcwlp8dhswpn684h2k2w6t9a7w3eq65qephd5y", "signet"],
  ["bcrt1pfwxjqvtt4tcxrtdluukfmy2dv7xd2qzdfy6kajv5nwn4yam3wxkq3553uh", "regtest"],
  ["bc1pve739yap4uxjvfk0jrey69078u0gasm2nwvv483ec6zkzulgw9xqu4w9fd", "mainnet"],
];

export const coreRefused: readonly Refused[] = [
  ["", ["address-form"], "mainnet"],
  ["x", ["address-form"], "mainnet"],
  ["tc1qeul5g2xfkvdkrhcfmdursv73ad64jnkjl9c40f", ["address-prefix-unknown"], "testnet"],
  ["bt1pq65rzej5glw3ra79gav6fqnx4haa0z257qr3mc8cggkefahmgvyseufhc0", ["address-prefix-unknown"], "testnet"],
  ["tb13hty4qmumlwpp6chxjvcyzza4duqgtmxw3xhm3u9ahj4nyhtwz8eq7ynrj4", ["address-witness-version"], "testnet"],
  ["bcrt1r2qxpwuge", ["address-program-length"], "regtest"],
  [
    "bc10uexgzna2dpfk0vjt35srz6a27ps6m0l89jweznt83n2sqn2fx4hvn9ym5af8wut34sfrqhk3",
    ["address-program-length"],
    "mainnet",
  ],
  ["tb1qum6uh0pt4q253qaf520929737v63w5gf", ["address-program-length"], "testnet"],
  ["bcrt1q888ryfgxpvl0k7vum8zpyar2u2sexvdhkf38ue37yknmqq0ycrwpl3w48y", ["address-padding"], "regtest"],
  ["bc1qdsuzmn04k2z8vryw8l4dj8m5ygqgnne5n", ["address-padding"], "mainnet"],
  ["tb1qlj8es50nc8j8r8xshrjgzmw5azx89efghmw8ju6zcqla0g6xcnrstsjz7k", ["address-checksum"], "testnet"],
  ["bcrt1qzwmyj0z924g7fzs5yvnrkc43y76RVyr2lh5t4r", ["address-mixed-case"], "regtest"],
  ["bc1qpu6d26mrulzetu4jqhd7rsunv9aqru26f5c4j8", ["address-checksum-kind"], "mainnet"],
  [
    "bc1p702xksx4z3uqf0u2phllxkfe5cgu0adxptqs0uelx0tqt8e885sqryes2l",
    ["address-checksum-kind", "address-unspendable"],
    "mainnet",
  ],
  ["tb1z7gmh0v6pc30z4xum76lmw8w86yswrlmw", ["address-checksum-kind"], "testnet"],
  ["bcrt1sjsrw6nun4h502cr97xmnyyuhkr22q0s6efrgtu", ["address-checksum-kind"], "regtest"],
  ["tb1dclvmr", ["address-form"], "testnet"],
  ["2UVPFpGYnLHJezFzjUo42our6PMEoozzRdM", ["address-prefix-unknown"], "testnet"],
  ["2MygHQjE1U33q3LSC53p69YqFjP8PihumJAF", ["address-checksum"], "testnet"],
  ["2NDNP7GY59tTJPZTpbkprhM9SR99Nn5rUs7", ["address-checksum"], "testnet"],
  [
    "39TKsUQ5QpEL1wowc6GMUqak94ijirPuP69ooV3xsFmiKQX2dau",
    ["address-prefix-unknown", "address-program-length"],
    "mainnet",
  ],
  [
    "1GAdfviErV2Ew95FPtZyikz2qGP3gyCB6Hyu94sedAkPpA523m3fQwps9YKUZkKgQckGPKhRsFR",
    ["address-program-length"],
    "mainnet",
  ],
  [
    "37G2kMDLpmWVhimxRdzwNfE8JFvWXnJYnVcXeeGrek2qumdJuK7XArcVVpRtLLjRra3t64BEPF2",
    ["address-program-length"],
    "mainnet",
  ],
];
