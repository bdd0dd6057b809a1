import { userSkeleton } from "../../payment/user-skeleton.ts";
import type { Connection } from "./connection.ts";
import { zoneKeys } from "./keys.ts";

/** See `Store.similar`: the skeleton itself, if it is a name, and who has it and is another. */
export async function similarUsers(
  connection: Connection,
  apex: string,
  user: string,
  limit: number,
): Promise<readonly string[]> {
  const { names, skeletons } = zoneKeys(apex);
  const skeleton = userSkeleton(user);
  const [itself, members] = await Promise.all([
    connection.read(names, (client) => client.hexists(names, skeleton)),
    // One more than asked for, because the user may be among them.
    connection.read(skeletons, (client) =>
      client.zrangebylex(skeletons, `[${skeleton}\0`, `(${skeleton}\x01`, "LIMIT", 0, limit + 1),
    ),
  ]);
  const others = members.map((member) => member.slice(skeleton.length + 1));
  return [...(itself === 1 ? [skeleton] : []), ...others]
    .filter((each) => each !== user)
    .sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)))
    .slice(0, limit);
}
