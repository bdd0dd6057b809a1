import {
  type Durability,
  isDurable,
  type Remark,
  type ServerFacts,
  UNFINISHED,
  type Worth,
  weakest,
} from "../durability.ts";

/** What was read of a Redis, by the names that it gives its settings and states. */
export type RedisFacts = {
  /** With the software's name: `Redis 7.0.15`, `Valkey 8.1.0`. */
  readonly version: string | null;
  readonly role: string | null;
  readonly connected_slaves: number | null;
  readonly "min-replicas-to-write": number | null;
  readonly appendonly: string | null;
  readonly appendfsync: string | null;
  readonly "no-appendfsync-on-rewrite": string | null;
  readonly maxmemory: number | null;
  readonly "maxmemory-policy": string | null;
  /** How many replicas a write waits for before it is acknowledged. */
  readonly redisReplicas: number;
  /** Whether it waits for the disk: then it is not for the settings to say when that is. */
  readonly redisWaitFsync: "yes" | "no";
};

type Topology = NonNullable<Durability["topology"]>;

/** A Redis that was asked. */
export interface RedisServerFacts extends ServerFacts {
  readonly facts: RedisFacts;
  /** Whether the append-only file is being written for the first time, as far as is known. */
  readonly isUnfinished: boolean;
}

interface Rule {
  readonly code: string;
  /** What an acknowledgement is worth at most where the rule finds something. */
  readonly atMost: Worth;
  /** What it finds, as a sentence; false where that is nothing. */
  readonly finds: (server: RedisServerFacts, topology: Topology) => string | false;
}

const EVICTION = "eviction";

/** Whether the append-only file is on the disk when its settings say, and nobody waits for that. */
const isUnawaited = ({ appendonly, redisWaitFsync }: RedisFacts): boolean =>
  appendonly === "yes" && redisWaitFsync === "no";

/** https://redis.io/docs/latest/operate/oss_and_stack/management/persistence/ */
const RULES: readonly Rule[] = [
  {
    code: "append-only-off",
    atMost: "memory",
    finds: ({ facts }) =>
      facts.appendonly === "no" &&
      "appendonly is no: what is acknowledged is in memory only and is lost with the process; set appendonly yes and appendfsync always",
  },
  {
    // Until the first rewrite has ended, Redis writes to a file beside it that it does not load when it starts.
    code: UNFINISHED,
    atMost: "unknown",
    finds: ({ facts, isUnfinished }) =>
      isUnawaited(facts) &&
      isUnfinished &&
      "Redis is writing its append-only file, maybe for the first time, and before the end of that it counts for nothing: wait",
  },
  {
    code: "fsync-every-second",
    atMost: "second",
    finds: ({ facts }) =>
      isUnawaited(facts) &&
      facts.appendfsync === "everysec" &&
      "appendfsync is everysec: up to the last second of what was acknowledged is lost with the machine; set appendfsync always",
  },
  {
    code: "fsync-never",
    atMost: "later",
    finds: ({ facts }) =>
      isUnawaited(facts) &&
      facts.appendfsync === "no" &&
      "appendfsync is no: half a minute or so of what was acknowledged is lost with the machine; set appendfsync always",
  },
  {
    // redis.conf: "while another child is saving, the durability of Redis is the same as appendfsync no".
    code: "fsync-paused",
    atMost: "later",
    finds: ({ facts }) =>
      isUnawaited(facts) &&
      facts["no-appendfsync-on-rewrite"] === "yes" &&
      "no-appendfsync-on-rewrite is yes: while Redis saves or rewrites, what is acknowledged is not yet on the disk; set no-appendfsync-on-rewrite no",
  },
  {
    code: EVICTION,
    atMost: "disk",
    finds: ({ facts: { maxmemory, "maxmemory-policy": policy } }) => {
      if (policy === null || policy === "noeviction") return false;
      const when = maxmemory === 0 ? "once it is given a maxmemory and has reached it" : "once it is full";
      return `maxmemory-policy is ${policy}: Redis throws names away ${when}, without a word; set maxmemory-policy noeviction`;
    },
  },
  {
    // The Sentinels or the other masters choose the new master, from what they know by then.
    code: "failover-unawaited",
    atMost: "disk",
    finds: ({ facts }, topology) =>
      topology !== "standalone" &&
      (facts.connected_slaves ?? 0) > 0 &&
      facts.redisReplicas === 0 &&
      "a replica that takes over may not have the last of what was acknowledged; set redisReplicas to 1 or more",
  },
  {
    code: "settings-unreadable",
    atMost: "unknown",
    finds: ({ facts }) => {
      const needed = facts.redisWaitFsync === "yes" ? NEEDED : { ...NEEDED, ...NEEDED_OF_FSYNC };
      const unread = Object.entries(needed)
        .filter(([setting, value]) => !value.test(`${facts[setting as keyof RedisFacts] ?? ""}`))
        .map(([setting]) => setting);
      return (
        unread.length > 0 &&
        `${unread.join(", ")} cannot be read: permit the user CONFIG GET and INFO (ACL SETUSER … +config|get +info)`
      );
    },
  },
];

type Needed = { readonly [Setting in keyof RedisFacts]?: RegExp };
/** What has to be read, and the values that the rules know. */
const NEEDED: Needed = { role: /./, appendonly: /^(yes|no)$/, "maxmemory-policy": /./ };
const NEEDED_OF_FSYNC: Needed = {
  appendfsync: /^(always|everysec|no)$/,
  "no-appendfsync-on-rewrite": /^(yes|no)$/,
};

const REPLICA: Rule = {
  code: "replica-asked",
  atMost: "unknown",
  finds: () => "this Redis is a replica and takes no writes; let the setting lead to its master",
};

/** What a replica does with its own copy says nothing of its master. */
const rulesFor = ({ facts: { role } }: RedisServerFacts): readonly Rule[] =>
  role === null || role === "master" ? RULES : [REPLICA];

/** Judges what was read of every Redis that takes writes. Where there are several, remarks say of which they are. */
export function judgeRedis(topology: Topology, servers: readonly RedisServerFacts[]): Durability {
  const found = servers.flatMap((each) =>
    rulesFor(each).flatMap((rule) => {
      const detail = rule.finds(each, topology);
      return detail === false ? [] : [{ server: each.server, rule, detail }];
    }),
  );
  const worth = weakest(found.map(({ rule }) => rule.atMost));
  const remarks = new Map<string, { readonly code: string; readonly of: string[] }>();
  for (const { server, rule, detail } of found) {
    const said = remarks.get(detail);
    if (said === undefined) remarks.set(detail, { code: rule.code, of: [server] });
    else said.of.push(server);
  }
  const isAlone = servers.length === 1;
  return {
    kind: "redis",
    topology,
    worth,
    isDurable: found.some(({ rule }) => rule.code === EVICTION) ? false : isDurable(worth),
    servers: servers.map(({ server, facts }) => ({ server, facts })),
    remarks: Array.from(
      remarks,
      ([detail, { code, of }]): Remark => ({
        code,
        detail: isAlone ? detail : `${of.join(", ")}: ${detail}`,
      }),
    ),
  };
}
