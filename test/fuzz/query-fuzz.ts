import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { parseName } from "../../src/zone/name-text.ts";
import { decodeMessage, readLabels } from "../support/reference-message.ts";
import {
  APEX,
  NOW,
  nameOfUser,
  type ServerFixture,
  serverOf,
  signedZone,
} from "../support/signed-zone-fixture.ts";
import { mutate } from "./mutate.ts";
import { type Random, randomFrom } from "./random.ts";

/*
 * Throws octets at the answer path: real queries, changed here and there. By hand, for as long as wanted:
 *
 *   node test/fuzz/query-fuzz.ts --seed 1 --count 100000000 --seconds 180
 */

export interface FuzzOptions {
  readonly seed: number;
  /** The most queries. */
  readonly count: number;
  /** The most time. */
  readonly seconds?: number;
}

export interface FuzzResult {
  readonly queries: number;
  readonly answers: number;
  /** How often each RCODE was given. */
  readonly rcodes: Readonly<Record<number, number>>;
  readonly truncated: number;
}

const CORPUS = join(import.meta.dirname, "corpus");
const MAX_UDP_OCTETS = 1232;
const MAX_TCP_OCTETS = 65_535;
/** NOERROR, FORMERR, NXDOMAIN, NOTIMP, REFUSED, BADVERS. No junk earns SERVFAIL: resolvers would ask again. */
const RCODES: ReadonlySet<number> = new Set([0, 1, 3, 4, 5, 16]);

const corpus = (): Uint8Array[] =>
  readdirSync(CORPUS)
    .filter((file) => file.endsWith(".bin"))
    .sort()
    .map((file) => Uint8Array.from(readFileSync(join(CORPUS, file))));

function target(): ServerFixture {
  const nameServers = [{ name: `ns1.${APEX}`, addresses: ["192.0.2.1", "2001:db8::1"] }];
  const zone = signedZone({ nameServers });
  for (const user of ["alice", "send.some", "x.y.z", "bob"]) zone.put(parseName(nameOfUser(user)));
  // Denials beside a name this long do not fit over UDP.
  zone.put(parseName(nameOfUser(`${"x".repeat(63)}.${"x".repeat(63)}.${"x".repeat(63)}`)));
  zone.put(parseName(nameOfUser("long")), { uri: `bitcoin:?lno=${"q".repeat(1_500)}` });
  return serverOf([zone, { apex: parseName("loading.example.org") }]);
}

const demand = (holds: boolean, what: string): void => {
  if (!holds) throw new Error(what);
};

/** The question's octets, if the message has one question that is whole (RFC 1035 §4.1.2). */
function questionIn(query: Uint8Array): Uint8Array | undefined {
  if (query[4] !== 0 || query[5] !== 1) return undefined;
  try {
    const { end } = readLabels(query, 12, "uncompressed");
    return end + 4 <= query.length ? query.subarray(12, end + 4) : undefined;
  } catch {
    return undefined;
  }
}

/** Octets that an answer leaves alone. */
const UNTOUCHED = new Uint8Array(MAX_TCP_OCTETS).fill(0xa5);

/** Sends one query and throws unless what comes back is a sound answer to it. Returns its RCODE; undefined for silence. */
function check({ respond, failures }: ServerFixture, query: Uint8Array, out: Uint8Array, udp: boolean) {
  const limit = udp ? MAX_UDP_OCTETS : MAX_TCP_OCTETS;
  const length = respond(query, out, udp ? "udp" : "tcp", NOW);
  demand(failures.length === 0, `it failed: ${failures[0]}`);
  const silent = query.length < 12 || (query[2]! & 0x80) !== 0;
  demand(silent === (length === 0), silent ? "answered what is no query" : "no answer");
  if (silent) return undefined;
  demand(length >= 12 && length <= limit, `${length} octets`);

  const message = decodeMessage(out.subarray(0, length));
  const { opt, rcode, tc } = message;
  const allowed = opt === undefined ? 512 : Math.max(512, Math.min(limit, MAX_UDP_OCTETS));
  demand(!udp || length <= allowed, `${length} octets without EDNS`);
  demand(
    Buffer.compare(out.subarray(limit), UNTOUCHED.subarray(0, out.length - limit)) === 0,
    "written past the limit",
  );
  demand(message.qr && !message.ra && !message.z && !message.ad, "strange flags");
  demand(out[0] === query[0] && out[1] === query[1], "another ID");
  demand(
    ((out[2]! ^ query[2]!) & 0x79) === 0 && ((out[3]! ^ query[3]!) & 0x10) === 0,
    "opcode, RD or CD changed",
  );
  demand(RCODES.has(rcode), `RCODE ${rcode}`);
  demand(rcode !== 4 || message.opcode !== 0, "NOTIMP for a QUERY");
  demand(rcode === 4 || message.opcode === 0, "another opcode was answered");
  demand(message.aa || (message.answer.length === 0 && message.authority.length === 0), "records without AA");
  demand(!tc || (message.answer.length === 0 && message.authority.length === 0), "records with TC");
  demand(!tc || udp, "TC over TCP");
  demand(message.additional.length === 0 && (opt === undefined || opt.version === 0), "strange ADDITIONAL");

  const question = questionIn(query);
  const echoed = out.subarray(12, 12 + (question?.length ?? 0));
  demand((message.question === undefined) === (question === undefined), "question lost or made up");
  demand(question === undefined || Buffer.compare(echoed, question) === 0, "another question");
  demand(question !== undefined || [1, 4, 16].includes(rcode), "an answer without a question");
  return { rcode, tc };
}

/** Runs until one of the bounds is reached. Throws at the first fault, with the query that shows it in hexadecimal. */
export function fuzzQueries({ seed, count, seconds = Number.POSITIVE_INFINITY }: FuzzOptions): FuzzResult {
  const random: Random = randomFrom(seed);
  const seeds = corpus();
  const server = target();
  const outs = { udp: UNTOUCHED.slice(0, MAX_UDP_OCTETS + 64), tcp: UNTOUCHED.slice() };
  const end = performance.now() + seconds * 1_000;
  const rcodes: Record<number, number> = {};
  let [queries, answers, truncated] = [0, 0, 0];
  for (; queries < count && (queries % 1_024 !== 0 || performance.now() < end); queries++) {
    // The corpus as it is comes first.
    const query = seeds[queries] ?? mutate(seeds, random);
    const udp = random(8) !== 0;
    try {
      const answered = check(server, query, udp ? outs.udp : outs.tcp, udp);
      if (answered === undefined) continue;
      answers++;
      rcodes[answered.rcode] = (rcodes[answered.rcode] ?? 0) + 1;
      if (answered.tc) truncated++;
    } catch (cause) {
      const hex = Buffer.from(query).toString("hex");
      throw new Error(`seed ${seed}, query ${queries} over ${udp ? "UDP" : "TCP"}: ${hex}`, { cause });
    }
  }
  return { queries, answers, rcodes, truncated };
}

if (import.meta.main) {
  const { values } = parseArgs({
    options: {
      seed: { type: "string", default: String(process.pid) },
      count: { type: "string", default: "1000000000" },
      seconds: { type: "string", default: "60" },
    },
  });
  const [seed, count, seconds] = [values.seed, values.count, values.seconds].map(Number) as [
    number,
    number,
    number,
  ];
  console.log({ seed, ...fuzzQueries({ seed, count, seconds }) });
}
