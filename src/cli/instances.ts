import type { Command } from "commander";
import { type ApiFlags, apiClient, withApi } from "./api-options.ts";
import type { CommandContext } from "./context.ts";
import { instancesText } from "./instance-text.ts";

const HELP = `
An instance is silent when nothing was heard of it for five seconds. LAG is how many writes of the store it does not
answer yet; SYNCED is when the store last said that there are no more.
`;

/** Shows the instances that share the server's store. */
export function addInstancesCommand(program: Command, { surroundings, output }: CommandContext): void {
  withApi(program.command("instances"))
    .description("list the instances that share the store, and how far each is with each zone")
    .addHelpText("after", HELP)
    .action(async (flags: ApiFlags) => {
      const list = await apiClient(flags, surroundings).instances();
      output.result(list, () => instancesText(list.instances));
      if (list.storeFailure !== null) output.note(`of others nothing is known now: ${list.storeFailure}`);
    });
}
