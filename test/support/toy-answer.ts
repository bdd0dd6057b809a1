import type { Answer } from "../../src/server/transport.ts";

/** A message of `length` octets with this ID; the octets after the header follow from it, so that no two are alike. */
export function toyQuery(id: number, length = 40): Buffer {
  const query = Buffer.alloc(length);
  query.writeUInt16BE(id, 0);
  for (let i = 12; i < length; i++) query[i] = (id * 31 + i * 7) & 0xff;
  return query;
}

/** What {@link toyAnswer} says to it: the same octets with QR set. */
export function toyReply(query: Buffer): Buffer {
  const reply = Buffer.from(query);
  reply.writeUInt8(reply.readUInt8(2) | 0x80, 2);
  return reply;
}

/** Echoes queries, is silent to responses, and throws where Z is set. */
export const toyAnswer: Answer = (query, out) => {
  if ((query[2]! & 0x80) !== 0) return 0;
  if ((query[3]! & 0x40) !== 0) throw new Error("a bug in the answer path");
  out.set(query);
  out[2]! |= 0x80;
  return query.length;
};
