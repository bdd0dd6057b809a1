import { join } from "node:path";
import type { Peer } from "./peer.ts";

const SERVE = join(import.meta.dirname, "../serve.ts");

/** This server: an SQLite store in a temporary folder, names signed ahead, denials signed when asked. */
export const paynamed: Peer = {
  name: "paynamed",
  title: "paynamed",
  programs: {},
  remembers: false,
  prepare: async (_, names, port) => ({ program: process.execPath, args: [SERVE, names.ndjson, `${port}`] }),
};
