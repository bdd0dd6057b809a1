/** Something with the prefix of the address that it came from. */
interface Prefixed {
  readonly prefix: string;
}

/** The open connections, the most idle first, in all and by prefix. Every operation takes constant time. */
export interface ConnectionTable<C extends Prefixed> {
  readonly size: number;
  sizeOf(prefix: string): number;
  add(connection: C): void;
  /** Marks it as the least idle. */
  touch(connection: C): void;
  /** Whether it was there. */
  delete(connection: C): boolean;
  /** The most idle one of all, or of one prefix. */
  mostIdle(prefix?: string): C | undefined;
  [Symbol.iterator](): Iterator<C>;
}

export function newConnectionTable<C extends Prefixed>(): ConnectionTable<C> {
  // A Set keeps the order of insertion: what is taken out and put in again becomes the last.
  const all = new Set<C>();
  const byPrefix = new Map<string, Set<C>>();
  return {
    get size() {
      return all.size;
    },
    sizeOf: (prefix) => byPrefix.get(prefix)?.size ?? 0,
    add: (connection) => {
      all.add(connection);
      const same = byPrefix.get(connection.prefix);
      if (same === undefined) byPrefix.set(connection.prefix, new Set([connection]));
      else same.add(connection);
    },
    touch: (connection) => {
      const same = byPrefix.get(connection.prefix);
      if (same === undefined || !all.delete(connection)) return;
      all.add(connection);
      same.delete(connection);
      same.add(connection);
    },
    delete: (connection) => {
      const same = byPrefix.get(connection.prefix);
      same?.delete(connection);
      if (same?.size === 0) byPrefix.delete(connection.prefix);
      return all.delete(connection);
    },
    mostIdle: (prefix) => {
      const among = prefix === undefined ? all : byPrefix.get(prefix);
      return among?.values().next().value;
    },
    [Symbol.iterator]: () => all.values(),
  };
}
