import type { Command } from "commander";
import { isRefusal } from "../zone/errors.ts";
import { lowerCase } from "../zone/lower-case.ts";
import { jsonOption } from "./api-options.ts";
import { CommandFailure, ExitCode, failed } from "./failure.ts";
import { collected } from "./lists.ts";
import type { OpenedStore, StoreOpening, Surroundings } from "./surroundings.ts";

/** What every command is told that opens the store itself. */
export interface StoreFlags {
  readonly data?: string;
  readonly config?: string;
  readonly zone?: readonly string[];
  readonly json?: boolean;
}

/** Gives the command the flags of {@link StoreFlags}. */
export const withStore = (command: Command, zone: string): Command =>
  command
    .option("--zone <apex>", zone, collected)
    .option("--data <directory>", "the server's folder, as `serve` has it (data)")
    .option("--config <file>", "the server's settings as JSON")
    .addOption(jsonOption());

/** Opens the store. Rejects with CommandFailure where a server has it. */
export async function openedStore(
  { data, config }: StoreFlags,
  { openStore }: Surroundings,
  options: StoreOpening,
): Promise<OpenedStore | undefined> {
  try {
    return await openStore({ data }, config, options);
  } catch (error) {
    if (!isRefusal(error, "store-unavailable")) throw error;
    throw new CommandFailure(ExitCode.FAILED, error.message, {
      code: error.code,
      hint: "stop the server first: an SQLite store is open in one process at a time",
      cause: error,
    });
  }
}

export const noStore = (): CommandFailure =>
  failed("there is no store", "name the server's folder with --data");

/**
 * The apexes that are meant by apexes or domains, or undefined for all. Throws CommandFailure for one that is not among the
 * zones.
 */
export function chosenApexes(
  texts: readonly string[] | undefined,
  zones: readonly { readonly apex: string; readonly domain: string }[],
  place: string,
): readonly string[] | undefined {
  return texts?.map((text) => {
    const name = lowerCase(text).replace(/\.$/, "");
    const found = zones.find(({ apex }) => apex === name) ?? zones.find(({ domain }) => domain === name);
    if (found === undefined) throw failed(`there is no zone ${name} in ${place}`);
    return found.apex;
  });
}
