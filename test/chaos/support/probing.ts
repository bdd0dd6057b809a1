import { TYPE } from "../../support/reference-zone.ts";
import { claimReader } from "./answer-claim.ts";
import { answerJudge, type Subject } from "./answer-judge.ts";
import { monotonic } from "./monotonic.ts";
import { newPauses, type Pauses } from "./pauses.ts";
import { type Knowledge, newKnowledge } from "./probe-knowledge.ts";
import type { ProbeNews, ProbeReport, ProbeSetup } from "./probe-messages.ts";
import { type ProbeSocket, probeSocket } from "./probe-socket.ts";
import { ownerOf, type Question, questionFor } from "./questions.ts";
import { trustedZone } from "./trusted-zone.ts";

/** Between two looks at what is to be asked, in milliseconds. */
const TICK = 2;
/** What of a tick counts at most: who was held up itself has neither asked nor heard anything. */
const LONGEST_TICK = 50;

/**
 * Milliseconds in which an instance has to answer by what another has acknowledged. Where the machine is so busy that the
 * instance pauses between answers, it takes its turns later: so many of the longest pauses are added.
 */
const VISIBLE_WITHIN = 1_000;
const SLOWNESS = 10;

/** One instance as the probe has it. */
interface Watched {
  readonly socket: ProbeSocket<Subject>;
  isDown: boolean;
  /** Milliseconds since the last answer. */
  silence: number;
  readonly pauses: Pauses;
  /** Queries that are due, with fractions. */
  due: number;
}

/** Asks several instances of one zone all the time and judges what they say, as it is told by a test what they have to. */
export function startProbing(): { tell(news: ProbeNews): ProbeReport | undefined } {
  let running: ReturnType<typeof probe> | undefined;
  return {
    tell: (news) => {
      if (news.kind === "setup") running = probe(news.setup);
      else if (news.kind === "report") return running?.report();
      else running?.tell(news);
      return undefined;
    },
  };
}

function probe({ apex, dnskeys, targets, rate }: ProbeSetup) {
  const knowledge = newKnowledge();
  const judge = answerJudge(knowledge, claimReader(trustedZone(apex, dnskeys)));
  const pick = picker(apex, knowledge);
  let [asked, lost, longestSilence, since, last] = [0, 0, 0, monotonic(), monotonic()];

  const watched = targets.map((target, instance): Watched => {
    const socket = probeSocket<Subject>(target, (subject, octets, askedAt, received) => {
      one.silence = 0;
      const within = VISIBLE_WITHIN + SLOWNESS * one.pauses.longest(received);
      judge.heard({ instance, subject, octets, asked: askedAt, received, within });
    });
    const one: Watched = { socket, isDown: false, silence: 0, pauses: newPauses(), due: 0 };
    return one;
  });

  const visit = (one: Watched, now: number, passed: number): void => {
    const given = one.socket.giveUp(now);
    one.silence = one.isDown ? 0 : one.silence + passed;
    if (!one.isDown) lost += given;
    one.pauses.add(now, one.silence);
    longestSilence = Math.max(longestSilence, one.silence);
    for (one.due += passed * rate; one.due >= 1; one.due--) {
      if (!one.socket.hasRoom) continue;
      one.socket.ask(...pick());
      asked++;
    }
  };
  /** What was asked while it was down is not lost now. */
  const isUp = (one: Watched): void => {
    one.isDown = false;
    one.socket.forget();
  };
  setInterval(() => {
    const now = monotonic();
    const passed = Math.min(now - last, LONGEST_TICK);
    last = now;
    for (const one of watched) visit(one, now, passed);
    judge.secondThoughts(now);
  }, TICK);

  return {
    tell: (news: ProbeNews): void => {
      knowledge.tell(news);
      if (news.kind === "keys") judge.readBy(news.sets.map((set) => claimReader(trustedZone(apex, set))));
      else if (news.kind === "down") watched[news.instance]!.isDown = true;
      else if (news.kind === "up") isUp(watched[news.instance]!);
      else if (news.kind === "cold" || news.kind === "warming" || news.kind === "ready")
        judge.expectWarmth(news.instance, news.kind);
    },
    report: (): ProbeReport => {
      const now = monotonic();
      const report = { ...judge.report(), asked, lost, elapsed: now - since, longestSilence };
      [asked, lost, longestSilence, since] = [0, 0, 0, now];
      return report;
    },
  };
}

/**
 * Picks what to ask: of a hundred questions 4 about the apex, 14 about names that never are, and the others about names that
 * were written.
 */
function picker(apex: string, knowledge: Knowledge): () => readonly [Subject, Question] {
  const apexQuestions = [TYPE.SOA, TYPE.DNSKEY].map((type) => questionFor(apex, type));
  const questions = new Map<string, Question>();
  const questionOf = (user: string): Question => {
    const found = questions.get(user) ?? questionFor(ownerOf(user, apex));
    questions.set(user, found);
    return found;
  };
  let unknown = 0;
  const never = (): readonly [Subject, Question] => {
    // Below a name that may exist, or beside the others.
    const below = knowledge.pick("registered", false)?.user ?? "nobody";
    unknown++;
    const user = unknown % 2 === 0 ? `never${unknown.toString(36)}` : `x.${below}`;
    return ["never", questionFor(ownerOf(user, apex))];
  };
  return () => {
    const dice = Math.random() * 100;
    if (dice < 4) return ["apex", apexQuestions[dice < 2 ? 0 : 1]!];
    const standing = dice < 60 ? "registered" : dice < 75 ? "deleted" : dice < 82 ? "unsettled" : undefined;
    const known = standing && knowledge.pick(standing, Math.random() < 0.5);
    return known === undefined ? never() : [known, questionOf(known.user)];
  };
}
