import { readdirSync, statSync } from "node:fs";
import { join } from "node:path";

/** Octets of all files in a folder and below. */
export const folderOctets = (folder: string): number =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .reduce((sum, entry) => sum + statSync(join(entry.parentPath, entry.name)).size, 0);
