/* BIP-352, "send_and_receive_test_vectors.json" (2-clause BSD): the receivers' addresses and the private keys behind them. */

const SCAN = "0f694e068028a717f8af6b9411f9a133dd3565258714cc226594b34db90c1f2c";
const SPEND = "9d6ad855ce3417ef84e836892e5a56392bfba05fa5d97ccea30e266f540e08b3";

const scanPart = "sp1qqgste7k9hx0qftg6qmwlkqtwuy6cycyavzmzj85c6qdfhjdpdjtdgq";

export const unlabelled = Object.freeze({
  text: `${scanPart}juexzk6murw56suy3e0rd2cgqvycxttddwsvgxe2usfpxumr70xc9pkqwv`,
  scanPrivateKey: SCAN,
  spendPrivateKey: SPEND,
});

/** The same receiver's addresses with labels: their spend keys are that of the first, tweaked. */
export const labelled = Object.freeze([
  { label: 1, text: `${scanPart}axww2fnhrx05cghth75n0qcj59e3e2anscr0q9wyknjxtxycg07y3pevyj` },
  { label: 2, text: `${scanPart}jex54dmqmmv6rw353tsuqhs99ydvadxzrsy9nuvk74epvee55drs734pqq` },
  { label: 3, text: `${scanPart}sg59z2rppn4qlkx0yz9sdltmjv3j8zgcqadjn4ug98m3t6plujsq9qvu5n` },
  { label: 1_001_337, text: `${scanPart}7c2zfthc6x3a5yecwc52nxa0kfd20xuz08zyrjpfw4l2j257yq6qgnkdh5` },
]);

/** Bitcoin Core, "key_io_invalid.json" (MIT): what is no silent-payment address, and why. */
export const refused: readonly (readonly [reason: string, text: string, codes: readonly string[]])[] = [
  [
    "unknown prefix",
    "spx1qq22l5s6l9460ww6t4tkzsy2a7zejurcmzz35pt0ffrzk5erlaykdcqugecjjnjqf7ggq39vl6wexjlm00n66z94v675n7wcux6d2krr68g37pn04",
    ["silent-payment-prefix-unknown"],
  ],
  [
    "bech32 for bech32m",
    "sp1qq22l5s6l9460ww6t4tkzsy2a7zejurcmzz35pt0ffrzk5erlaykdcqugecjjnjqf7ggq39vl6wexjlm00n66z94v675n7wcux6d2krr68gcwu9kg",
    ["silent-payment-checksum-kind"],
  ],
  [
    "scan key off the curve",
    "sp1qqgqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqq2qugecjjnjqf7ggq39vl6wexjlm00n66z94v675n7wcux6d2krr68g25havg",
    ["silent-payment-scan-key"],
  ],
  [
    "spend key off the curve",
    "sp1qq22l5s6l9460ww6t4tkzsy2a7zejurcmzz35pt0ffrzk5erlaykdcqsqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqq57qc9nf",
    ["silent-payment-spend-key"],
  ],
  [
    "version 31",
    "sp1lq22l5s6l9460ww6t4tkzsy2a7zejurcmzz35pt0ffrzk5erlaykdcqugecjjnjqf7ggq39vl6wexjlm00n66z94v675n7wcux6d2krr68gaafydt",
    ["silent-payment-version"],
  ],
  [
    "one key alone",
    "sp1qq22l5s6l9460ww6t4tkzsy2a7zejurcmzz35pt0ffrzk5erlaykdcznsxsn",
    ["silent-payment-length"],
  ],
  [
    "a wrong character",
    "tsp1qqthpye3hdcnydp9temp7yduy6uw5h2nw8u9fz677ccrna280qwj3uq60zeqs3zfpj3age62h4ljq2lyawwdecmk8a545yysk4x3tu3skjqm2thum",
    ["silent-payment-checksum"],
  ],
];
