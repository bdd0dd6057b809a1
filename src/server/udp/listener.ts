import type { Answer, Listener } from "../transport.ts";

/** Why a datagram got no answer. */
export type UdpDrop =
  /** Source port 0: nobody can be answered there. */
  | "sourcePort"
  /** The answer path chose silence (a response, less than a header). */
  | "unanswered"
  /** The answer path threw, which it promises not to: a bug, survived. */
  | "failed"
  /** The kernel takes no more answers and enough of them wait already. */
  | "backlog"
  /** The kernel refused the answer (EPERM, ENETUNREACH, EMSGSIZE). */
  | "send"
  /** The kernel refused to hand over a datagram. */
  | "receive";

/** Counts since the socket was bound. `received` = `answered` + `sourcePort` + `unanswered` + `failed` + `backlog`. */
export interface UdpCounters {
  /** Datagrams that were handed over. */
  received: number;
  /** Answers given to the kernel; those it refused are counted under `dropped.send` as well. */
  answered: number;
  readonly dropped: Record<UdpDrop, number>;
}

export interface UdpListenerOptions {
  /** An address, never a host name. With a wildcard the kernel chooses the source of the answers: see `listenUdp`. */
  readonly host: string;
  /** 0 takes any free port. */
  readonly port: number;
  readonly answer: Answer;
  /** Several sockets share the port, one a thread (SO_REUSEPORT). Default false. */
  readonly reusePort?: boolean;
  /** Told of each drop, with what was thrown or refused. Runs on the hot path and must not throw. */
  readonly onDrop?: ((reason: UdpDrop, cause?: unknown) => void) | undefined;
}

/** A bound UDP socket, whatever drives it. */
export interface UdpListener extends Listener {
  readonly transport: "udp";
  readonly counters: Readonly<UdpCounters>;
}

/** What every UDP transport offers. Rejects with the system's error where the address cannot be bound. */
export type ListenUdp = (options: UdpListenerOptions) => Promise<UdpListener>;

export const newUdpCounters = (): UdpCounters =>
  Object.seal({
    received: 0,
    answered: 0,
    dropped: Object.seal({ sourcePort: 0, unanswered: 0, failed: 0, backlog: 0, send: 0, receive: 0 }),
  });
