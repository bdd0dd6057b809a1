import type { Socket } from "node:net";
import type { AnswerFed } from "./answering.ts";
import type { TcpClose } from "./counters.ts";
import { newFramer } from "./framing.ts";
import type { TcpLimits } from "./limits.ts";

/** What is read and thrown away of a connection that we ended, before it is cut off. */
const MAX_DISCARDED_OCTETS = 262_144;
const NEVER = -1;

/** What the connections of one listener share. */
export interface ConnectionShared {
  readonly answerFed: AnswerFed;
  readonly limits: TcpLimits;
  /** Monotonic milliseconds. */
  readonly now: () => number;
  /** Messages were answered. */
  touched(connection: Connection): void;
  /** Told once, when the connection is no more. */
  gone(connection: Connection, reason: TcpClose, cause: unknown): void;
}

const takeTurn = (connection: Connection): void => connection.work();

/**
 * One TCP connection (RFC 7766). Queries are answered in the turn that reads them, up to `queriesPerTurn`; then, and while
 * answers wait for the peer, nothing is read.
 */
export class Connection {
  readonly prefix: string;
  readonly #socket: Socket;
  readonly #shared: ConnectionShared;
  readonly #framer = newFramer();
  readonly #send = (octets: Buffer): number => this.#write(octets);
  readonly #onSent = (error: Error | null | undefined): void => this.#sent(error);
  /** When the last whole message came, or the last answer went. */
  #activeAt: number;
  /** Since when a message is incomplete. */
  #begunAt = NEVER;
  /** Since when answers wait and the peer took none. */
  #unsentSince = NEVER;
  /** When a connection that we ended is destroyed. */
  #destroyAt = NEVER;
  #reason: TcpClose | undefined;
  #cause: unknown;
  /** The rest of what was fed waits for the next turn. */
  #turnPlanned = false;
  /** Too much waits for the peer: nothing is read until it is taken. */
  #stalled = false;
  /** Nothing more is read; the connection ends when what was fed is answered. */
  #finishing = false;
  #ended = false;
  #gone = false;
  #discarded = 0;

  constructor(socket: Socket, prefix: string, shared: ConnectionShared) {
    this.prefix = prefix;
    this.#socket = socket;
    this.#shared = shared;
    this.#activeAt = shared.now();
    socket.on("data", (octets) => this.#read(octets as Buffer));
    socket.on("end", () => this.#finish());
    socket.on("error", (error) => this.#note("broken", error));
    socket.on("close", () => this.#leave("peer"));
  }

  /** Closes it where a deadline has passed. `idle` is in milliseconds and depends on how crowded the listener is. */
  expire(now: number, idle: number): void {
    const { messageDeadline, writeDeadline } = this.#shared.limits;
    const unsent = this.#unsentSince !== NEVER;
    if (this.#destroyAt !== NEVER && now >= this.#destroyAt) this.destroy("shutdown");
    else if (unsent && now - this.#unsentSince >= writeDeadline) this.destroy("writeDeadline");
    else if (unsent || this.#turnPlanned || this.#ended) return;
    else if (this.#begunAt !== NEVER && now - this.#begunAt >= messageDeadline)
      this.destroy("messageDeadline");
    else if (now - this.#activeAt >= idle) this.destroy("idle");
  }

  /** Answers what was read, then ends it, and destroys it after the grace. */
  shutDown(): void {
    this.#note("shutdown");
    this.#allowGrace();
    this.#finish();
  }

  /** Ends it at once. */
  destroy(reason: TcpClose): void {
    this.#note(reason);
    // An RST frees what the kernel keeps for a peer that does not read.
    if (this.#unsentSince !== NEVER) this.#socket.resetAndDestroy();
    else this.#socket.destroy();
    this.#leave(reason);
  }

  /** One turn: answers what was fed, within bounds, and plans the next turn if something is left. */
  work(): void {
    this.#turnPlanned = false;
    this.#stalled = false;
    if (this.#gone) return;
    const fault = this.#shared.answerFed(this.#framer, this.#send);
    if (fault !== undefined) {
      this.#note(fault.reason, fault.cause);
      this.#allowGrace();
      this.#end();
      return;
    }
    this.#stalled = this.#socket.writableLength > this.#shared.limits.unsentOctets;
    this.#turnPlanned = !this.#stalled && this.#framer.left > 0;
    if (this.#turnPlanned) setImmediate(takeTurn, this);
    if (this.#stalled || this.#turnPlanned) {
      this.#socket.pause();
      return;
    }
    if (!this.#framer.partial) this.#begunAt = NEVER;
    else if (this.#begunAt === NEVER) this.#begunAt = this.#shared.now();
    if (this.#finishing) this.#end();
    else if (this.#socket.isPaused()) this.#socket.resume();
  }

  /** Returns how many octets wait for the peer. */
  #write(octets: Buffer): number {
    this.#socket.write(octets, this.#onSent);
    this.#activeAt = this.#shared.now();
    this.#begunAt = NEVER;
    this.#shared.touched(this);
    const unsent = this.#socket.writableLength;
    if (unsent > 0 && this.#unsentSince === NEVER) this.#unsentSince = this.#activeAt;
    return unsent;
  }

  /** The kernel took everything that waited when the last write began. */
  #sent(error: Error | null | undefined): void {
    if (this.#gone || error) return;
    const unsent = this.#socket.writableLength > 0;
    if (this.#unsentSince !== NEVER) this.#activeAt = this.#shared.now();
    this.#unsentSince = unsent ? this.#activeAt : NEVER;
    if (this.#stalled && !unsent) this.work();
  }

  #read(octets: Buffer): void {
    if (!this.#ended) {
      this.#framer.feed(octets);
      this.work();
      return;
    }
    this.#discarded += octets.length;
    if (this.#discarded > MAX_DISCARDED_OCTETS) this.destroy("junk");
  }

  /** RFC 9293 §3.6: "A user who CLOSEs may continue to RECEIVE": what was read is answered first. */
  #finish(): void {
    this.#finishing = true;
    if (!this.#turnPlanned && !this.#stalled) this.#end();
  }

  #end(): void {
    this.#ended = true;
    this.#socket.end();
    // Octets left unread would turn our FIN into an RST, which takes answers from a peer that has not read them yet.
    this.#socket.resume();
  }

  #allowGrace(): void {
    if (this.#destroyAt === NEVER) this.#destroyAt = this.#shared.now() + this.#shared.limits.grace;
  }

  #note(reason: TcpClose, cause?: unknown): void {
    this.#reason ??= reason;
    this.#cause ??= cause;
  }

  #leave(reason: TcpClose): void {
    if (this.#gone) return;
    this.#gone = true;
    this.#shared.gone(this, this.#reason ?? reason, this.#cause);
  }
}
