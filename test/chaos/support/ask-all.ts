import { createSocket } from "node:dgram";
import { once } from "node:events";
import { setTimeout as delay } from "node:timers/promises";
import type { Target } from "./probe-messages.ts";
import { isAbout, type Question } from "./questions.ts";

const AT_ONCE = 32;
/** Milliseconds after which a question is asked again. */
const PATIENCE = 500;

/** Asks an instance all of it, each until there is an answer; resolves to the answers in the order of the questions. */
export async function askAll({ host, port }: Target, questions: readonly Question[]): Promise<Buffer[]> {
  const socket = createSocket({ type: "udp4", recvBufferSize: 1 << 22 });
  socket.on("error", () => undefined);
  socket.connect(port, host);
  await once(socket, "connect");
  const answers: Buffer[] = [];
  const waiting = new Map<number, (octets: Buffer) => void>();
  socket.on("message", (octets) => waiting.get(octets.readUInt16BE(0))?.(octets));

  const ask = async (question: Question, id: number): Promise<Buffer> => {
    const octets = Buffer.from(question.octets);
    octets.writeUInt16BE(id, 0);
    for (;;) {
      const answered = new Promise<Buffer>((resolve) => {
        waiting.set(id, (answer) => isAbout(answer, question) && resolve(answer));
      });
      socket.send(octets);
      const answer = await Promise.race([answered, delay(PATIENCE, undefined, { ref: false })]);
      if (answer !== undefined) return answer;
    }
  };
  const queue = questions.entries();
  const worker = async (_: unknown, id: number): Promise<void> => {
    for (const [at, question] of queue) answers[at] = await ask(question, id);
  };
  try {
    await Promise.all(Array.from({ length: AT_ONCE }, worker));
    return answers;
  } finally {
    socket.close();
  }
}
