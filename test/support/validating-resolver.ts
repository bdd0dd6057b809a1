import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { answers, type Endpoint } from "./dig.ts";
import { type ForeignProcess, startProcess } from "./foreign-process.ts";

export interface RootOfTrust {
  readonly address: string;
  /** RDATA of the root key's DS. */
  readonly ds: string;
}

/**
 * Starts Unbound as a validating resolver below a root of our own, as strict as it can be: nothing is forwarded, QNAMEs are
 * minimised without a fallback, their case is random, denials are used for every name that they cover.
 */
export async function startUnbound(
  directory: string,
  { host, port }: Endpoint,
  root: RootOfTrust,
): Promise<ForeignProcess> {
  await writeFile(join(directory, "root.hints"), `. 3600 NS ns.root.\nns.root. 3600 A ${root.address}\n`);
  await writeFile(join(directory, "root.anchor"), `. 3600 IN DS ${root.ds}\n`);
  const config = `
server:
  interface: ${host}
  port: ${port}
  access-control: 127.0.0.0/8 allow
  do-not-query-localhost: no
  do-ip6: no
  username: ""
  chroot: ""
  directory: "${directory}"
  pidfile: "${directory}/unbound.pid"
  use-syslog: no
  do-daemonize: no
  num-threads: 1
  verbosity: 1
  val-log-level: 2
  log-servfail: yes
  module-config: "validator iterator"
  root-hints: "${directory}/root.hints"
  trust-anchor-file: "${directory}/root.anchor"
  ede: yes
  qname-minimisation: yes
  qname-minimisation-strict: yes
  use-caps-for-id: yes
  aggressive-nsec: yes
  harden-short-bufsize: yes
  harden-large-queries: yes
  harden-glue: yes
  harden-dnssec-stripped: yes
  harden-below-nxdomain: yes
  harden-referral-path: yes
  harden-algo-downgrade: yes
remote-control:
  control-enable: no
`;
  await writeFile(join(directory, "unbound.conf"), config);
  return startProcess("unbound", ["-d", "-p", "-c", join(directory, "unbound.conf")], () =>
    answers({ host, port }),
  );
}
