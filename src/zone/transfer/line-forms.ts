import { isDeepStrictEqual } from "node:util";
import { z } from "zod";
import { DomainError } from "../errors.ts";
import type { TokenRecord, ZoneRecord } from "../store/port.ts";
import type { ImportedZone } from "../store/transfer-port.ts";
import { LAST_INSTANT } from "../time-text.ts";
import { type ZoneInput, zoneConfig } from "../zone-config.ts";

/** The first line says what the file is, so that nothing else is taken for one. */
export const FORMAT = "paynamed-export";
export const VERSION = 1;

/** How many there are of each in the file. */
export interface Counts {
  readonly zones: number;
  readonly names: number;
  readonly releases: number;
  readonly tokens: number;
}

export const headerLine = (program: string, exportedAt: number): string =>
  JSON.stringify({ format: FORMAT, version: VERSION, program, exportedAt });

export function zoneLine({ zone, keySet, releases }: ImportedZone): string {
  const { generation, serial, names, ...config } = zone;
  const sealed = keySet && Buffer.from(keySet.sealed).toString("base64");
  return JSON.stringify({
    zone: {
      config,
      generation,
      serial,
      names,
      releases,
      keySet: keySet === undefined ? null : { version: keySet.version, sealed },
    },
  });
}

export const tokenLine = ({ name, digest, account, rights, createdAt }: TokenRecord): string =>
  JSON.stringify({ token: { name, digest, account, rights, createdAt } });

/** `sha256` is over all octets before the line. */
export const endLine = (counts: Counts, sha256: string): string =>
  JSON.stringify({ end: { ...counts, sha256 } });

const count = z.int().nonnegative();
/** Printable ASCII: of such texts the order of characters is that of octets. */
const word = z.string().regex(/^[!-~]{1,255}$/, "not 1 to 255 printable ASCII characters");

export const headerForm = z.strictObject({
  format: z.literal(FORMAT),
  version: z.literal(VERSION),
  program: z.string().max(255),
  exportedAt: z.int().min(0).max(LAST_INSTANT),
});

const configForm = z.strictObject({
  apex: z.string(),
  domain: z.string(),
  nameServers: z.array(z.strictObject({ name: z.string(), addresses: z.array(z.string()) })),
  contact: z.string(),
  timers: z.strictObject({ refresh: z.int(), retry: z.int(), expire: z.int(), minimum: z.int() }),
  infrastructureTtl: z.int(),
  payment: z.strictObject({
    network: z.string(),
    profile: z.string(),
    reservedNames: z.array(z.string()).nullable(),
    holdReleased: z.int(),
  }),
});

export const zoneForm = z.strictObject({
  config: configForm,
  // As randomUUID writes it, and as every store expects it.
  generation: z.string().regex(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/, "no UUID"),
  serial: z.int().positive(),
  names: count,
  releases: count,
  keySet: z
    .strictObject({ version: z.int().positive(), sealed: z.base64().min(1) })
    .transform(({ version, sealed }) => ({ version, sealed: new Uint8Array(Buffer.from(sealed, "base64")) }))
    .nullable(),
});

export const tokenForm = z.strictObject({
  name: word,
  digest: z.string().regex(/^[0-9a-f]{64}$/, "no SHA-256 in lower-case hex"),
  account: word,
  rights: z.array(word),
  createdAt: z.int().min(0).max(LAST_INSTANT),
}) satisfies z.ZodType<TokenRecord>;

export const endForm = z.strictObject({
  zones: count,
  names: count,
  releases: count,
  tokens: count,
  sha256: z.string().regex(/^[0-9a-f]{64}$/, "no SHA-256 in lower-case hex"),
});

/**
 * The zone of a line, whose configuration has been checked by the rules of a new one. Throws {@link DomainError}
 * `zone-invalid`.
 */
export function importedZone({ config, keySet, releases, ...rest }: z.output<typeof zoneForm>): ImportedZone {
  const checked = zoneConfig(config as ZoneInput);
  if (!isDeepStrictEqual(config, { ...checked })) {
    throw new DomainError("zone-invalid", "the configuration is not written as this server does");
  }
  const zone: ZoneRecord = { ...checked, ...rest };
  return { zone, keySet: keySet ?? undefined, releases };
}
