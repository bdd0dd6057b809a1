import type { DigResult } from "./dig.ts";
import type { PrivateChain } from "./private-chain.ts";

/** How many questions are under way at a time. */
const AT_ONCE = 8;

/** What a resolver's answer comes to: ANSWER, NODATA or the RCODE, and AD where the resolver vouches for it. */
export function verdictOf({ status, flags, answer }: DigResult): string {
  const kind = status !== "NOERROR" ? status : answer.length > 0 ? "ANSWER" : "NODATA";
  return flags.includes("ad") ? `${kind} AD` : kind;
}

/** Names and what was, or should be, said of them. */
export type Verdicts = Readonly<Record<string, string>>;

/** Asks the chain's resolver for many names. */
export async function verdicts(
  { dig }: PrivateChain,
  names: Iterable<string>,
  type = "TXT",
): Promise<Verdicts> {
  const said: Record<string, string> = {};
  const queue = [...names].values();
  const ask = async (): Promise<void> => {
    for (const name of queue) said[name] = verdictOf(await dig(name, type));
  };
  await Promise.all(Array.from({ length: AT_ONCE }, ask));
  return said;
}

/** The same verdict for every name. */
export const all = (names: Iterable<string>, verdict: string): Verdicts =>
  Object.fromEntries([...names].map((name) => [name, verdict]));
