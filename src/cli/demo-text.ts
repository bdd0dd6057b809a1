import { DEMO } from "./demo-record.ts";
import { fields } from "./output.ts";
import type { Address } from "./surroundings.ts";

/** Everything that the demo shows, as `--json` has it. */
export interface Demonstration {
  readonly dns: string;
  readonly api: string;
  readonly token: string;
  readonly tokenFile: string;
  readonly answer: readonly string[];
  readonly verified: { readonly keyTag: number; readonly validUntil: string };
  /** The DS records that the parent zone would hold. */
  readonly ds: readonly string[];
  readonly commands: ReturnType<typeof demoCommands>;
}

interface Facts {
  readonly server: Address;
  readonly apex: string;
  /** Path of the trust anchor. */
  readonly anchor: string;
  readonly api: string;
  readonly tokenFile: string;
}

/** A word of a shell's command line. */
const shellWord = (text: string): string =>
  /^[\w./:@=+-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;

/** Lines for a shell that show the same from outside. */
export function demoCommands({ server: { host, port }, apex, anchor, api, tokenFile }: Facts) {
  const at = `@${host} -p ${port}`;
  const body = JSON.stringify({ name: `bob@${DEMO.domain}`, address: DEMO.address });
  return {
    dig: `dig +dnssec +norecurse ${at} ${DEMO.owner} TXT`,
    delv: `delv ${at} -a ${shellWord(anchor)} +root=${apex} ${DEMO.owner} TXT`,
    curl: [
      `curl -sS ${api}/v1/names`,
      `-H "Authorization: Bearer $(cat ${shellWord(tokenFile)})"`,
      "-H 'Content-Type: application/json'",
      `-d '${body}'`,
    ].join(" "),
  } as const;
}

export function demoText({
  dns,
  api,
  token,
  tokenFile,
  answer,
  verified,
  ds,
  commands,
}: Demonstration): string {
  const where = fields([
    ["dns", `${dns}, UDP and TCP`],
    ["admin api", api],
    ["admin token", token],
    ["", `kept in ${tokenFile}, since this is a demo`],
  ]);
  const parts = [
    where,
    [`${DEMO.name} is answered:`, ...answer],
    [
      `verified: RRSIG by key ${verified.keyTag}, valid until ${verified.validUntil}`,
      "the key is the one that this DS in the parent zone would name:",
      ...ds,
    ],
    ["ask it yourself:", commands.dig],
    ["validate it with BIND's validator, against the key above:", commands.delv],
    [`register bob@${DEMO.domain}:`, commands.curl],
  ];
  return parts.map((part) => (typeof part === "string" ? part : titled(part))).join("\n\n");
}

const titled = ([title, ...lines]: readonly string[]): string =>
  [title, ...lines.map((line) => `  ${line}`)].join("\n");
