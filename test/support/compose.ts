import { parse } from "yaml";

/** What this project's `compose.yaml` says of a service, in the compose specification's words. */
export interface Service {
  readonly image: string;
  readonly entrypoint?: readonly string[];
  readonly command?: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
  readonly secrets: readonly string[];
  readonly networks: readonly string[];
  readonly volumes: readonly string[];
  readonly ports?: readonly string[];
  readonly healthcheck: { readonly test: readonly string[] };
  readonly depends_on?: Readonly<Record<string, { readonly condition: string }>>;
  readonly [key: string]: unknown;
}

export interface Compose {
  readonly services: Readonly<Record<string, Service>>;
  readonly networks: Readonly<Record<string, unknown>>;
  readonly volumes: Readonly<Record<string, unknown>>;
  readonly secrets: Readonly<Record<string, { readonly file: string }>>;
  readonly [key: string]: unknown;
}

/**
 * Reads a compose file: anchors and merges, and `${NAME:-default}` by `variables`. Throws for what else a `$` may begin.
 * https://github.com/compose-spec/compose-spec/blob/main/12-interpolation.md
 */
export function parseCompose(text: string, variables: Readonly<Record<string, string>> = {}): Compose {
  const interpolated = (value: unknown): unknown => {
    if (typeof value === "string") {
      const filled = value.replace(
        /\$\{(\w+):-([^}]*)\}/g,
        (_, name, otherwise) => variables[name] || otherwise,
      );
      if (filled.includes("$")) throw new Error(`what does ${value} stand for?`);
      return filled;
    }
    if (Array.isArray(value)) return value.map(interpolated);
    if (typeof value !== "object" || value === null) return value;
    return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, interpolated(inner)]));
  };
  return interpolated(parse(text, { merge: true })) as Compose;
}

/** A port that is published, as `host:port:port/protocol` says it. Throws for other forms. */
export function publishedPort(text: string): {
  readonly host: string;
  readonly published: string;
  readonly target: string;
} {
  const found = /^(?<host>\[[^\]]+\]|[\d.]+):(?<port>\d+):(?<target>\d+)\/(?<protocol>udp|tcp)$/.exec(text);
  if (!found) throw new Error(`what does ${text} publish?`);
  const { host, port, target, protocol } = found.groups as Record<string, string>;
  return { host: host!, published: `${host}:${port}/${protocol}`, target: `${target}/${protocol}` };
}
