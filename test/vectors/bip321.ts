/** BIP-321, "Examples" and "Invalid URIs": each URI, and what a reader makes of it. Values of instructions are bogus in the BIP too. */

export interface ValidUri {
  readonly says: string;
  readonly uri: string;
  readonly body: string;
  readonly parameters: readonly (readonly [key: string, value: string])[];
  /** Satoshi. */
  readonly amount?: bigint;
  readonly label?: string;
  readonly message?: string;
  readonly pop?: { readonly uri: string; readonly required: boolean };
}

export interface InvalidUri {
  readonly says: string;
  readonly uri: string;
  readonly faults: readonly (readonly [code: string, position: number])[];
}

const ADDRESS = "175tWpb8K1S7NmH4Zx6rewF9WQrcZv245W";
const V0 = "bc1qufgy354j3kmvuch987xe4s40836x3h0lg8f5n2";
const V1 = "bc1p5swkugezn97763tl0yty6556856uug0q6jflljvep9m4p7339x5qzyrh4g";
const TESTNET = "tb1qghfhmd4zh7ncpmxl3qzhmq566jk8ckq4gafnmg";

export const bip321Valid: readonly ValidUri[] = [
  { says: "just the address", uri: `bitcoin:${ADDRESS}`, body: ADDRESS, parameters: [] },
  {
    says: "a label",
    uri: `bitcoin:${ADDRESS}?label=Luke-Jr`,
    body: ADDRESS,
    parameters: [["label", "Luke-Jr"]],
    label: "Luke-Jr",
  },
  {
    says: "20.30 bitcoin",
    uri: `bitcoin:${ADDRESS}?amount=20.3&label=Luke-Jr`,
    body: ADDRESS,
    parameters: [
      ["amount", "20.3"],
      ["label", "Luke-Jr"],
    ],
    amount: 2_030_000_000n,
    label: "Luke-Jr",
  },
  {
    says: "50 bitcoin with a message",
    uri: `bitcoin:${ADDRESS}?amount=50&label=Luke-Jr&message=Donation%20for%20project%20xyz`,
    body: ADDRESS,
    parameters: [
      ["amount", "50"],
      ["label", "Luke-Jr"],
      ["message", "Donation for project xyz"],
    ],
    amount: 5_000_000_000n,
    label: "Luke-Jr",
    message: "Donation for project xyz",
  },
  {
    says: "an invoice and an address",
    uri: `bitcoin:${ADDRESS}?lightning=lnbc420bogusinvoice`,
    body: ADDRESS,
    parameters: [["lightning", "lnbc420bogusinvoice"]],
  },
  {
    says: "an invoice alone",
    uri: "bitcoin:?lightning=lnbc420bogusinvoice",
    body: "",
    parameters: [["lightning", "lnbc420bogusinvoice"]],
  },
  {
    says: "an offer alone",
    uri: "bitcoin:?lno=lno1bogusoffer",
    body: "",
    parameters: [["lno", "lno1bogusoffer"]],
  },
  {
    says: "an offer or a silent payment",
    uri: "bitcoin:?lno=lno1bogusoffer&sp=sp1qsilentpayment",
    body: "",
    parameters: [
      ["lno", "lno1bogusoffer"],
      ["sp", "sp1qsilentpayment"],
    ],
  },
  {
    says: "a silent payment alone",
    uri: "bitcoin:?sp=sp1qsilentpayment",
    body: "",
    parameters: [["sp", "sp1qsilentpayment"]],
  },
  {
    says: "a silent payment and an address",
    uri: `bitcoin:${ADDRESS}?sp=sp1qsilentpayment`,
    body: ADDRESS,
    parameters: [["sp", "sp1qsilentpayment"]],
  },
  {
    says: "unknown parameters that are not required",
    uri: `bitcoin:${ADDRESS}?somethingyoudontunderstand=50&somethingelseyoudontget=999`,
    body: ADDRESS,
    parameters: [
      ["somethingyoudontunderstand", "50"],
      ["somethingelseyoudontget", "999"],
    ],
  },
  {
    says: "two segwit addresses under one key",
    uri: `bitcoin:?bc=${V0}&bc=${V1}`,
    body: "",
    parameters: [
      ["bc", V0],
      ["bc", V1],
    ],
  },
  {
    says: "upper case, with a body",
    uri: `BITCOIN:${V0.toUpperCase()}?BC=${V1.toUpperCase()}`,
    body: V0.toUpperCase(),
    parameters: [["bc", V1.toUpperCase()]],
  },
  {
    says: "upper case, without a body",
    uri: `BITCOIN:?BC=${V0.toUpperCase()}&BC=${V1.toUpperCase()}`,
    body: "",
    parameters: [
      ["bc", V0.toUpperCase()],
      ["bc", V1.toUpperCase()],
    ],
  },
  {
    says: "a testnet address",
    uri: `bitcoin:?tb=${TESTNET}`,
    body: "",
    parameters: [["tb", TESTNET]],
  },
  {
    says: "a proof of payment",
    uri: `bitcoin:${ADDRESS}?pop=initiatingapp%3a`,
    body: ADDRESS,
    parameters: [["pop", "initiatingapp:"]],
    pop: { uri: "initiatingapp:", required: false },
  },
  {
    says: "a proof of payment that ends in a bare equals sign",
    uri: "bitcoin:?lightning=lnbc420bogusinvoice&pop=callbackuri%3abody%3fpop=",
    body: "",
    parameters: [
      ["lightning", "lnbc420bogusinvoice"],
      ["pop", "callbackuri:body?pop="],
    ],
    pop: { uri: "callbackuri:body?pop=", required: false },
  },
  {
    says: "a proof of payment for two methods",
    uri: `bitcoin:${ADDRESS}?lightning=lnbc420bogusinvoice&pop=app%3a%3f`,
    body: ADDRESS,
    parameters: [
      ["lightning", "lnbc420bogusinvoice"],
      ["pop", "app:?"],
    ],
    pop: { uri: "app:?", required: false },
  },
];

