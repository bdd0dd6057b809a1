import { createSocket, type Socket } from "node:dgram";
import { once } from "node:events";
import { connect } from "node:net";
import { decodeMessage, type ReferenceMessage } from "./reference-message.ts";

export interface Server {
  readonly host: string;
  readonly port: number;
}

const TYPE_TXT = 16;

/** A query with DO, octet by octet. */
function query(id: number, name: string, type: number): Buffer {
  const labels = name.split(".").map((label) => Buffer.concat([Buffer.of(label.length), Buffer.from(label)]));
  const header = Buffer.from([id >> 8, id & 0xff, 0, 0, 0, 1, 0, 0, 0, 0, 0, 1]);
  const opt = Buffer.from([0, 0, 41, 1232 >> 8, 1232 & 0xff, 0, 0, 0x80, 0, 0, 0]);
  return Buffer.concat([header, ...labels, Buffer.from([0, type >> 8, type & 0xff, 0, 1]), opt]);
}

/** Sockets on one server. */
export interface RawClient {
  udp(name: string, type?: number): Promise<ReferenceMessage>;
  /** Over a connection of its own. */
  tcp(name: string, type?: number): Promise<ReferenceMessage>;
  close(): void;
}

export async function rawClient({ host, port }: Server): Promise<RawClient> {
  const socket: Socket = createSocket("udp4");
  const waiting = new Map<number, (message: ReferenceMessage) => void>();
  socket.on("message", (octets) => {
    const message = decodeMessage(octets);
    waiting.get(message.id)?.(message);
    waiting.delete(message.id);
  });
  socket.connect(port, host);
  await once(socket, "connect");
  let lastId = 0;
  return {
    udp: (name, type = TYPE_TXT) =>
      new Promise((resolve) => {
        lastId = (lastId + 1) & 0xffff;
        waiting.set(lastId, resolve);
        socket.send(query(lastId, name, type));
      }),
    tcp: async (name, type = TYPE_TXT) => {
      const octets = query(1, name, type);
      const connection = connect(port, host);
      connection.end(Buffer.concat([Buffer.of(octets.length >> 8, octets.length & 0xff), octets]));
      const stream = Buffer.concat(await connection.toArray());
      if (stream.length < 2 || stream.readUInt16BE(0) !== stream.length - 2) {
        throw new Error(`${stream.length} octets over TCP are no message`);
      }
      return decodeMessage(stream.subarray(2));
    },
    close: () => void socket.close(),
  };
}

/** The TXT record of an answer, as text and TTL; undefined for NXDOMAIN. Throws at every other answer. */
export function txtOf({ rcode, answer }: ReferenceMessage): { text: string; ttl: number } | undefined {
  if (rcode === 3 && answer.length === 0) return undefined;
  const records = answer.filter(({ type }) => type === TYPE_TXT);
  if (rcode !== 0 || records.length !== 1) {
    throw new Error(`RCODE ${rcode} with ${records.length} TXT records`);
  }
  const { rdata, ttl } = records[0]!;
  let text = "";
  for (let at = 0; at < rdata.length; at += 1 + rdata[at]!) {
    text += Buffer.from(rdata.subarray(at + 1, at + 1 + rdata[at]!)).toString("latin1");
  }
  return { text, ttl };
}
