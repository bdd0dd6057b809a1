import type { Redis } from "ioredis";
import { DomainError } from "../../errors.ts";
import { outcomeUnknown } from "../refusal.ts";
import { isReply, isScriptMissing, isUnknownCommand, storeFailure } from "./failure.ts";
import type { Line } from "./line.ts";
import { type ScriptCall, sendScript } from "./script.ts";

/** What a write has to be before it is acknowledged, beyond done. */
export interface Confirmation {
  /** How many replicas must have it. */
  readonly replicas: number;
  /** Whether it must be on the disk of the master, and of so many replicas (WAITAOF, Redis 7.2). */
  readonly onDisk: boolean;
  /** Milliseconds that this is waited for, 1 or more. */
  readonly timeout: number;
}

interface Pending {
  readonly call: ScriptCall;
  readonly asking: boolean;
  /** Whether Redis is sent the script itself, because it did not know it. */
  readonly whole: boolean;
  readonly resolve: (reply: unknown) => void;
  readonly reject: (reason: unknown) => void;
}

/**
 * Writes on a line that nothing else is sent on, each acknowledged when it is confirmed. Redis holds up a connection that
 * waits for replicas, so what is to be written meanwhile is kept back, and goes together then: any number of scripts, and
 * one wait. https://redis.io/docs/latest/commands/wait/: it is for "all the previous write commands sent in the context of
 * the current connection".
 *
 * The wait must go by the very connection that its scripts went by. On another, which was made since, it would be about
 * nothing: a new client has offset 0 there (`woff` in Redis's replication.c), which every replica has passed. So between a
 * group's first script and its wait nothing is awaited here, and what ioredis sends in one go is on one socket, or refused
 * as a whole.
 *
 * Rejections are those of {@link Line}, and {@link DomainError} `outcome-unknown` for what was done and not confirmed.
 */
export function confirmedWrites(
  line: Line,
  confirmation: Confirmation,
): (call: ScriptCall, asking: boolean) => Promise<unknown> {
  const queue: Pending[] = [];
  let busy = false;
  /** The connection on which the wait is known to be understood and permitted. */
  let checked: unknown;

  /** Before anything is written: a wait that is refused afterwards would leave every write of unknown outcome. */
  const check = async (): Promise<void> => {
    while (checked === undefined || line.socket() !== checked) {
      const socket = line.socket();
      try {
        await line.send((client) => request(client, { ...confirmation, replicas: 0, timeout: 1 }));
      } catch (error) {
        throw uncheckable(error);
      }
      checked = socket;
    }
  };

  const commit = async (group: readonly Pending[]): Promise<void> => {
    try {
      await check();
    } catch (error) {
      for (const { reject } of group) reject(error);
      return;
    }
    const socket = line.socket();
    const replies = group.map(({ call, asking, whole }) =>
      line.send((client) => sendScript(client, call, { asking, whole })),
    );
    const confirmed = line.send((client) => request(client, confirmation));
    const over = confirmed.catch((error) => {
      // A Redis that does not even say that the time is over does not get what is kept back.
      if (!isReply(error) && line.socket() === socket) line.renew();
    });
    const settled = group.map(async (pending, i) => {
      const { call, resolve, reject } = pending;
      try {
        const reply = await replies[i];
        // A refusal acknowledges nothing. Where the write that it rests on does not outlast a failover, who comes back finds that
        // it rests on nothing any more. Only who repeats a write of his own could take it for an acknowledgement: that is what
        // an Idempotency-Key is for, whose outcome is confirmed like a write.
        if (!call.script.refuses(reply)) await judge(confirmed, confirmation);
        resolve(reply);
      } catch (error) {
        // What waited with the others was not for this script, which was not run: it goes again, and another wait with it.
        if (isScriptMissing(error)) queue.push({ ...pending, whole: true });
        else reject(error);
      }
    });
    await Promise.all([...settled, over]);
  };

  const work = async (): Promise<void> => {
    if (busy) return;
    busy = true;
    while (queue.length > 0) await commit(queue.splice(0));
    busy = false;
  };
  return (call, asking) =>
    new Promise((resolve, reject) => {
      queue.push({ call, asking, whole: false, resolve, reject });
      void work();
    });
}

/** Asks until so many have confirmed, or the time is over; resolves to how many disks of masters, and how many replicas have. */
async function request(
  client: Redis,
  { replicas, onDisk, timeout }: Confirmation,
): Promise<readonly [disks: number, replicas: number]> {
  if (!onDisk) return [1, await client.wait(replicas, timeout)];
  return (await client.call("WAITAOF", 1, replicas, timeout)) as [number, number];
}

async function judge(asked: ReturnType<typeof request>, { replicas }: Confirmation): Promise<void> {
  let disks: number;
  let confirmed: number;
  try {
    [disks, confirmed] = await asked;
  } catch (error) {
    throw outcomeUnknown("the write was carried out, but whether it was confirmed is not known", error);
  }
  if (disks > 0 && confirmed >= replicas) return;
  const who = disks > 0 ? `only ${confirmed} of ${replicas} replicas` : "Redis's disk has not";
  throw outcomeUnknown(
    `the write was carried out, but ${who} confirmed it in time: whether it outlasts a failover is not known`,
  );
}

/** Nothing was written yet. */
function uncheckable(error: unknown): unknown {
  if (isUnknownCommand(error)) {
    const message = "this Redis does not know WAITAOF, which redisWaitFsync needs: Redis 7.2 and newer do";
    return new DomainError("store-unavailable", message, { cause: error });
  }
  return storeFailure(error, false);
}
