import type { ZoneCreation } from "../../../src/admin-api/client-types.ts";
import { CHAIN_COMMANDS, missing } from "../../support/interop.ts";
import { loopbackNet, type PrivateChain, startChain } from "../../support/private-chain.ts";
import type { Pair, PairSetup } from "./pair.ts";

/** Where two instances have to be for a resolver to find them: on port 53, each on an address of its own. */
export interface Delegation {
  readonly setup: Pick<PairSetup, "targets" | "zone">;
  /** Starts a root, the zones between, and a validating resolver. */
  readonly chain: (pair: Pair) => Promise<PrivateChain>;
}

/** Undefined where programs or rights are missing, unless CI=true wants all there is. */
export async function delegation(): Promise<Delegation | undefined> {
  if (process.env["CI"] !== "true" && (await missing(CHAIN_COMMANDS)).length > 0) return undefined;
  const net = loopbackNet();
  const nameServers = [1, 2].map((i) => ({ name: `ns${i}.example.com`, address: net(i) }));
  const zone: ZoneCreation = {
    domain: "example.com",
    nameServers: nameServers.map(({ name }) => ({ name })),
  };
  return {
    setup: {
      targets: [
        { host: net(1), port: 53 },
        { host: net(2), port: 53 },
      ],
      zone,
    },
    chain: ({ zone: { apex, parent } }) => {
      const dsRecords = parent.filter((line) => / IN DS /.test(line));
      return startChain({ zoneApex: apex, nameServers, dsRecords });
    },
  };
}
