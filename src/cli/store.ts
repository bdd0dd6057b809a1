import type { Command } from "commander";
import type { StoreView } from "../admin-api/client-types.ts";
import { type ApiFlags, apiClient, withApi } from "./api-options.ts";
import type { CommandContext } from "./context.ts";
import { fields, plain } from "./output.ts";

/** Shows what the server keeps its names in. */
export function addStoreCommands(program: Command, { surroundings, output }: CommandContext): void {
  const store = program.command("store").description("where the server keeps zones and names");

  withApi(store.command("info"))
    .description("show what the store is, and what the acknowledgement of a write is worth there")
    .action(async (flags: ApiFlags) => {
      const shown = await apiClient(flags, surroundings).store();
      output.result(shown, () => storeText(shown));
    });
}

const MEANINGS: Readonly<Record<StoreView["worth"], string>> = {
  disk: "on the disk",
  second: "on the disk within a second",
  later: "on the disk when the operating system gets to it",
  memory: "in memory only",
  unknown: "not known",
};

function storeText({ kind, topology, worth, isDurable, isRequired, servers, remarks }: StoreView): string {
  const yesOrNo = (is: boolean | null): string => (is === null ? "not known" : is ? "yes" : "no");
  return fields([
    ["store", topology === null ? kind : `${kind}, ${topology}`],
    ["an acknowledged write is", MEANINGS[worth]],
    ["durable", yesOrNo(isDurable)],
    ["required to be", yesOrNo(isRequired)],
    ...servers.flatMap(({ server, facts }) => [
      ["server", plain(server)] as const,
      ...Object.entries(facts).map(
        ([name, value]) => [`  ${name}`, plain(`${value ?? "not known"}`)] as const,
      ),
    ]),
    ...remarks.map(({ detail }) => ["warning", plain(detail)] as const),
  ]);
}
