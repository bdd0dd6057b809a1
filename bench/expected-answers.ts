import { dig } from "../test/support/dig.ts";
import type { Names } from "./names.ts";

/** A truncated answer is shown as it is (`+ignore`): the load is over UDP alone. */
const ask = (port: number, owner: string, ...options: readonly string[]) =>
  dig({ host: "127.0.0.1", port }, owner, "TXT", "+dnssec", "+norecurse", "+ignore", ...options);

const signed = (records: readonly { readonly type: string }[]): boolean =>
  records.some(({ type }) => type === "RRSIG");

/** Whether the server answers for the zone yet. */
export async function answersKnown(port: number, { sample }: Names): Promise<boolean> {
  try {
    return (await ask(port, sample.owner, "+time=1")).status === "NOERROR";
  } catch {
    return false;
  }
}

/**
 * Asks for one name that exists and one that does not. Rejects, with what came, unless the URI is whole and both answers
 * are signed.
 */
export async function expectSignedAnswers(port: number, { sample, absent }: Names): Promise<void> {
  const known = await ask(port, sample.owner);
  const rdata = known.answer.find(({ type }) => type === "TXT")?.rdata ?? "";
  const uri = [...rdata.matchAll(/"([^"]*)"/g)].map(([, string]) => string).join("");
  if (uri !== sample.uri || !signed(known.answer))
    throw new Error(`the answer is not as expected:\n${known.text}`);
  const denial = await ask(port, absent);
  if (denial.status !== "NXDOMAIN" || !signed(denial.authority))
    throw new Error(`the denial is not as expected:\n${denial.text}`);
}
