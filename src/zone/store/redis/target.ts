/** How a Redis is reached. */
export interface RedisAccess {
  /**
   * `redis://[user[:password]@]host[:port][/0]` for one server, `redis+sentinel://…@host:port,host:port/master-name` for the
   * Sentinels that know the server, `redis+cluster://…@host:port,host:port` for some nodes of a Cluster; with `rediss` instead
   * of `redis` for TLS. User and password are those of the servers that hold the data, percent-encoded.
   */
  readonly url: string;
  /** Instead of those in the URL. */
  readonly username?: string | undefined;
  readonly password?: string | undefined;
  /** What the Sentinels want, if they want any. */
  readonly sentinelUsername?: string | undefined;
  readonly sentinelPassword?: string | undefined;
  readonly tls?: RedisTls | undefined;
}

/** Certificates and key as PEM. Without `ca` it is the authorities that Node.js trusts who vouch for a server. */
export interface RedisTls {
  readonly ca?: string | undefined;
  readonly cert?: string | undefined;
  readonly key?: string | undefined;
  /** The name that the servers' certificates have, if it is not the host that is connected to. */
  readonly servername?: string | undefined;
}

export interface Address {
  readonly host: string;
  readonly port: number;
}

interface Credentials {
  readonly username: string | undefined;
  readonly password: string | undefined;
}

export interface Target extends Credentials {
  readonly kind: "server" | "sentinel" | "cluster";
  /** The server, or Sentinels, or nodes: where to begin. At least one. */
  readonly addresses: readonly Address[];
  /** What the Sentinels call the master. */
  readonly masterName: string | undefined;
  readonly sentinel: Credentials;
  /** Undefined: no TLS. */
  readonly tls: RedisTls | undefined;
}

const URL_FORM =
  /^redis(?<tls>s?)(?:\+(?<kind>sentinel|cluster))?:\/\/(?:(?<user>[^/?#]*)@)?(?<hosts>[^/?#@]+)(?:\/(?<path>[^?#]*))?$/;
const ADDRESS_FORM = /^(?:\[(?<v6>[\da-fA-F:.]+)\]|(?<name>[^:[\]\s]+))(?::(?<port>\d{1,5}))?$/;

/** Reads how a Redis is reached. Throws a TypeError that says what is wrong, without the password. */
export function redisTarget(access: RedisAccess): Target {
  const groups = URL_FORM.exec(access.url)?.groups;
  if (groups === undefined) {
    throw new TypeError(
      "write redis://host:6379, redis+sentinel://host:26379,host:26379/master-name or redis+cluster://host:6379,host:6379, " +
        "with rediss instead of redis for TLS",
    );
  }
  const { kind = "server", hosts, path = "" } = groups as Record<string, string> & Pick<Target, "kind">;
  const addresses = hosts!.split(",").map((text) => addressOf(text, kind === "sentinel" ? 26_379 : 6_379));
  const url = credentialsOf(groups["user"]);
  if (kind === "server" && addresses.length > 1) {
    throw new TypeError("several servers are written redis+sentinel://… or redis+cluster://…");
  }
  if (kind === "sentinel" && path === "") {
    throw new TypeError(
      "after the Sentinels comes what they call the master: redis+sentinel://host:26379/master-name",
    );
  }
  // A user of Redis may be kept from SELECT, and a client goes on in database 0 then: where others may have theirs.
  if (kind !== "sentinel" && path !== "" && path !== "0") {
    throw new TypeError("only database 0 can be used, which need not be named");
  }
  if (access.tls !== undefined && groups["tls"] === "") {
    throw new TypeError("certificates are of use with TLS only: write rediss instead of redis");
  }
  if ((access.tls?.cert === undefined) !== (access.tls?.key === undefined)) {
    throw new TypeError("a client certificate needs its key, and the key its certificate");
  }
  return {
    kind,
    addresses,
    username: access.username ?? url.username,
    password: access.password ?? url.password,
    masterName: kind === "sentinel" ? decoded(path) : undefined,
    sentinel: { username: access.sentinelUsername, password: access.sentinelPassword },
    tls: groups["tls"] === "" ? undefined : (access.tls ?? {}),
  };
}

function addressOf(text: string, defaultPort: number): Address {
  const groups = ADDRESS_FORM.exec(text)?.groups;
  const host = groups?.["v6"] ?? groups?.["name"];
  const port = Number(groups?.["port"] ?? defaultPort);
  if (host === undefined || port === 0 || port > 65_535) {
    // The text is not shown: where a password was not encoded, a part of it may stand here.
    throw new TypeError("a server is written host:6379, 192.0.2.1:6379 or [2001:db8::1]:6379");
  }
  return { host, port };
}

function credentialsOf(text: string | undefined): Credentials {
  if (text === undefined) return { username: undefined, password: undefined };
  const colon = text.indexOf(":");
  const [username, password] = colon < 0 ? [text, undefined] : [text.slice(0, colon), text.slice(colon + 1)];
  return {
    username: username === "" ? undefined : decoded(username),
    password: password === undefined ? undefined : decoded(password),
  };
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    throw new TypeError("user, password and master are percent-encoded: write %25 for a percent sign");
  }
}
