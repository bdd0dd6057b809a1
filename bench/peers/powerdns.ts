import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { APEX } from "../names.ts";
import type { Peer } from "./peer.ts";

/** One thread for each task, caches as they are by default, nothing outside the folder. */
const config = (folder: string, port: number): string => `
daemon=no
guardian=no
setuid=
setgid=
socket-dir=${folder}
local-address=127.0.0.1
local-port=${port}
launch=bind
bind-config=${folder}/zones.conf
bind-dnssec-db=${folder}/dnssec.sqlite3
receiver-threads=1
distributor-threads=1
signing-threads=1
default-ksk-algorithm=ecdsa256
loglevel=3
`;

/** Live signing with the bind backend: one key for everything (CSK), white lies as denials ("narrow" NSEC3). */
export const powerdns: Peer = {
  name: "powerdns",
  title: "PowerDNS, signs when asked",
  programs: { pdns_server: "pdns-server", pdnsutil: "pdns-server" },
  remembers: true,
  prepare: async (workspace, names, port) => {
    const folder = join(workspace.folder, "powerdns");
    await mkdir(folder);
    await writeFile(join(folder, "pdns.conf"), config(folder, port));
    await writeFile(join(folder, "zones.conf"), `zone "${APEX}" { type master; file "${names.zone}"; };\n`);
    const pdnsutil = (...args: readonly string[]): Promise<string> =>
      workspace.run("pdnsutil", [`--config-dir=${folder}`, ...args]);
    await pdnsutil("create-bind-db", join(folder, "dnssec.sqlite3"));
    await pdnsutil("secure-zone", APEX);
    await pdnsutil("set-nsec3", APEX, "1 0 0 -", "narrow");
    return { program: "pdns_server", args: [`--config-dir=${folder}`] };
  },
};
