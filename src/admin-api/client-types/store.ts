import type { Facts, Worth } from "../../zone/store/port.ts";

/** The answer of `GET /v1/store`: what the acknowledgement of a write is worth, by what the store says at this moment. */
export interface StoreView {
  kind: "sqlite" | "redis" | "memory";
  topology: "standalone" | "sentinel" | "cluster" | null;
  /**
   * Where a write is when it is acknowledged: on the `disk`; there within a `second`; there `later`, when the operating system
   * gets to it; in `memory` only; or that is `unknown`. Of several servers, of the weakest.
   */
  worth: Worth;
  /** Whether it is on the disk, and nothing is evicted; null where that is not known. */
  isDurable: boolean | null;
  /** Whether writes are refused where it is not. */
  isRequired: boolean;
  servers: { server: string; facts: Facts }[];
  /** What is wrong, and what to do about it. */
  remarks: { code: string; detail: string }[];
}
