import { readFileSync } from "node:fs";
import { isIP } from "node:net";
import { hostname } from "node:os";
import { join } from "node:path";
import { z } from "zod";
import { KEY_TEXT } from "./dnssec/keys/seal.ts";
import { VALIDITY_LIMITS, type ValidityPolicy } from "./dnssec/validity.ts";
import { flag, REDIS_SETTINGS, type RedisConfig, redisConfig } from "./redis-settings.ts";
import type { ListenAddress } from "./server/dns-side/messages.ts";

/**
 * How the daemon is set up. Frozen; secrets are in the files that {@link Config.files} names, never in here, but for what a Redis
 * wants to see, and a key-encryption key that was given as such.
 */
export interface Config {
  /** Where UDP and TCP are answered. */
  readonly listen: readonly ListenAddress[];
  /** Where the admin API listens: loopback unless the operator says otherwise. */
  readonly admin: ListenAddress;
  readonly validity: ValidityPolicy;
  readonly logLevel: LogLevel;
  /** What people know this instance by: the host's name unless the operator says otherwise. */
  readonly instanceName: string;
  /** Where zones and names are kept: in the SQLite file, unless a Redis is named, which several instances may share. */
  readonly redis: RedisConfig | undefined;
  /** The share of a zone's names, 0 to 1, that may vanish between two loads without an operator's word. */
  readonly maxShrink: number;
  /** Seconds between two snapshots of what is answered, where the store is shared. */
  readonly snapshotInterval: number;
  /** Whether nothing is written where the store would not keep what it has acknowledged. */
  readonly requireDurable: boolean;
  /** The key-encryption key itself, 64 hex digits, where the environment gives it instead of a file. */
  readonly keyEncryptionKey: string | undefined;
  readonly files: Files;
}

export interface Files {
  readonly store: string;
  /** A folder: what is answered, kept by an instance whose store may be away when it starts. */
  readonly snapshots: string;
  readonly keyEncryptionKey: string;
  readonly adminToken: string;
}

const LOG_LEVELS = ["fatal", "error", "warn", "info", "debug", "trace", "silent"] as const;
type LogLevel = (typeof LOG_LEVELS)[number];

/** A setting that cannot be used: which one, and why. */
export class ConfigError extends Error {
  override readonly name = "ConfigError";
}

const HOST_AND_PORT = /^(?:\[(?<v6>[^\]]+)\]|(?<v4>[^:[\]]+)):(?<port>\d{1,5})$/;

/** Reads `192.0.2.1:53` or `[2001:db8::1]:53`. Throws {@link ConfigError}. */
function parseListenAddress(text: string): ListenAddress {
  const groups = HOST_AND_PORT.exec(text)?.groups;
  const host = groups?.["v4"] ?? groups?.["v6"];
  const port = Number(groups?.["port"]);
  if (host === undefined || isIP(host) !== (groups?.["v4"] === undefined ? 6 : 4) || port > 65_535) {
    throw new ConfigError(`"${text}" is no address to listen on: write 192.0.2.1:53 or [2001:db8::1]:53`);
  }
  return { host, port };
}

const address = z.string().transform((text, context) => {
  try {
    return parseListenAddress(text.trim());
  } catch (error) {
    context.addIssue({ code: "custom", message: (error as Error).message });
    return z.NEVER;
  }
});
const addresses = z
  .union([z.array(z.string()), z.string().transform((text) => text.split(","))])
  .pipe(z.array(address).min(1));
const seconds = ({ min, max }: { readonly min: number; readonly max: number }) =>
  z.coerce.number().int().min(min).max(max);

/** What every program that uses a Redis calls it. */
const COMMON_REDIS_VARIABLE = "REDIS_URL";

/** RFC 5234 §B.1: VCHAR. */
const INSTANCE_NAME = /^[\x21-\x7e]{1,64}$/;

const DEFAULT_ADMIN: ListenAddress = Object.freeze({ host: "127.0.0.1", port: 8053 });

const settings = z.strictObject({
  data: z.string().min(1).default("data"),
  listen: addresses.default([{ host: "0.0.0.0", port: 53 }]),
  admin: address.default(DEFAULT_ADMIN),
  keyEncryptionKey: z.string().regex(KEY_TEXT, "it has 64 hex digits").optional(),
  keyEncryptionKeyFile: z.string().min(1).optional(),
  adminTokenFile: z.string().min(1).optional(),
  signatureLifetime: seconds(VALIDITY_LIMITS.lifetime).default(VALIDITY_LIMITS.lifetime.default),
  signatureInceptionOffset: seconds(VALIDITY_LIMITS.inceptionOffset).default(
    VALIDITY_LIMITS.inceptionOffset.default,
  ),
  snapshotInterval: seconds({ min: 10, max: 86_400 }).default(300),
  maxShrink: z.coerce.number().min(0).max(1).default(0.1),
  logLevel: z.enum(LOG_LEVELS).default("info"),
  instanceName: z.string().regex(INSTANCE_NAME, "1 to 64 visible characters of ASCII").default(hostname),
  ...REDIS_SETTINGS,
  requireDurable: flag.default(false),
});

