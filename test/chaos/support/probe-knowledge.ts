import type { Cut, NameHistory, Sighting, Value } from "./name-history.ts";
import { begin, judge, newHistory, settle, settledValue, withdraw } from "./name-history.ts";
import type { ProbeNews } from "./probe-messages.ts";

/** A name that was written, or one that never is. */
export interface Known {
  readonly user: string;
  readonly history: NameHistory;
}

type Standing = "registered" | "deleted" | "unsettled";

/** Names by what is known of them, for picking one at random. */
export interface Knowledge {
  tell(news: ProbeNews): void;
  /** A name of this standing, be it the one that came to it last; undefined where there is none. */
  pick(standing: Standing, latest: boolean): Known | undefined;
  standingOf(known: Known): Standing;
  /** As `judge`. */
  judge(known: Known, value: Value, sighting: Omit<Sighting, "cuts">): readonly Value[] | undefined;
}

/** How many of the names that came to a standing last are the latest. */
const LATEST = 16;

export function newKnowledge(): Knowledge {
  const names = new Map<string, Known>();
  const cuts = new Map<number, Cut[]>();
  // Entries are not taken out but passed over when they are out of date.
  const lists: Record<Standing, Known[]> = { registered: [], deleted: [], unsettled: [] };

  const standingOf = ({ history }: Known): Standing => {
    const value = settledValue(history);
    return value === undefined ? "unsettled" : value === null ? "deleted" : "registered";
  };
  const cutsOf = (instance: number): Cut[] => {
    const found = cuts.get(instance) ?? [];
    cuts.set(instance, found);
    return found;
  };
  const known = (user: string): Known => {
    const found = names.get(user) ?? { user, history: newHistory() };
    names.set(user, found);
    return found;
  };
  const changed = (user: string, change: (history: NameHistory) => void): void => {
    const name = known(user);
    change(name.history);
    lists[standingOf(name)].push(name);
  };

  return {
    tell: (news) => {
      if (news.kind === "begin") changed(news.user, (history) => begin(history, news.value, news.at));
      else if (news.kind === "settle") changed(news.user, (history) => settle(history, news.at, news.by));
      else if (news.kind === "withdraw") changed(news.user, withdraw);
      else if (news.kind === "cut") cutsOf(news.instance).push({ from: news.at, to: Infinity });
      else if (news.kind === "mended") for (const cut of cutsOf(news.instance).slice(-1)) cut.to = news.at;
    },
    pick: (standing, latest) => {
      const list = lists[standing];
      while (list.length > 0) {
        const from = latest ? Math.max(0, list.length - LATEST) : 0;
        const at = from + Math.floor(Math.random() * (list.length - from));
        const found = list[at]!;
        if (standingOf(found) === standing) return found;
        if (at === list.length - 1) list.pop();
        else list.splice(at, 1);
      }
      return undefined;
    },
    standingOf,
    judge: ({ history }, value, sighting) =>
      judge(history, value, { ...sighting, cuts: cutsOf(sighting.instance) }),
  };
}
