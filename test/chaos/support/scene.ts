import { expectAgreement } from "./agreement.ts";
import { type Delegation, delegation } from "./delegation.ts";
import { type Ledger, newLedger } from "./ledger.ts";
import { type Pair, type PairSetup, startPair } from "./pair.ts";
import { expectFlawless, type Probe, startProbe } from "./probe.ts";
import type { ProbeReport } from "./probe-messages.ts";
import { type ResolverWatch, watchResolver } from "./resolver-watch.ts";
import { register, startWriters, type Writers } from "./writers.ts";

/** Two instances, and what asks them and writes to them all the time. */
export interface Scene {
  readonly pair: Pair;
  readonly probe: Probe;
  readonly ledger: Ledger;
  /** A validating resolver stands before them where there is one. */
  readonly watch: ResolverWatch | undefined;
  /** Clients write while `work` goes on, and until so many writes were acknowledged. Their names begin with `title`. */
  underWrites(title: string, count: number, work: (writers: Writers) => Promise<void>): Promise<void>;
  /** Fails where an answer since the last time was wrong. */
  expectAnswers(title: string): Promise<ProbeReport>;
  /** The same, and compares the instances with each other, with what writers were told, and with the store. */
  expectSound(title: string): Promise<void>;
  stop(): Promise<void>;
}

/** How many clients write at a time. */
const CLIENTS = 16;
/** Names that are registered first and stay as they are: a resolver shall not have all of them in its cache at once. */
const STEADY_NAMES = { asked: 500, unasked: 100 } as const;

export interface SceneSetup extends Pick<PairSetup, "environment"> {
  readonly withResolver: boolean;
}

/** Each server that is started listens for the end of this process; a scene has more of them than Node expects. */
const SERVERS = 32;

export async function startScene({ environment, withResolver }: SceneSetup): Promise<Scene> {
  process.setMaxListeners(SERVERS);
  const stops: (() => Promise<unknown>)[] = [];
  const stop = async (): Promise<void> => {
    for (const step of stops.splice(0).reverse()) await step();
  };
  try {
    const delegated: Delegation | undefined = withResolver ? await delegation() : undefined;
    const pair = await startPair({ environment, ...delegated?.setup });
    stops.push(pair.stop);
    const probe = await startProbe(pair.probeSetup);
    stops.push(probe.stop);
    const ledger = newLedger(probe);
    const { asked, unasked } = STEADY_NAMES;
    const steady = await register(pair, ledger, "steady", delegated === undefined ? unasked : asked);
    const chain = await delegated?.chain(pair);
    if (chain !== undefined) stops.push(chain.stop);
    const watch = chain && watchResolver(chain, pair.zone.apex, steady);
    stops.push(async () => watch?.stop());
    let writers: Writers | undefined;
    // A test that was cut short has not stopped them.
    stops.push(async () => writers?.stop().catch(() => undefined));

    const expectAnswers = async (title: string): Promise<ProbeReport> => {
      const report = await probe.report();
      expectFlawless(title, report);
      watch?.expectFlawless(title);
      return report;
    };
    return {
      pair,
      probe,
      ledger,
      watch,
      underWrites: async (title, count, work) => {
        const enough = ledger.count.acknowledged + count;
        writers = startWriters(pair, ledger, { prefix: title, clients: CLIENTS });
        try {
          await work(writers);
          await writers.acknowledged(enough - ledger.count.acknowledged);
        } finally {
          await writers.stop();
        }
      },
      expectSound: async (title) => {
        await expectAgreement(pair, ledger);
        await expectAnswers(title);
      },
      expectAnswers,
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}
