import { isDeepStrictEqual } from "node:util";
import { type Config, ConfigError, loadConfig } from "../../src/config.ts";

type Variables = readonly (readonly [name: string, value: string])[];

/** The configuration, or in which words it is refused. */
function outcomeOf(variables: Variables): Config | string {
  try {
    return loadConfig({}, undefined, Object.fromEntries(variables));
  } catch (error) {
    if (error instanceof ConfigError) return error.message;
    throw error;
  }
}

/**
 * Which of these variables the server does not know: without them all is the same, and with a wrong value too. Throws where the
 * variables together are refused.
 */
export function withoutEffect(variables: Variables): string[] {
  const whole = loadConfig({}, undefined, Object.fromEntries(variables));
  const isSame = (changed: Variables): boolean => isDeepStrictEqual(outcomeOf(changed), whole);
  return variables.flatMap(([name]) => {
    const others = variables.filter(([other]) => other !== name);
    return isSame(others) && isSame([...others, [name, "?"]]) ? [name] : [];
  });
}