/** The settings by name as given in the file, in the environment, or on the command line. */
export type Settings = {
  readonly [K in keyof z.input<typeof settings>]?: string | readonly string[] | boolean | undefined;
};

/** `signatureLifetime` ↔ `PAYNAMED_SIGNATURE_LIFETIME`. */
const variableOf = (setting: string): string =>
  `PAYNAMED_${setting.replace(/[A-Z]/g, (letter) => `_${letter}`).toUpperCase()}`;

/** The variable that a setting is read from. */
const variableGiven = (setting: string, environment: NodeJS.ProcessEnv): string =>
  setting === "redisUrl" && !environment[variableOf(setting)] ? COMMON_REDIS_VARIABLE : variableOf(setting);

/** `logLevel` ↔ `--log-level`. */
const flagOf = (setting: string): string =>
  `--${setting.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;

function fromEnvironment(environment: NodeJS.ProcessEnv): Settings {
  const given: [string, string | undefined][] = Object.keys(settings.shape).map((setting) => [
    setting,
    environment[variableOf(setting)],
  ]);
  given.push(["redisUrl", environment[variableGiven("redisUrl", environment)]]);
  return Object.fromEntries(given.filter(([, value]) => value !== undefined && value !== ""));
}

function fromFile(path: string): Settings {
  try {
    return JSON.parse(readFileSync(path, "utf8")) as Settings;
  } catch (error) {
    throw new ConfigError(`${path} cannot be read as JSON: ${(error as Error).message}`);
  }
}

/**
 * The configuration from the command line, over `PAYNAMED_…` variables, over the JSON file (`--config` or
 * `PAYNAMED_CONFIG`), over the defaults. Throws {@link ConfigError} that names the flag, the variable or the
 * key of the file of every setting that is wrong.
 */
export function loadConfig(flags: Settings, file: string | undefined, environment = process.env): Config {
  const path = file ?? (environment["PAYNAMED_CONFIG"] || undefined);
  const given = Object.fromEntries(Object.entries(flags).filter(([, value]) => value !== undefined));
  const variables = fromEnvironment(environment);
  const parsed = settings.safeParse({
    ...(path === undefined ? {} : fromFile(path)),
    ...variables,
    ...given,
  });
  /** Where the setting was made that is wrong. */
  const source = (setting: string): string => {
    if (setting in given) return flagOf(setting);
    if (setting in variables) return variableGiven(setting, environment);
    return setting === "" ? `${path}` : `${setting} in ${path}`;
  };
  if (!parsed.success) {
    const wrong = parsed.error.issues.map(({ path: [setting = ""], message }) => {
      return `${source(String(setting))}: ${message}`;
    });
    throw new ConfigError(wrong.join("; "));
  }
  const {
    data,
    listen,
    admin,
    signatureLifetime,
    signatureInceptionOffset,
    logLevel,
    maxShrink,
    snapshotInterval,
    ...files
  } = parsed.data;
  return Object.freeze({
    listen,
    admin,
    validity: { lifetime: signatureLifetime, inceptionOffset: signatureInceptionOffset },
    logLevel,
    instanceName: files.instanceName,
    requireDurable: files.requireDurable,
    redis: redisConfig(parsed.data, (setting, message) => {
      throw new ConfigError(`${source(setting)}: ${message}`);
    }),
    maxShrink,
    snapshotInterval,
    keyEncryptionKey: files.keyEncryptionKey,
    files: {
      store: join(data, "paynamed.sqlite"),
      snapshots: join(data, "snapshots"),
      keyEncryptionKey: files.keyEncryptionKeyFile ?? join(data, "key-encryption-key"),
      adminToken: files.adminTokenFile ?? join(data, "admin-token"),
    },
  });
}

/** Where the commands that talk to a running server find it, and what they show it. */
export interface ClientSettings {
  readonly api: string;
  readonly token: string | undefined;
  readonly tokenFile: string | undefined;
}

/**
 * The API that the command line names, or PAYNAMED_API, or else where PAYNAMED_ADMIN lets a server on this machine listen.
 * Throws {@link ConfigError} for a PAYNAMED_ADMIN that is needed and no address.
 */
export function clientSettings(api: string | undefined, environment = process.env): ClientSettings {
  const given = (variable: string): string | undefined => environment[variable] || undefined;
  return {
    api: api ?? given("PAYNAMED_API") ?? localApi(given("PAYNAMED_ADMIN")),
    token: given("PAYNAMED_TOKEN"),
    tokenFile: given("PAYNAMED_TOKEN_FILE"),
  };
}

function localApi(admin: string | undefined): string {
  const { host, port } = admin === undefined ? DEFAULT_ADMIN : adminAddress(admin);
  // A server that listens on every address is reached on the loopback one.
  const reached = host === "0.0.0.0" ? "127.0.0.1" : host === "::" ? "::1" : host;
  return `http://${isIP(reached) === 6 ? `[${reached}]` : reached}:${port}`;
}

function adminAddress(text: string): ListenAddress {
  try {
    return parseListenAddress(text.trim());
  } catch (error) {
    throw error instanceof ConfigError ? new ConfigError(`PAYNAMED_ADMIN: ${error.message}`) : error;
  }
}
