import type { RedisOptions } from "ioredis";
import { isOfReplica } from "./failure.ts";
import { retryDelay } from "./retry-delay.ts";
import type { Address, Target } from "./target.ts";

/** Replies are those of the protocol that is asked for, as ioredis has always given them. */
export type ClientOptions = Omit<RedisOptions, "replyMapping">;

const SETTINGS = {
  lazyConnect: true,
  // Milliseconds that the other side has to agree to the end of a connection.
  disconnectTimeout: 200,
  retryStrategy: retryDelay,
  // What was sent and got no reply may have been carried out: it is not sent twice, and its caller is told at once.
  autoResendUnfulfilledCommands: false,
  maxRetriesPerRequest: 0,
  enableOfflineQueue: false,
  disableClientInfo: true,
  protocol: 2,
  // Behind the address there may be a new master by now.
  reconnectOnError: isOfReplica,
} satisfies ClientOptions;

/** Milliseconds between two looks at whether a master that is loading its data is ready. */
const LOADING_RETRY_MILLISECONDS = 500;

/** What a connection to a server of the target, or to the master that its Sentinels know, is made with. */
export function clientOptions(
  { username, password, tls }: Target,
  { host, port }: Address,
  commandTimeout: number,
): ClientOptions {
  return {
    ...common(username, password, commandTimeout),
    host,
    port,
    ...(tls === undefined ? {} : { tls: { ...tls } }),
    // A Redis that is loading says so itself, in words that reach the caller.
    enableReadyCheck: false,
  };
}

/** `watching`: whether the Sentinels are listened to for a change of the master; else it is found out by who asks it. */
export function sentinelClientOptions(
  { addresses, masterName, username, password, sentinel, tls }: Target,
  commandTimeout: number,
  watching: boolean,
): ClientOptions {
  return {
    ...common(username, password, commandTimeout),
    sentinels: addresses.map((address) => ({ ...address })),
    name: masterName!,
    role: "master",
    failoverDetector: watching,
    sentinelRetryStrategy: retryDelay,
    sentinelReconnectStrategy: retryDelay,
    sentinelCommandTimeout: commandTimeout,
    ...(sentinel.username === undefined ? {} : { sentinelUsername: sentinel.username }),
    ...(sentinel.password === undefined ? {} : { sentinelPassword: sentinel.password }),
    ...(tls === undefined
      ? {}
      : { tls: { ...tls }, sentinelTLS: { ...tls }, enableTLSForSentinelMode: true }),
    // What ioredis makes sure of with it is that who is a master to a Sentinel which missed a failover is one to itself.
    enableReadyCheck: true,
    maxLoadingRetryTime: LOADING_RETRY_MILLISECONDS,
  };
}

const common = (
  username: string | undefined,
  password: string | undefined,
  commandTimeout: number,
): ClientOptions => ({
  ...SETTINGS,
  commandTimeout,
  connectTimeout: commandTimeout,
  socketTimeout: 2 * commandTimeout,
  ...(username === undefined ? {} : { username, password: password ?? "" }),
  ...(username !== undefined || password === undefined ? {} : { password }),
});
