import { DomainError } from "../zone/errors.ts";
import type { InstanceConfirmation } from "./client-types.ts";

/** A write that stands and that not every instance answers by: which ones do, and which do not. */
export class InstancesBehind extends DomainError {
  readonly instances: readonly InstanceConfirmation[];

  constructor(message: string, instances: readonly InstanceConfirmation[], cause: unknown) {
    super("instances-behind", message, { cause });
    this.instances = instances;
  }
}
