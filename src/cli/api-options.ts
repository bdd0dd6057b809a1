import { readFile } from "node:fs/promises";
import { type Command, Option } from "commander";
import { type ApiClient, createApiClient } from "./api-client.ts";
import { misused } from "./failure.ts";
import type { Surroundings } from "./surroundings.ts";

/** What every command that talks to a running server is told. */
export interface ApiFlags {
  readonly api?: string;
  readonly tokenFile?: string;
}

/** RFC 6750 §2.1: b64token. */
const TOKEN = /^[A-Za-z0-9\-._~+/]+=*$/;

export const jsonOption = (): Option => new Option("--json", "write one line of JSON instead of text");

export const apiOption = (): Option =>
  new Option("--api <url>", "where the admin API is (PAYNAMED_API; http://127.0.0.1:8053)");

/** Gives the command the flags of {@link ApiFlags} and `--json`. There is none for the token: `ps` would show it. */
export const withApi = (command: Command): Command =>
  command
    .addOption(apiOption())
    .option("--token-file <file>", "file that holds the token (PAYNAMED_TOKEN_FILE, or PAYNAMED_TOKEN)")
    .addOption(jsonOption());

/** The client for these flags, over the environment. Throws CommandFailure for an address that is no URL. */
export function apiClient(flags: ApiFlags, { client }: Surroundings): ApiClient {
  const settings = client(flags.api);
  const { api } = settings;
  if (!/^https?:$/.test(URL.parse(api)?.protocol ?? "")) {
    throw misused(`"${api}" is no address of an API: write http://127.0.0.1:8053`);
  }
  return createApiClient(api, async () => {
    // A flag is nearer than the environment, and there a token nearer than its file.
    if (flags.tokenFile !== undefined) return tokenIn(flags.tokenFile);
    if (settings.token !== undefined) return checked(settings.token, "PAYNAMED_TOKEN");
    if (settings.tokenFile !== undefined) return tokenIn(settings.tokenFile);
    throw misused(
      "the admin API wants its token",
      "name its file with --token-file or PAYNAMED_TOKEN_FILE, or give it as PAYNAMED_TOKEN",
    );
  });
}

async function tokenIn(file: string): Promise<string> {
  let text: string;
  try {
    text = await readFile(file, "utf8");
  } catch (error) {
    throw misused(`the token's file cannot be read: ${(error as Error).message}`);
  }
  return checked(text, file);
}

function checked(text: string, source: string): string {
  const token = text.trim();
  if (!TOKEN.test(token)) throw misused(`${source} does not hold a token`);
  return token;
}
