import { type FileHandle, open, rm } from "node:fs/promises";
import type { MintedToken } from "../admin-api/client-types.ts";
import { failed, misused } from "./failure.ts";

/**
 * Makes a token and writes it, with a line feed, into a new file that is this user's alone. The file is there before
 * `make` is called, and gone again if that fails or the token cannot be written. Rejects with what `make` rejects with, and
 * with CommandFailure: where the file is there already or cannot be made, nothing has been asked.
 */
export async function tokenIntoFile(file: string, make: () => Promise<MintedToken>): Promise<MintedToken> {
  const handle = await newFile(file);
  try {
    const made = await make();
    await write(handle, made);
    return made;
  } catch (error) {
    await rm(file, { force: true });
    throw error;
  } finally {
    await handle.close();
  }
}

async function write(handle: FileHandle, { name, token }: MintedToken): Promise<void> {
  try {
    await handle.writeFile(`${token}\n`);
  } catch (error) {
    throw failed(
      `token ${name} is made, but it cannot be written: ${(error as Error).message}`,
      `it is lost: remove it with \`paynamed token rm ${name}\`, and make another`,
    );
  }
}

async function newFile(file: string): Promise<FileHandle> {
  try {
    return await open(file, "wx", 0o600);
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    throw code === "EEXIST"
      ? misused(`--out: ${file} is there already`, "name a file that is not, or remove this one")
      : misused(`--out: the file cannot be made: ${message}`);
  }
}
