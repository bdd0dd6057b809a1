import { createHash } from "node:crypto";
import type { Redis } from "ioredis";
import { isScriptMissing } from "./failure.ts";

/** A Lua script: all of it happens at once, and no other command between. */
export interface Script {
  readonly lua: string;
  readonly digest: string;
  /** Whether a reply says that nothing was changed because it was not to be. */
  readonly refuses: (reply: unknown) => boolean;
}

export const script = (lua: string, refuses: Script["refuses"] = () => false): Script =>
  Object.freeze({ lua, digest: createHash("sha1").update(lua).digest("hex"), refuses });

export type ScriptArguments = readonly (string | number | Buffer)[];

export interface ScriptCall {
  readonly script: Script;
  /** All that the script touches, in one slot. At least one. */
  readonly keys: readonly string[];
  readonly args: ScriptArguments;
}

interface Sending {
  /** The server is one that takes the slot over, and was named by the one that gives it away. */
  readonly asking: boolean;
  /** Sends the script itself, for a Redis that does not know it. */
  readonly whole: boolean;
}

export function sendScript(
  client: Redis,
  { script: { lua, digest }, keys, args }: ScriptCall,
  { asking, whole }: Sending,
): Promise<unknown> {
  if (asking) ask(client);
  return whole
    ? client.eval(lua, keys.length, ...keys, ...args)
    : client.evalsha(digest, keys.length, ...keys, ...args);
}

/** Runs a script, which Redis is sent only where it does not know it. */
export async function run(client: Redis, call: ScriptCall, asking: boolean): Promise<unknown> {
  try {
    return await sendScript(client, call, { asking, whole: false });
  } catch (error) {
    if (!isScriptMissing(error)) throw error;
    return sendScript(client, call, { asking, whole: true });
  }
}

/** The next command is of a slot that the server is taking over; only this one. What goes wrong, that command tells. */
export function ask(client: Redis): void {
  client.asking().catch(() => undefined);
}
