import { hasCommand } from "../test/support/foreign-process.ts";
import type { Workspace } from "./workspace.ts";

/** Programs with the Debian packages that bring them. */
export type Programs = Readonly<Record<string, string>>;

/** The packages whose programs are not here. */
export const missingPackages = (programs: Programs): readonly string[] => [
  ...new Set(Object.entries(programs).flatMap(([program, its]) => (hasCommand(program) ? [] : [its]))),
];

/** The version of an installed package, or undefined where Debian does not know it. */
export async function packageVersion(workspace: Workspace, name: string): Promise<string | undefined> {
  try {
    const [, version] = (await workspace.run("dpkg-query", ["-W", name])).trim().split("\t");
    return version;
  } catch {
    return undefined;
  }
}
