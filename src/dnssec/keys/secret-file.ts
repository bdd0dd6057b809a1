import { randomUUID } from "node:crypto";
import { link, open, readFile, unlink } from "node:fs/promises";
import { dirname } from "node:path";

const hasCode = (error: unknown, code: string): boolean =>
  error instanceof Error && "code" in error && error.code === code;

/**
 * The content of a secret's file, which is made first if it is not there. Of several processes that start at once, one
 * makes it and all read the same. `made` tells whether this call did. Throws what the file system says.
 */
export async function openSecretFile(
  path: string,
  make: () => string | Promise<string>,
): Promise<{ readonly content: string; readonly made: boolean }> {
  const existing = await readIfPresent(path);
  if (existing !== undefined) return { content: existing, made: false };
  const content = await make();
  if (await createExclusively(path, content)) return { content, made: true };
  return { content: await readFile(path, "latin1"), made: false };
}

async function readIfPresent(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, "latin1");
  } catch (error) {
    if (hasCode(error, "ENOENT")) return undefined;
    throw error;
  }
}

/**
 * Makes the file, mode 0600, with its content at one stroke and durably; false if another process was first. It is written
 * under a name of its own and linked: `link` fails where the name exists, and nobody ever reads a file half written.
 */
async function createExclusively(path: string, content: string): Promise<boolean> {
  const draft = `${path}.${randomUUID()}`;
  const file = await open(draft, "wx", 0o600);
  try {
    await file.writeFile(content);
    await file.sync();
    await link(draft, path);
  } catch (error) {
    if (hasCode(error, "EEXIST")) return false;
    throw error;
  } finally {
    await file.close();
    await unlink(draft);
  }
  const directory = await open(dirname(path), "r");
  try {
    await directory.sync();
  } finally {
    await directory.close();
  }
  return true;
}
