import { readPaymentName } from "../payment/payment-name.ts";
import type { Entry, ImportedZone } from "../store/transfer-port.ts";
import { ExportFileError, type ExportFileErrorCode } from "./export-file-error.ts";
import type { Counts } from "./line-forms.ts";
import type { ExportLine } from "./read-line.ts";

/** What lines must be in which order, and how many of them. */
export interface Sequence {
  /** Takes the next line. Throws {@link ExportFileError} where it has no place there. */
  take(line: ExportLine, number: number): void;
  /** Whether a zone is complete when this line comes. Throws {@link ExportFileError} where it should be and is not. */
  endsZone(line: ExportLine, number: number): boolean;
}

interface OpenZone {
  readonly imported: ImportedZone;
  lastUser: string;
  names: number;
  releases: number;
}

/** The sequence of a file: header, zones by apex, each with its entries by user, tokens by name, end. */
export function openSequence(): Sequence {
  const counts: Record<keyof Counts, number> = { zones: 0, names: 0, releases: 0, tokens: 0 };
  const digests = new Set<string>();
  let zone: OpenZone | undefined;
  let lastApex = "";
  let lastToken = "";

  const endsZone = (line: ExportLine, number: number): boolean => {
    if (zone === undefined || line.kind === "entry") return false;
    const { apex, names } = zone.imported.zone;
    const { releases } = zone.imported;
    demand(
      zone.names === names && zone.releases === releases,
      number,
      "count-mismatch",
      `zone ${apex} is to have ${names} names and ${releases} releases, and has ${zone.names} and ${zone.releases}`,
    );
    zone = undefined;
    return true;
  };

  const takeEntry = (entry: Entry, number: number): void => {
    demand(zone !== undefined, number, "line-order", "a name or a release follows a zone");
    const { user } = entry;
    demandPlace(entry, zone.imported, number);
    demand(
      user > zone.lastUser,
      number,
      "line-order",
      `"${user}" follows "${zone.lastUser}": users ascend, each comes once`,
    );
    zone.lastUser = user;
    zone[entry.kind === "name" ? "names" : "releases"] += 1;
    counts[entry.kind === "name" ? "names" : "releases"] += 1;
  };

  const take = (line: ExportLine, number: number): void => {
    switch (line.kind) {
      case "header":
        return;
      case "zone": {
        const { apex } = line.zone.zone;
        demand(counts.tokens === 0, number, "line-order", "zones stand before tokens");
        demand(
          apex > lastApex,
          number,
          "line-order",
          `zone ${apex} follows ${lastApex}: zones ascend, each comes once`,
        );
        lastApex = apex;
        zone = { imported: line.zone, lastUser: "", names: 0, releases: 0 };
        counts.zones += 1;
        return;
      }
      case "entry":
        takeEntry(line.entry, number);
        return;
      case "token": {
        const { name, digest } = line.token;
        demand(
          name > lastToken,
          number,
          "line-order",
          `token ${name} follows ${lastToken}: tokens ascend, each comes once`,
        );
        demand(!digests.has(digest), number, "line-order", `token ${name} has the digest of another`);
        lastToken = name;
        digests.add(digest);
        counts.tokens += 1;
        return;
      }
      case "end": {
        const kinds = Object.keys(counts) as (keyof Counts)[];
        const odd = kinds.find((kind) => counts[kind] !== line.counts[kind]);
        if (odd === undefined) return;
        const message = `the file is to have ${line.counts[odd]} ${odd}, and has ${counts[odd]}`;
        throw new ExportFileError("count-mismatch", number, message);
      }
    }
  };
  return { take, endsZone };
}

function demand(
  condition: boolean,
  number: number,
  code: ExportFileErrorCode,
  message: string,
): asserts condition {
  if (!condition) throw new ExportFileError(code, number, message);
}

/** Whether the zone can have the entry: a user of its domain, written as the store writes it, at a revision that it has had. */
function demandPlace(entry: Entry, { zone: { domain, serial } }: ImportedZone, number: number): void {
  const { value, faults } = readPaymentName(`${entry.user}@${domain}`);
  const fault = faults?.[0]?.detail ?? (value?.user === entry.user ? undefined : "it is in lower case");
  demand(fault === undefined, number, "name-invalid", `"${entry.user}" is no user of ${domain}: ${fault}`);
  if (entry.kind === "release") return;
  const { revision, user } = entry;
  demand(
    revision <= serial,
    number,
    "name-invalid",
    `"${user}" is at revision ${revision}, its zone at serial ${serial}`,
  );
}
