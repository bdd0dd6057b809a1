import type { Programs } from "../debian.ts";
import type { Names } from "../names.ts";
import type { Command, Workspace } from "../workspace.ts";

/** A server that is measured, on the zone `_bitcoin-payment.example.com`. */
export interface Peer {
  /** As `--servers` says it. */
  readonly name: string;
  readonly title: string;
  /** The programs that it needs, with their Debian packages; the server's own comes first. */
  readonly programs: Programs;
  /** Whether it keeps what it has signed for a question: a run of first questions then needs a new process. */
  readonly remembers: boolean;
  /** Everything before the start: configuration, keys, signing. The command stays in the foreground. */
  prepare(workspace: Workspace, names: Names, port: number): Promise<Command>;
}
