import { DomainError } from "../../errors.ts";
import { outcomeUnknown } from "../refusal.ts";

const REPLICA = "this Redis is a replica and takes no writes";

/**
 * Replies that say what happened to Redis, and what it means here; every other error that Redis replies is a bug of ours.
 * https://redis.io/docs/latest/develop/reference/protocol-spec/#simple-errors: the first word is the kind of error. Redis 6
 * wraps it in words of its own when a script meets it.
 */
const REPLIES: readonly (readonly [kind: string, message: string])[] = [
  ["READONLY", REPLICA],
  ["LOADING", "Redis is still loading its data"],
  ["OOM", "Redis has reached its maxmemory and takes no writes"],
  ["MISCONF", "Redis cannot save to its disk and takes no writes"],
  ["ERR WAIT cannot be used with replica", REPLICA],
  ["ERR WAITAOF cannot be used with replica", REPLICA],
  [
    "ERR WAITAOF cannot be used when numlocal is set",
    "Redis has no append-only file to wait for (appendonly)",
  ],
  ["NOREPLICAS", "Redis has too few replicas and takes no writes"],
  ["MASTERDOWN", "this Redis is a replica that has lost its master"],
  ["CLUSTERDOWN", "the Redis Cluster is down"],
  ["TRYAGAIN", "the Redis Cluster is moving the zone to another node"],
  ["MOVED", "this Redis is a node of a Cluster, and the data is on another"],
  ["ASK", "this Redis is a node of a Cluster, and the data is on another"],
  ["BUSY", "Redis is busy with a script"],
  ["UNBLOCKED", "Redis has become a replica"],
  ["NOAUTH", "Redis wants a password"],
  ["WRONGPASS", "Redis refuses the user or the password"],
  ["NOPERM", "the ACL of Redis does not permit what the store does"],
  ["ERR The user executing the script", "the ACL of Redis does not permit what the store does"],
  ["ERR max number of clients reached", "Redis has too many clients"],
];

/** An error that Redis replied. Everything else that a command of ioredis rejects with is about the connection. */
export const isReply = (error: unknown): error is Error =>
  error instanceof Error && error.name === "ReplyError";

/** "NOSCRIPT No matching script. Please use EVAL." */
export const isScriptMissing = (error: unknown): boolean =>
  isReply(error) && error.message.startsWith("NOSCRIPT");

/** Whether Redis does not let the user run the command, or does not have it, as Redises that others run for one often do not. */
export const isForbidden = (error: unknown): boolean =>
  isReply(error) && /^(NOPERM|ERR unknown (sub)?command)/i.test(error.message);

/** What a server says that is not the master, or not any more. */
export const isOfReplica = ({ message }: Error): boolean =>
  saysKind(message, "READONLY") || /^ERR WAIT(AOF)? cannot be used with replica/.test(message);

export const isUnknownCommand = (error: unknown): boolean =>
  isReply(error) && error.message.startsWith("ERR unknown command");

const saysKind = (message: string, kind: string): boolean =>
  message.startsWith(`${kind} `) || message.includes(`-${kind} `);

/**
 * The error to throw for what a command rejected with: a {@link DomainError} with the cause, or the same error if it is a bug.
 * `changes` says whether the command changes something: if there is no reply then, nobody knows whether it did.
 */
export function storeFailure(error: unknown, changes: boolean): unknown {
  withoutCommand(error);
  if (error instanceof DomainError || error instanceof TypeError || error instanceof RangeError) return error;
  if (!isReply(error)) {
    const timeout = error instanceof Error && error.message === "Command timed out";
    const what = timeout ? "Redis does not answer" : "the connection to Redis was lost";
    if (!changes) return new DomainError("store-unavailable", what, { cause: error });
    return outcomeUnknown(`${what}, and whether the write was carried out is not known`, error);
  }
  if (saysKind(error.message, "WRONGTYPE")) {
    const message = "a key of the store in Redis is of a type that this server does not write";
    return new DomainError("store-format", message, { cause: error });
  }
  const message = REPLIES.find(([kind]) => saysKind(error.message, kind) || error.message === kind)?.[1];
  return message === undefined ? error : new DomainError("store-unavailable", message, { cause: error });
}

/**
 * Takes from an error of ioredis the command that it is about: errors are logged, and among a command's arguments may be a
 * password, and are payment instructions by the thousand.
 */
export function withoutCommand<T>(error: T): T {
  if (error instanceof Error) Reflect.deleteProperty(error, "command");
  return error;
}
