import { createHash } from "node:crypto";
import type { TokenRecord } from "../../src/zone/store/port.ts";
import type { Entry, ImportedZone } from "../../src/zone/store/transfer-port.ts";
import { entryLine } from "../../src/zone/transfer/entry-form.ts";
import { endLine, headerLine, tokenLine, zoneLine } from "../../src/zone/transfer/line-forms.ts";
import { testZone } from "./store-model.ts";

/** What is to be in a file: a text is a line as it stands, anything else is written as it should be. */
export type FilePart = string | ImportedZone | Entry | TokenRecord;

const lineOf = (part: FilePart): string => {
  if (typeof part === "string") return part;
  if ("kind" in part) return entryLine(part);
  return "zone" in part ? zoneLine(part) : tokenLine(part);
};

export const HEADER = headerLine("0.1.0", 1_700_000_000);

/** The lines of a file with an end that counts and digests what is in it. */
export function exportFile(...parts: readonly FilePart[]): string {
  const lines = [HEADER, ...parts.map(lineOf)];
  return sealedFile(lines, {
    zones: parts.filter((part) => typeof part === "object" && "zone" in part).length,
    names: parts.filter((part) => typeof part === "object" && "kind" in part && part.kind === "name").length,
    releases: parts.filter((part) => typeof part === "object" && "kind" in part && part.kind === "release")
      .length,
    tokens: parts.filter((part) => typeof part === "object" && "digest" in part).length,
  });
}

export function sealedFile(lines: readonly string[], counts: Parameters<typeof endLine>[0]): string {
  const text = lines.map((line) => `${line}\n`).join("");
  return `${text}${endLine(counts, createHash("sha256").update(text).digest("hex"))}\n`;
}

/** The octets of a text, `size` at a time, all in the same memory. */
export async function* pieces(text: string | Uint8Array, size = 1 << 16): AsyncGenerator<Uint8Array> {
  const octets = Buffer.from(text);
  const memory = Buffer.alloc(size);
  for (let at = 0; at < octets.length; at += size) {
    yield memory.subarray(0, octets.copy(memory, 0, at, at + size));
  }
}

export const aName = (user: string, revision: number, changes: Partial<Entry> = {}): Entry => ({
  kind: "name",
  user,
  uri: "bitcoin:?lno=lno1",
  ttl: 300,
  expiresAt: null,
  holder: "shop",
  revision,
  ...(changes as object),
});

export const aRelease = (user: string): Entry => ({
  kind: "release",
  user,
  holder: "shop/1",
  releasedAt: 1_700_000_000,
});

export const anImportedZone = (
  domain: string,
  serial: number,
  names: number,
  releases = 0,
): ImportedZone => ({
  zone: { ...testZone(domain), generation: "0f0e0d0c-0000-4000-8000-000000000000", serial, names },
  keySet: { version: 2, sealed: Uint8Array.of(1, 0, 255) },
  releases,
});
