import { createPrivateKey, X509Certificate } from "node:crypto";
import { readFileSync } from "node:fs";
import { z } from "zod";
import { type RedisAccess, type RedisTls, redisTarget } from "./zone/store/redis/target.ts";
import type { RedisStoreOptions } from "./zone/store/redis.ts";

/** How the Redis is reached that keeps everything. There are passwords and a key in it: it is shown to nobody. */
export type RedisConfig = RedisAccess & Pick<RedisStoreOptions, "replicas" | "replicaTimeout" | "waitFsync">;

/** Yes or no, as JSON has it or in a word. */
export const flag = z.union([z.boolean(), z.stringbool()], { error: "write true or false" });
const file = z.string().min(1).optional();

/** The settings that are about Redis. */
export const REDIS_SETTINGS = {
  redisUrl: z
    .string()
    .superRefine((url, context) => {
      const message = refusalOf({ url });
      if (message !== undefined) context.addIssue({ code: "custom", message });
    })
    .optional(),
  redisUsername: z.string().min(1).optional(),
  redisPasswordFile: file,
  redisSentinelUsername: z.string().min(1).optional(),
  redisSentinelPasswordFile: file,
  redisTlsCaFile: file,
  redisTlsCertFile: file,
  redisTlsKeyFile: file,
  redisReplicas: z.coerce.number().int().min(0).max(16).optional(),
  // In milliseconds; replies are waited for 5 seconds.
  redisReplicaTimeout: z.coerce.number().int().min(1).max(4_000).optional(),
  redisWaitFsync: flag.optional(),
};

type RedisSetting = keyof typeof REDIS_SETTINGS;
type FileSetting = Extract<RedisSetting, `${string}File`>;
type RedisSettings = z.output<z.ZodObject<typeof REDIS_SETTINGS>>;

/** Ends the reading of the settings with what is wrong with one of them. */
export type Refuse = (setting: RedisSetting, message: string) => never;

/** Reads the files that the settings name. Undefined where no Redis is named. */
export function redisConfig(settings: RedisSettings, refuse: Refuse): RedisConfig | undefined {
  const url = settings.redisUrl;
  const given = (Object.keys(REDIS_SETTINGS) as RedisSetting[]).filter(
    (each) => settings[each] !== undefined,
  );
  if (url === undefined) {
    for (const setting of given) refuse(setting, "it is of use with redisUrl only");
    return undefined;
  }
  const { kind, tls } = redisTarget({ url });
  for (const setting of given) {
    if (setting.startsWith("redisSentinel") && kind !== "sentinel") {
      refuse(setting, "it is of use with redis+sentinel://… only");
    }
    if (setting.startsWith("redisTls") && tls === undefined) {
      refuse(setting, "it is of use with TLS only: write rediss instead of redis in redisUrl");
    }
  }
  if (settings.redisTlsCertFile === undefined && settings.redisTlsKeyFile !== undefined) {
    refuse("redisTlsKeyFile", "it needs the certificate of this key, redisTlsCertFile");
  }
  if (settings.redisTlsKeyFile === undefined && settings.redisTlsCertFile !== undefined) {
    refuse("redisTlsCertFile", "it needs the key of this certificate, redisTlsKeyFile");
  }
  return {
    url,
    username: settings.redisUsername,
    password: passwordIn(settings, "redisPasswordFile", refuse),
    sentinelUsername: settings.redisSentinelUsername,
    sentinelPassword: passwordIn(settings, "redisSentinelPasswordFile", refuse),
    tls: tls === undefined ? undefined : tlsOf(settings, refuse),
    replicas: settings.redisReplicas,
    replicaTimeout: settings.redisReplicaTimeout,
    waitFsync: settings.redisWaitFsync,
  };
}

/** Undefined where it is sound. */
function refusalOf(access: RedisAccess): string | undefined {
  try {
    redisTarget(access);
    return undefined;
  } catch (error) {
    return (error as TypeError).message;
  }
}

function textIn(settings: RedisSettings, setting: FileSetting, refuse: Refuse): string | undefined {
  const path = settings[setting];
  if (path === undefined) return undefined;
  try {
    return readFileSync(path, "utf8");
  } catch (error) {
    return refuse(setting, `${path} cannot be read: ${(error as Error).message}`);
  }
}

/** A password ends before the newline that editors and echo end a file with. */
function passwordIn(settings: RedisSettings, setting: FileSetting, refuse: Refuse): string | undefined {
  const password = textIn(settings, setting, refuse)?.replace(/\r?\n$/, "");
  return password === "" ? refuse(setting, "the file is empty") : password;
}

function tlsOf(settings: RedisSettings, refuse: Refuse): RedisTls {
  /** The file's text, if it can be read as what it should be. */
  const pem = <T>(setting: FileSetting, read: (text: string) => T): readonly [string?, T?] => {
    const text = textIn(settings, setting, refuse);
    if (text === undefined) return [];
    try {
      return [text, read(text)];
    } catch {
      return refuse(
        setting,
        `${settings[setting]} has no PEM of the kind that is needed, or wants a passphrase`,
      );
    }
  };
  const [ca] = pem("redisTlsCaFile", (text) => new X509Certificate(text));
  const [cert, certificate] = pem("redisTlsCertFile", (text) => new X509Certificate(text));
  const [key, privateKey] = pem("redisTlsKeyFile", createPrivateKey);
  if (privateKey !== undefined && certificate?.checkPrivateKey(privateKey) !== true) {
    refuse("redisTlsKeyFile", "it is not the key of the certificate in redisTlsCertFile");
  }
  return { ca, cert, key };
}
