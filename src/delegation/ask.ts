import { createSocket } from "node:dgram";
import { connect, isIPv6 } from "node:net";
import { Packet } from "dns2";
import { canonicalName, type Name } from "../zone/name.ts";
import { RrClass } from "../zone/rr-type.ts";
import { AskError } from "./ask-error.ts";
import { type AskedRecord, askedRecord, ownerName } from "./asked-record.ts";

export interface Ask {
  /** An IP address. */
  readonly host: string;
  readonly port: number;
  /** Text, with or without the last dot. */
  readonly name: string;
  readonly type: number;
  /** Milliseconds until the server counts as silent, over UDP and over TCP each. */
  readonly timeout?: number;
}

export interface Asked {
  readonly rcode: number;
  /** The answer section. */
  readonly records: readonly AskedRecord[];
}

const TIMEOUT = 3_000;
/** What passes everywhere in one piece (DNS flag day 2020). */
const UDP_PAYLOAD = 1_232;

/**
 * Asks one server, without recursion and with DO (RFC 3225 §3), over UDP, and over TCP where the answer is cut. Rejects with
 * {@link AskError} where no answer comes, or none that can be read.
 */
export async function ask({ host, port, name, type, timeout = TIMEOUT }: Ask): Promise<Asked> {
  const query = question(name, type);
  const octets = query.toBuffer();
  const read: Read = (message) => answerIn(message, query);
  const overUdp = await exchange(timeout, (settle) => udp(host, port, octets, read, settle));
  const packet =
    overUdp.header.tc === 0
      ? overUdp
      : await exchange(timeout, (settle) => tcp(host, port, octets, read, settle));
  if (packet.errors.length > 0) throw new AskError("malformed", packet.errors[0]!.message);
  return { rcode: packet.header.rcode, records: packet.answers.map(askedRecord) };
}

function question(name: string, type: number): Packet {
  const packet = new Packet();
  packet.header.id = Packet.uuid();
  packet.questions.push(Object.assign(new Packet.Question(name), { type, class: RrClass.IN }));
  const opt = Packet.Resource.EDNS([], { doFlag: true, udpPayloadSize: UDP_PAYLOAD });
  packet.additionals.push(Object.assign(opt, { name: "" }));
  return packet;
}

/** The answer in these octets; undefined where they are none to this query. */
function answerIn(octets: Buffer, query: Packet): Packet | undefined {
  try {
    const packet = Packet.parse(octets);
    return answers(packet, query) ? packet : undefined;
  } catch {
    return undefined;
  }
}

/** RFC 5452 §9.1: an answer has the query's ID and its question. */
function answers({ header, questions }: Packet, query: Packet): boolean {
  const [asked, echoed] = [query.questions[0]!, questions[0]];
  return (
    header.qr === 1 &&
    header.id === query.header.id &&
    echoed?.type === asked.type &&
    sameName(ownerName(echoed.name), ownerName(asked.name))
  );
}

const sameName = (a: Name, b: Name): boolean => Buffer.compare(canonicalName(a), canonicalName(b)) === 0;

interface Settle {
  resolve(packet: Packet): void;
  reject(error: AskError): void;
}

type Close = () => void;

/** Runs one exchange within its time and closes its socket after it. */
async function exchange(timeout: number, start: (settle: Settle) => Close): Promise<Packet> {
  const { promise, resolve, reject } = Promise.withResolvers<Packet>();
  const timer = setTimeout(() => reject(new AskError("silent", `no answer in ${timeout} ms`)), timeout);
  const close = start({ resolve, reject });
  try {
    return await promise;
  } finally {
    clearTimeout(timer);
    close();
  }
}

type Read = (octets: Buffer) => Packet | undefined;

const unreachable = ({ message }: Error): AskError => new AskError("unreachable", message);

function udp(host: string, port: number, query: Buffer, read: Read, settle: Settle): Close {
  const socket = createSocket(isIPv6(host) ? "udp6" : "udp4");
  socket.on("error", (error) => settle.reject(unreachable(error)));
  // Connected: the kernel lets nothing through that another address has sent.
  socket.connect(port, host, () => socket.send(query));
  socket.on("message", (message) => {
    const packet = read(message);
    // What is no answer may be forged, and the real one still under way.
    if (packet !== undefined) settle.resolve(packet);
  });
  return () => socket.close();
}

function tcp(host: string, port: number, query: Buffer, read: Read, settle: Settle): Close {
  const socket = connect(port, host);
  socket.on("error", (error) => settle.reject(unreachable(error)));
  const length = Buffer.alloc(2);
  length.writeUInt16BE(query.length);
  socket.write(Buffer.concat([length, query]));
  Packet.readStream(socket).then(
    (message) => {
      const packet = read(message);
      if (packet !== undefined) settle.resolve(packet);
      else settle.reject(new AskError("malformed", "what came over TCP does not answer the question"));
    },
    (error: Error) => settle.reject(unreachable(error)),
  );
  return () => socket.destroy();
}