/** Where the query begins in a URI with {@link ADDRESS}. */
const QUERY = `bitcoin:${ADDRESS}?`.length;

export const bip321Invalid: readonly InvalidUri[] = [
  {
    says: "unknown parameters that are required",
    uri: `bitcoin:${ADDRESS}?req-somethingyoudontunderstand=50&req-somethingelseyoudontget=999`,
    faults: [
      ["uri-required-unknown", QUERY],
      ["uri-required-unknown", QUERY + "req-somethingyoudontunderstand=50&".length],
    ],
  },
  {
    says: "two labels",
    uri: `bitcoin:${ADDRESS}?label=Luke-Jr&label=Matt`,
    faults: [["uri-parameter-repeated", QUERY + "label=Luke-Jr&".length]],
  },
  {
    says: "two amounts",
    uri: `bitcoin:${ADDRESS}?amount=42&amount=10`,
    faults: [["uri-parameter-repeated", QUERY + "amount=42&".length]],
  },
  {
    says: "two amounts, even if they are the same",
    uri: `bitcoin:${ADDRESS}?amount=42&amount=42`,
    faults: [["uri-parameter-repeated", QUERY + "amount=42&".length]],
  },
  {
    says: "two proofs of payment, even if one is required",
    uri: `bitcoin:${ADDRESS}?pop=callback%3a&req-pop=callback%3a`,
    faults: [["uri-parameter-repeated", QUERY + "pop=callback%3a&".length]],
  },
  {
    // The wallet "should make a payment as it normally would but MUST NOT interact with" the site: there is no use in writing it.
    says: "a proof of payment to a website",
    uri: `bitcoin:${ADDRESS}?pop=https%3aiwantyouripaddress.com`,
    faults: [["uri-pop-scheme", QUERY + "pop=".length]],
  },
  {
    says: "a required proof of payment to a website, which nobody may pay",
    uri: `bitcoin:${ADDRESS}?req-pop=https%3aevilwebsite.com`,
    faults: [["uri-pop-scheme", QUERY + "req-pop=".length]],
  },
];

/** BIP-321: invalid by what a value means, which whoever reads only the URI cannot know. */
export const bip321InvalidInstruction = Object.freeze({
  says: "a testnet address under the key of mainnet",
  uri: `bitcoin:?bc=${TESTNET}`,
  value: TESTNET,
  position: "bitcoin:?bc=".length,
});
