import type { Claim, ClaimReader } from "./answer-claim.ts";
import type { Sighting } from "./name-history.ts";
import type { Knowledge, Known } from "./probe-knowledge.ts";
import type { ProbeReport, Violation } from "./probe-messages.ts";

/** What is asked about: a name that was written, one that never is, or the apex. */
export type Subject = Known | "never" | "apex";

/** An answer; times are milliseconds of `monotonic`. */
export interface Heard extends Omit<Sighting, "cuts"> {
  readonly subject: Subject;
  readonly octets: Buffer;
}

export type Warmth = "cold" | "warming" | "ready";

type Judged = Pick<ProbeReport, "judged" | "notReady" | "violations" | "first">;

export interface AnswerJudge {
  heard(answer: Heard): void;
  /** Judges again what seemed wrong some time before `now`. */
  secondThoughts(now: number): void;
  /** Whether an instance has to say that it has nothing to answer from, or may do so, or must not. */
  expectWarmth(instance: number, warmth: Warmth): void;
  /** From now on the zone is read by any of these; a serial may go back while there are several. */
  readBy(readers: readonly ClaimReader[]): void;
  /** What was judged since the last report. */
  report(): Judged;
}

/** News of a write may reach the probe after the answer that it explains: milliseconds that are given to it. */
const SECOND_THOUGHT = 700;
/** Of each instance. */
const REPORTED_VIOLATIONS = 3;
const KEPT_CLAIMS = 20_000;
/** RFC 8914 §4.15: "Not Ready". */
const NOT_READY = 14;

interface Doubted {
  readonly answer: Heard;
  readonly claim: Claim & { readonly kind: "name" };
  readonly known: Known;
}

interface Shown {
  readonly serial: number;
  readonly at: number;
}

export function answerJudge(knowledge: Knowledge, first: ClaimReader): AnswerJudge {
  let readers: readonly ClaimReader[] = [first];
  const claims = new Map<string, Claim>();
  const warmths = new Map<number, Warmth>();
  const highest = new Map<number, Shown>();
  let doubted: Doubted[] = [];
  let state = newReport();

  const accuse = ({ instance, subject, octets }: Heard, what: string): void => {
    state.violations++;
    const told = state.first.filter((violation) => violation.instance === instance).length;
    if (told >= REPORTED_VIOLATIONS) return;
    const name = typeof subject === "string" ? subject : subject.user;
    state.first.push({ instance, name, what, octets: octets.toString("hex") });
  };

  const read = (octets: Buffer): Claim => {
    for (const reader of readers.slice(0, -1)) {
      try {
        return reader.read(octets, Date.now() / 1000);
      } catch {
        // The last one has the last word.
      }
    }
    return readers.at(-1)!.read(octets, Date.now() / 1000);
  };
  /** What the answer says; the same octets say the same, whatever the ID. */
  const claimOf = ({ octets, subject }: Heard): Claim => {
    // What denies a name that nobody asks for twice is not worth keeping.
    if (subject === "never") return read(octets);
    const id = octets.toString("latin1", 2);
    const claim = claims.get(id) ?? read(octets);
    if (claims.size >= KEPT_CLAIMS) claims.clear();
    claims.set(id, claim);
    return claim;
  };

  /** What is wrong with the claim about a name, if anything is. */
  const faultOf = ({ answer, claim, known }: Doubted): string | undefined => {
    const expected = knowledge.judge(known, claim.value, answer);
    return expected && `it says ${claim.value}, and it is ${expected.map(String).join(" or ")}`;
  };

  const serialFault = ({ instance, asked, received }: Heard, serial: number): string | undefined => {
    const before = readers.length > 1 ? undefined : highest.get(instance);
    if (before === undefined || serial > before.serial) highest.set(instance, { serial, at: received });
    else if (serial < before.serial && asked >= before.at)
      return `the serial went from ${before.serial} back to ${serial}`;
    return undefined;
  };

  const judge = (answer: Heard): void => {
    const { instance, subject } = answer;
    const warmth = warmths.get(instance) ?? "ready";
    const claim = claimOf(answer);
    if (claim.kind === "failure") {
      if (warmth === "ready" || claim.extendedError !== NOT_READY)
        accuse(answer, `SERVFAIL with extended error ${claim.extendedError}`);
      else state.notReady++;
      return;
    }
    if (warmth === "cold") accuse(answer, "an answer of an instance that has nothing to answer from");
    const fault = claim.serial === undefined ? undefined : serialFault(answer, claim.serial);
    if (fault !== undefined) accuse(answer, fault);
    if (typeof subject === "string") {
      state.judged[subject]++;
      const wanted = subject === "apex" ? "apex" : "name";
      if (claim.kind !== wanted || (claim.kind === "name" && claim.value !== null))
        accuse(answer, `an answer for what is ${subject}: ${JSON.stringify(claim)}`);
      return;
    }
    state.judged[knowledge.standingOf(subject)]++;
    if (claim.kind !== "name") accuse(answer, "an answer of the apex for a name");
    else {
      const doubt = { answer, claim, known: subject };
      if (faultOf(doubt) !== undefined) doubted.push(doubt);
    }
  };

  return {
    heard: (answer) => {
      try {
        judge(answer);
      } catch (error) {
        accuse(answer, error instanceof Error ? error.message : String(error));
      }
    },
    secondThoughts: (now) => {
      const isDue = ({ answer }: Doubted): boolean => now - answer.received >= SECOND_THOUGHT;
      if (!doubted.some(isDue)) return;
      for (const doubt of doubted.filter(isDue)) {
        const fault = faultOf(doubt);
        if (fault !== undefined) accuse(doubt.answer, fault);
      }
      doubted = doubted.filter((doubt) => !isDue(doubt));
    },
    expectWarmth: (instance, warmth) => void warmths.set(instance, warmth),
    readBy: (next) => {
      readers = next;
      claims.clear();
      highest.clear();
    },
    report: () => {
      const report = state;
      state = newReport();
      return report;
    },
  };
}

const newReport = () => ({
  judged: { registered: 0, deleted: 0, unsettled: 0, never: 0, apex: 0 },
  notReady: 0,
  violations: 0,
  first: [] as Violation[],
});
