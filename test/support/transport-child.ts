// A listener with the toy answer in a process of its own: `node transport-child.ts udp|tcp`. Says its port on the first
// line, ends with its standard input, and says its counters then.
import { monotonicMilliseconds } from "../../src/clock.ts";
import { listenTcp } from "../../src/server/tcp/listen.ts";
import { listenUdp } from "../../src/server/udp/dgram.ts";
import { toyAnswer } from "./toy-answer.ts";

const host = "127.0.0.1";
const listener =
  process.argv[2] === "udp"
    ? await listenUdp({ host, port: 0, answer: toyAnswer })
    : await listenTcp({ host, port: 0, answer: toyAnswer, now: monotonicMilliseconds });
process.stdout.write(`${listener.port}\n`);
process.stdin.resume();
process.stdin.on("end", async () => {
  await listener.close();
  process.stdout.write(`${JSON.stringify(listener.counters)}\n`);
});
