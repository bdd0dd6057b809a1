import { clusterMasters } from "./cluster-masters.ts";
import type { Deployment } from "./masters.ts";
import { singleMaster } from "./single-master.ts";
import type { Target } from "./target.ts";

/** Opens nothing yet but, of a Cluster, the map of its slots. */
export const deploymentOf = (target: Target, commandTimeout: number): Deployment =>
  target.kind === "cluster" ? clusterMasters(target, commandTimeout) : singleMaster(target);
