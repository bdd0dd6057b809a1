import type { NameDetails, NameView } from "../admin-api/client-types.ts";
import { instructionLines, parameterText } from "./instruction-text.ts";
import { fields, plain, table } from "./output.ts";
import { problemText } from "./problem-text.ts";
import { shortened } from "./shortened.ts";

/** A name, a line for each of its fields. */
export const nameText = (view: NameView): string =>
  fields([
    ["name", view.name],
    ["owner", view.owner],
    ["uri", plain(view.uri)],
    ["ttl", `${view.ttl}`],
    ["expires", expiryText(view)],
    ["holder", plain(view.holder === null ? view.account : `${view.account}/${view.holder}`)],
    ["revision", `${view.revision}`],
  ]);

/** A name with what is paid to, and what its record would be refused for now. */
export const nameDetailsText = (details: NameDetails): string =>
  [
    nameText(details),
    ...details.instructions.map((instruction) => instructionLines(instruction).join("\n")),
    details.parameters.map(parameterText).join("\n"),
    details.errors.map((error) => `error    ${problemText(error, details.uri)}`).join("\n"),
  ]
    .filter((block) => block !== "")
    .join("\n\n");

export const namesTable = (names: readonly NameView[]): string =>
  table(
    ["NAME", "TTL", "EXPIRES", "REVISION", "URI"],
    names.map((view) => [
      view.name,
      `${view.ttl}`,
      expiryText(view),
      `${view.revision}`,
      shortened(plain(view.uri)),
    ]),
  );

const expiryText = ({ expiresAt, expired }: NameView): string =>
  expiresAt === null ? "never" : `${expiresAt}${expired ? " (expired)" : ""}`;
