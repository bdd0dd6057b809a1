import { formatName } from "../name-text.ts";
import { RrType } from "../rr-type.ts";
import { aRdata } from "./a.ts";
import { aaaaRdata } from "./aaaa.ts";
import { cdnskeyRdata } from "./cdnskey.ts";
import { type DnskeyFields, dnskeyRdata } from "./dnskey.ts";
import { cdsRdata, type DsFields, dsRdata } from "./ds.ts";
import { nsRdata } from "./ns.ts";
import { soaRdata } from "./soa.ts";
import { txtRdata } from "./txt.ts";

/** RFC 4034 §5.3: "The Digest MUST be represented as a sequence of case-insensitive hexadecimal digits." */
const hex = (octets: Uint8Array): string => Buffer.from(octets).toString("hex").toUpperCase();

const formatDs = ({ keyTag, algorithm, digestType, digest }: DsFields): string =>
  `${keyTag} ${algorithm} ${digestType} ${hex(digest)}`;

const formatDnskey = ({ flags, protocol, algorithm, publicKey }: DnskeyFields): string =>
  `${flags} ${protocol} ${algorithm} ${Buffer.from(publicKey).toString("base64")}`;

/** RFC 1035 §5.1: within quotes only the quote and the backslash have a meaning; `\DDD` stands for any octet. */
function formatCharacterString(octets: Uint8Array): string {
  let text = "";
  for (const octet of octets) {
    const character = String.fromCharCode(octet);
    if (octet < 0x20 || octet > 0x7e) text += `\\${String(octet).padStart(3, "0")}`;
    else text += character === '"' || character === "\\" ? `\\${character}` : character;
  }
  return `"${text}"`;
}

function formatSoa(rdata: Uint8Array): string {
  const { mname, rname, serial, refresh, retry, expire, minimum } = soaRdata.decode(rdata);
  return [formatName(mname), formatName(rname), serial, refresh, retry, expire, minimum].join(" ");
}

const formats = new Map<number, (rdata: Uint8Array) => string>([
  [RrType.A, (rdata) => aRdata.decode(rdata).address],
  [RrType.AAAA, (rdata) => aaaaRdata.decode(rdata).address],
  [RrType.NS, (rdata) => formatName(nsRdata.decode(rdata).nsdname)],
  [RrType.SOA, formatSoa],
  [RrType.TXT, (rdata) => txtRdata.decode(rdata).strings.map(formatCharacterString).join(" ")],
  [RrType.DS, (rdata) => formatDs(dsRdata.decode(rdata))],
  [RrType.CDS, (rdata) => formatDs(cdsRdata.decode(rdata))],
  [RrType.DNSKEY, (rdata) => formatDnskey(dnskeyRdata.decode(rdata))],
  [RrType.CDNSKEY, (rdata) => formatDnskey(cdnskeyRdata.decode(rdata))],
]);

/** RFC 3597 §5: `\#`, the RDATA's length in octets, its octets in hexadecimal. */
const formatUnknown = (rdata: Uint8Array): string => `\\# ${rdata.length} ${hex(rdata)}`.trimEnd();

/**
 * RDATA in presentation form, on one line: of its type where an operator has to read or copy it, else that of unknown
 * types. Throws WireError for octets that are not RDATA of the type.
 */
export const formatRdata = (type: number, rdata: Uint8Array): string =>
  (formats.get(type) ?? formatUnknown)(rdata);
