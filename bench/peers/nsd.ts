import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { APEX } from "../names.ts";
import type { Peer } from "./peer.ts";

/** One process that answers; no response rate limit, which would drop the load; nothing outside the folder. */
const config = (folder: string, zone: string, port: number): string => `
server:
  ip-address: 127.0.0.1@${port}
  server-count: 1
  username: ""
  chroot: ""
  database: ""
  zonesdir: "${folder}"
  xfrdir: "${folder}"
  xfrdfile: "${folder}/xfrd.state"
  zonelistfile: "${folder}/zone.list"
  pidfile: "${folder}/nsd.pid"
  logfile: "/dev/stderr"
  minimal-responses: yes
  rrl-ratelimit: 0
remote-control:
  control-enable: no
zone:
  name: ${APEX}
  zonefile: "${zone}"
`;

/** NSD signs nothing: the zone is signed before, with one key for everything (CSK) and plain NSEC, the cheapest proof. */
export const nsd: Peer = {
  name: "nsd",
  title: "NSD, signed before",
  programs: { nsd: "nsd", "dnssec-keygen": "bind9-utils", "dnssec-signzone": "bind9-utils" },
  remembers: false,
  prepare: async (workspace, names, port) => {
    const folder = join(workspace.folder, "nsd");
    const signed = join(folder, "signed.zone");
    await mkdir(folder);
    await workspace.run("dnssec-keygen", ["-q", "-K", folder, "-a", "ECDSAP256SHA256", "-f", "KSK", APEX]);
    // -S takes the keys of the folder, -z lets the KSK sign all, -P spares the check that NSD does not need.
    const options = ["-S", "-z", "-P", "-K", folder, "-d", folder, "-o", APEX, "-f", signed];
    await workspace.run("dnssec-signzone", [...options, names.zone]);
    const path = join(folder, "nsd.conf");
    await writeFile(path, config(folder, signed, port));
    return { program: "nsd", args: ["-d", "-c", path] };
  },
};
