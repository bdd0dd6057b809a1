import { createSocket } from "node:dgram";
import { monotonic } from "./monotonic.ts";
import type { Target } from "./probe-messages.ts";
import { isAbout, type Question } from "./questions.ts";

/** How long a query may go without an answer until it is given up, in milliseconds. */
const PATIENCE = 3_000;
/** How many queries may be under way at a time. */
const WINDOW = 128;

interface UnderWay<Subject> {
  readonly subject: Subject;
  readonly question: Question;
  readonly asked: number;
}

export interface ProbeSocket<Subject> {
  /** Whether there is room for one more query. */
  readonly hasRoom: boolean;
  ask(subject: Subject, question: Question): void;
  /** Gives up what waits for too long; returns how many that are. */
  giveUp(now: number): number;
  /** Gives up everything. */
  forget(): void;
  close(): void;
}

/** A socket on one server. `heard` gets each answer to a query that was not given up. */
export function probeSocket<Subject>(
  { host, port }: Target,
  heard: (subject: Subject, octets: Buffer, asked: number, received: number) => void,
  patience: number = PATIENCE,
): ProbeSocket<Subject> {
  const socket = createSocket({ type: "udp4", recvBufferSize: 1 << 22 });
  // By ID, oldest first.
  const underWay = new Map<number, UnderWay<Subject>>();
  let lastId = 0;
  socket.on("message", (octets) => {
    const id = octets.length < 2 ? -1 : octets.readUInt16BE(0);
    const found = underWay.get(id);
    // What was given up may be answered late, when its ID stands for another question.
    if (found === undefined || !isAbout(octets, found.question)) return;
    underWay.delete(id);
    heard(found.subject, octets, found.asked, monotonic());
  });
  // An instance that was killed: ECONNREFUSED.
  socket.on("error", () => undefined);
  let connected = false;
  socket.connect(port, host, () => {
    connected = true;
  });
  return {
    get hasRoom() {
      return connected && underWay.size < WINDOW;
    },
    ask: (subject, question) => {
      do lastId = (lastId + 1) & 0xffff;
      while (underWay.has(lastId));
      underWay.set(lastId, { subject, question, asked: monotonic() });
      // dgram may keep what it is given until later.
      const octets = Buffer.from(question.octets);
      octets.writeUInt16BE(lastId, 0);
      socket.send(octets);
    },
    giveUp: (now) => {
      let given = 0;
      for (const [id, { asked }] of underWay) {
        if (now - asked < patience) break;
        underWay.delete(id);
        given++;
      }
      return given;
    },
    forget: () => underWay.clear(),
    close: () => void socket.close(),
  };
}
