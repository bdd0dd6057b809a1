import { isReply } from "./failure.ts";
import type { Address } from "./target.ts";

/**
 * What a node of a Cluster replies instead of carrying a command out: that the slot is at another node for good (`moved`), or
 * this once (`ask`), or that it will have to be asked again (`later`).
 * https://redis.io/docs/latest/operate/oss_and_stack/reference/cluster-spec/#redirection-and-resharding
 */
export type Redirection =
  | { readonly kind: "moved" | "ask"; readonly address: Address }
  | { readonly kind: "later" };

/**
 * "MOVED 3999 127.0.0.1:6381", "ASK 3999 127.0.0.1:6381". Undefined for every other error. Without a host it is the one of
 * `from`, which replied: https://redis.io/docs/latest/commands/cluster-slots/, "the same endpoint it used to send the
 * current command".
 */
export function redirectionOf(error: unknown, from: Address): Redirection | undefined {
  if (!isReply(error)) return undefined;
  // Only at the very start: what a script met, it met after it had begun.
  const found = /^(?<kind>MOVED|ASK) \d+ (?<host>.*):(?<port>\d{1,5})$/.exec(error.message)?.groups;
  if (found !== undefined) {
    const address = { host: found["host"] || from.host, port: Number(found["port"]) };
    return { kind: found["kind"] === "ASK" ? "ask" : "moved", address };
  }
  return /^(TRYAGAIN|CLUSTERDOWN) /.test(error.message) ? { kind: "later" } : undefined;
}
