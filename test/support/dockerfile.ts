/** One instruction of a Dockerfile, its continued lines joined. */
export interface Instruction {
  /** In upper case: `FROM`, `RUN`, `COPY`, … */
  readonly keyword: string;
  /** `--mount=…`, `--from=…` and the like, without the dashes. */
  readonly flags: Readonly<Record<string, string>>;
  readonly text: string;
}

export interface Stage {
  readonly base: string;
  /** What `COPY --from` calls it: its `AS` name, or its number. */
  readonly name: string;
  readonly instructions: readonly Instruction[];
}

function parseInstruction(line: string): Instruction {
  const [, keyword = "", flagText = "", text = ""] = /^(\S+)\s+((?:--\S+\s+)*)(.*)$/.exec(line) ?? [];
  const flags = [...flagText.matchAll(/--(\w[\w-]*)(?:=(\S+))?/g)].map(([, name, value]) => [
    name,
    value ?? "",
  ]);
  return { keyword: keyword.toUpperCase(), flags: Object.fromEntries(flags), text };
}

/** The stages of a Dockerfile. Reads what this project's own needs: no heredocs, no ARG, no escape directive. */
export function parseDockerfile(text: string): Stage[] {
  const lines = text
    .replace(/^\s*#.*\n/gm, "")
    .replace(/\\\n\s*/g, "")
    .split("\n")
    .filter((line) => line.trim() !== "");
  const stages: (Stage & { readonly instructions: Instruction[] })[] = [];
  for (const instruction of lines.map(parseInstruction)) {
    if (instruction.keyword === "FROM") {
      const [base = "", , name = `${stages.length}`] = instruction.text.split(/\s+/);
      stages.push({ base, name, instructions: [] });
    } else {
      stages.at(-1)!.instructions.push(instruction);
    }
  }
  return stages;
}

/** Whether a `.dockerignore` leaves `path` in the build's context: the last line that matches decides. */
export function inBuildContext(ignore: string, path: string): boolean {
  let included = true;
  for (const line of ignore.split("\n").map((text) => text.trim())) {
    if (line === "" || line.startsWith("#")) continue;
    const pattern = line
      .replace(/^!/, "")
      .replace(/[.+^${}()|[\]\\]/g, "\\$&")
      .replaceAll("*", "[^/]*");
    // A pattern that matches a directory matches what is in it.
    if (new RegExp(`^${pattern}(/|$)`).test(path)) included = line.startsWith("!");
  }
  return included;
}
