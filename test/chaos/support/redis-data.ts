import { cpSync, globSync, readFileSync, rmSync, truncateSync } from "node:fs";
import { join } from "node:path";
import type { RedisServer } from "../../support/redis-server.ts";

const folderOf = async ({ cli }: RedisServer): Promise<string> =>
  (await cli("CONFIG", "GET", "dir")).split("\n")[1]!;

const FLUSH = "*1\r\n$8\r\nFLUSHALL\r\n";

/**
 * Takes a FLUSHALL back, as operators do: what a Redis with `appendonly yes` was told before it, and nothing since, is still in
 * its file.
 */
export async function undoFlush(redis: RedisServer): Promise<void> {
  const folder = await folderOf(redis);
  await redis.stop();
  for (const file of globSync("appendonlydir/*.aof", { cwd: folder })) {
    const path = join(folder, file);
    const at = readFileSync(path).indexOf(FLUSH);
    if (at >= 0) truncateSync(path, at);
  }
  await redis.start();
}

/** Puts another Redis behind the address: one with the data of `other`, or an empty one. */
export async function replaceRedis(redis: RedisServer, other?: RedisServer): Promise<void> {
  const folder = await folderOf(redis);
  const from = other && (await folderOf(other));
  redis.signal("SIGKILL");
  await redis.stop();
  const files = "{appendonlydir,dump.rdb}";
  for (const file of globSync(files, { cwd: folder })) rmSync(join(folder, file), { recursive: true });
  if (from !== undefined) {
    await other!.stop();
    for (const file of globSync(files, { cwd: from })) {
      cpSync(join(from, file), join(folder, file), { recursive: true });
    }
  }
  await redis.start();
}
