import { expect } from "vitest";
import type { PrivateChain } from "../../support/private-chain.ts";
import { txtOf } from "../../support/raw-dns.ts";
import { decodeMessage } from "../../support/reference-message.ts";
import { monotonic } from "./monotonic.ts";
import { probeSocket } from "./probe-socket.ts";
import { ownerOf, type Question, questionFor } from "./questions.ts";

/** Milliseconds that a resolver has to try one server and the other. */
const PATIENCE = 20_000;
/** Milliseconds between two questions. */
const PACE = 20;
const REPORTED = 5;

/** Someone who asks a validating resolver all the time. */
export interface ResolverWatch {
  /** Fails unless every question so far was answered as it has to be, with AD; prints how many were. */
  expectFlawless(title: string): void;
  /** May be called twice. */
  stop(): void;
}

/** What is asked of the resolver: names that nobody changes, by user, and others that do not exist. */
export function watchResolver(
  { resolver, resolverLog }: Pick<PrivateChain, "resolver" | "resolverLog">,
  apex: string,
  names: ReadonlyMap<string, string>,
): ResolverWatch {
  const users = [...names.keys()];
  const faults: string[] = [];
  let [answered, lost, asked] = [0, 0, 0];

  const judge = (user: string, octets: Buffer): string | undefined => {
    const { rcode, ad, answer } = decodeMessage(octets);
    const uri = names.get(user);
    const said = rcode === 0 || rcode === 3 ? txtOf(decodeMessage(octets))?.text : undefined;
    const isRight = ad && said === uri && rcode === (uri === undefined ? 3 : 0);
    return isRight ? undefined : `${user}: RCODE ${rcode}, AD ${ad}, ${answer.length} records, ${said}`;
  };
  const socket = probeSocket<string>(
    resolver,
    (user, octets) => {
      answered++;
      const fault = judge(user, octets);
      if (fault !== undefined && faults.length < REPORTED) faults.push(fault);
    },
    PATIENCE,
  );
  const ask = (): void => {
    lost += socket.giveUp(monotonic());
    // What a resolver has seen it does not ask for again: of the names one after the other, of the others each time another.
    const user = asked % 3 === 0 ? `unheard-of-${asked}` : users[asked % users.length]!;
    if (socket.hasRoom) socket.ask(user, recursive(questionFor(ownerOf(user, apex))));
    asked++;
  };
  let stopped = false;
  const timer = setInterval(ask, PACE);
  return {
    expectFlawless: (title) => {
      console.log(`${title}: a validating resolver gave ${answered} answers`);
      expect(faults, resolverLog()).toEqual([]);
      expect(lost).toBe(0);
      expect(answered).toBeGreaterThan(100);
    },
    stop: () => {
      if (stopped) return;
      stopped = true;
      clearInterval(timer);
      socket.close();
    },
  };
}

/** RFC 1035 §4.1.1: RD. */
function recursive(question: Question): Question {
  question.octets[2]! |= 1;
  return question;
}
