import type { WarningView } from "../admin-api/client-types.ts";
import type { Fault } from "../zone/errors.ts";
import type { ContentsView } from "../zone/payment/contents-view.ts";
import type { Network } from "../zone/payment/network.ts";
import type { Profile } from "../zone/payment/profile/profile.ts";
import { instructionLines, parameterText } from "./instruction-text.ts";
import { fields, plain } from "./output.ts";
import { problemText, warningText } from "./problem-text.ts";

/**
 * What `validate` finds, in the words of the API's answer to `POST /v1/validate`. The network is said besides: there it is
 * the zone's, here it is chosen. There is no TTL, which is a registration's.
 */
export interface Verdict extends ContentsView {
  readonly valid: boolean;
  readonly name: string;
  readonly network: Network;
  readonly profile: Profile;
  readonly uri: string | null;
  readonly txt: readonly string[];
  readonly expiresAt: string | null;
  readonly answer: { readonly octets: number; readonly needsTcp: boolean } | null;
  readonly errors: readonly Fault[];
  readonly warnings: readonly WarningView[];
}

/** The verdict on the text `given`, for people. */
export function verdictText(verdict: Verdict, given: string): string {
  const { valid, network, profile, uri, txt, expiresAt, answer, name } = verdict;
  const record: [string, string][] =
    uri === null || answer === null
      ? []
      : [
          ["uri", plain(uri)],
          ["txt", `${txt.length === 1 ? "one string" : `${txt.length} strings`}, ${uri.length} octets`],
          [
            "answer",
            `${answer.octets} octets for ${name}: ${answer.needsTcp ? "needs TCP" : "fits into UDP"}`,
          ],
          ["expires", expiresAt ?? "never"],
        ];
  const blocks = [
    [`${valid ? "valid" : "refused"} on ${network}, profile ${profile}`],
    ...verdict.instructions.map(instructionLines),
    verdict.parameters.map(parameterText),
    record.length === 0 ? [] : [fields(record)],
    verdict.errors.map((error) => `error    ${problemText(error, given)}`),
    verdict.warnings.map((warning) => `warning  ${warningText(warning)}`),
  ];
  return blocks
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.join("\n"))
    .join("\n\n");
}
