import type { Instance } from "./instance.ts";
import { OFFER } from "./registrations.ts";

/** Milliseconds of one registration. */
export interface Visibility {
  /** From the request to the API's 201. */
  readonly acknowledged: number;
  /** From the 201 until another instance answers for the name; 0 where it already did. */
  readonly elsewhere: number;
}

/**
 * Registers so many names at `writer`, one after the other, and asks `reader` for each over UDP, query upon query, from the
 * moment of the request until it answers.
 */
export async function measureVisibility(
  writer: Instance,
  reader: Instance,
  count: number,
): Promise<readonly Visibility[]> {
  const figures: Visibility[] = [];
  for (let i = 0; i < count; i++) {
    const user = `visible-${i}`;
    const since = performance.now();
    const registering = writer
      .call("POST", "/v1/names", { name: `${user}@example.com`, offer: OFFER })
      .then((status) => {
        if (status !== 201) throw new Error(`${user} was refused with ${status}`);
        return performance.now() - since;
      });
    const answering = (async () => {
      while (!(await reader.answers(user)));
      return performance.now() - since;
    })();
    const [acknowledged, answered] = await Promise.all([registering, answering]);
    figures.push({ acknowledged, elsewhere: Math.max(0, answered - acknowledged) });
  }
  return figures;
}
