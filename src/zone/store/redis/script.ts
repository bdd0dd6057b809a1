import { createHash } from "node:crypto";
import type { Redis } from "ioredis";
import { isScriptMissing } from "./failure.ts";

/** A Lua script: all of it happens at once, and no other command between. */
export interface Script {
  readonly lua: string;
  readonly digest: string;
}

export const script = (lua: string): Script =>
  Object.freeze({ lua, digest: createHash("sha1").update(lua).digest("hex") });

export type ScriptArguments = readonly (string | number | Buffer)[];

/**
 * Runs a script, which Redis is sent only where it does not know it. `keys` are all that it touches, in one slot. `asking`: the
 * server is one that takes the slot over, and was named by the one that gives it away.
 */
export async function run(
  client: Redis,
  { lua, digest }: Script,
  keys: readonly string[],
  args: ScriptArguments,
  asking: boolean,
): Promise<unknown> {
  try {
    if (asking) ask(client);
    return await client.evalsha(digest, keys.length, ...keys, ...args);
  } catch (error) {
    if (!isScriptMissing(error)) throw error;
    if (asking) ask(client);
    return client.eval(lua, keys.length, ...keys, ...args);
  }
}

/** The next command is of a slot that the server is taking over; only this one. What goes wrong, that command tells. */
export function ask(client: Redis): void {
  client.asking().catch(() => undefined);
}
