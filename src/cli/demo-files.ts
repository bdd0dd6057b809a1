import { readFile, rename, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { ZoneView } from "../admin-api/client-types.ts";
import { failed } from "./failure.ts";

/** The demo shows its token at every start, so it keeps it in clear. */
const tokenFile = (data: string): string => join(data, "token");

/** RFC 4034 §2.1.1: flags 257 mark a key that a trust anchor may name. */
const ENTRY_POINT = 257;

/** Keeps the token for the starts to come, for this user alone. */
export async function keepToken(data: string, token: string): Promise<void> {
  const file = tokenFile(data);
  await writeFile(`${file}.new`, `${token}\n`, { mode: 0o600 });
  await rename(`${file}.new`, file);
}

/** The token of an earlier start. Throws CommandFailure where it was not kept: the folder is somebody else's, or damaged. */
export async function keptToken(data: string): Promise<{ readonly token: string; readonly file: string }> {
  const file = tokenFile(data);
  try {
    return { token: (await readFile(file, "utf8")).trim(), file };
  } catch {
    throw failed(
      `${data} has a server's data, but not the demo's token: choose another folder, or remove this one`,
    );
  }
}

/** Writes BIND's form of a trust anchor for the zone's key; resolves to the file's path. */
export async function writeAnchor(data: string, { apex, keys }: ZoneView): Promise<string> {
  const key = keys.find(({ flags }) => flags === ENTRY_POINT);
  if (key === undefined) throw failed(`zone ${apex} has no key that a parent could name`);
  const [flags, protocol, algorithm, ...publicKey] = key.dnskey.split(" ");
  const anchor = `${apex}. static-key ${flags} ${protocol} ${algorithm} "${publicKey.join("")}";`;
  const file = join(data, "anchor.conf");
  await writeFile(file, `trust-anchors {\n  ${anchor}\n};\n`);
  return file;
}
