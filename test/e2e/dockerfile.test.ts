import { execFile } from "node:child_process";
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, delimiter, dirname, join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Instruction, inBuildContext, parseDockerfile } from "../support/dockerfile.ts";

const REPOSITORY = join(import.meta.dirname, "../..");
const read = (file: string): string => readFileSync(join(REPOSITORY, file), "utf8");

const stages = parseDockerfile(read("Dockerfile"));
const final = stages.at(-1)!;

/** Commands that change the image's system, not the application: they need an engine, and root. */
const NEEDS_ENGINE = [
  /^apt-get update && apt-get install .* libcap2-bin && setcap cap_net_bind_service=\+ep /,
  /^install -d -o node -g node -m 0700 \/var\/lib\/paynamed$/,
];

const run = promisify(execFile);

/** What npm tells its scripts and vitest its workers, and an image's build does not see. How to reach a registry stays. */
const INHERITED =
  /^(npm_(?!config_(registry|cache|userconfig)$)|NODE_(ENV|OPTIONS|PATH)$|VITEST|INIT_CWD$|TEST$)/;

function cleanEnvironment(): NodeJS.ProcessEnv {
  const kept = Object.entries(process.env).filter(([name]) => !INHERITED.test(name));
  const path = (process.env["PATH"] ?? "")
    .split(delimiter)
    .filter((directory) => !directory.includes("node_modules"));
  return {
    ...Object.fromEntries(kept),
    PATH: [dirname(process.execPath), ...path].join(delimiter),
    npm_config_prefer_offline: "true",
  };
}

/** One stage's file system is a directory; its absolute paths lie below it. */
interface Image {
  readonly root: string;
  workdir: string;
  environment: NodeJS.ProcessEnv;
}

const inside = (image: Image, path: string): string =>
  join(image.root, path.startsWith("/") ? path : join(image.workdir, path));

const listed = (instruction: Instruction | undefined): string[] => JSON.parse(instruction?.text ?? "[]");
const last = (keyword: string): Instruction | undefined =>
  final.instructions.findLast((instruction) => instruction.keyword === keyword);

describe("the Dockerfile", () => {
  const directory = mkdtempSync(join(tmpdir(), "dockerfile-"));
  const context = join(directory, "context");
  const images = new Map<string, Image>();
  const skipped: string[] = [];

  const copy = ({ flags, text }: Instruction, image: Image): void => {
    const from = flags["from"];
    const sources = text.split(/\s+/);
    const destination = sources.pop()!;
    for (const source of sources) {
      const path = from === undefined ? join(context, source) : inside(images.get(from)!, source);
      const to = inside(image, destination);
      cpSync(path, destination.endsWith("/") ? join(to, basename(source)) : to, { recursive: true });
    }
  };

  const execute = async (instruction: Instruction, image: Image): Promise<void> => {
    const { keyword, text } = instruction;
    if (keyword === "WORKDIR") {
      image.workdir = text;
      mkdirSync(inside(image, "."), { recursive: true });
    } else if (keyword === "ENV") {
      const [name, value] = text.split("=");
      image.environment = { ...image.environment, [name!]: value };
    } else if (keyword === "COPY") {
      copy(instruction, image);
    } else if (keyword === "RUN" && NEEDS_ENGINE.some((pattern) => pattern.test(text))) {
      skipped.push(text);
    } else if (keyword === "RUN") {
      await run("sh", ["-c", text], { cwd: inside(image, "."), env: image.environment });
    } else if (!["USER", "VOLUME", "EXPOSE", "HEALTHCHECK", "ENTRYPOINT", "CMD"].includes(keyword)) {
      throw new Error(`what does ${keyword} do?`);
    }
  };

  beforeAll(async () => {
    const ignore = read(".dockerignore");
    const list = ["ls-files", "-z", "--cached", "--others", "--exclude-standard"];
    const { stdout } = await run("git", list, { cwd: REPOSITORY, maxBuffer: 1 << 24 });
    const files = stdout.split("\0").filter((path) => path !== "" && existsSync(join(REPOSITORY, path)));
    for (const path of files.filter((file) => inBuildContext(ignore, file))) {
      cpSync(join(REPOSITORY, path), join(context, path), { recursive: true });
    }
    for (const stage of stages) {
      const image: Image = {
        root: join(directory, stage.name),
        workdir: "/",
        environment: cleanEnvironment(),
      };
      images.set(stage.name, image);
      for (const instruction of stage.instructions) await execute(instruction, image);
    }
  }, 600_000);

  afterAll(() => {
    rmSync(directory, { recursive: true, force: true });
  });

  test("leaves to an engine only what prepares the system", () => {
    expect(skipped).toHaveLength(NEEDS_ENGINE.length);
  });

  test("builds an image that knows its version", async () => {
    const image = images.get(final.name)!;
    const [command, ...args] = listed(last("ENTRYPOINT"));
    expect(command).toBe("node");
    const { stdout } = await run(command!, [...args, "--version"], {
      cwd: inside(image, "."),
      env: image.environment,
    });
    expect(stdout.trim()).toBe(JSON.parse(read("package.json")).version);
  });

  test("runs what it checks the health of", () => {
    const [, check = ""] = /CMD (.*)$/.exec(last("HEALTHCHECK")?.text ?? "") ?? [];
    expect(JSON.parse(check)).toEqual([...listed(last("ENTRYPOINT")), "health"]);
  });

  test("ships the packages of production, and no others", () => {
    const image = images.get(final.name)!;
    const { dependencies, devDependencies } = JSON.parse(read("package.json"));
    const installed = (name: string): boolean =>
      existsSync(inside(image, join("node_modules", name, "package.json")));
    expect(Object.keys(dependencies).filter((name) => !installed(name))).toEqual([]);
    expect(Object.keys(devDependencies).filter(installed)).toEqual([]);
    expect(existsSync(inside(image, "src"))).toBe(false);
  });

  test("runs on a Node that the package allows, not as root", () => {
    const [, minimum] = /^>=(\d+)$/.exec(JSON.parse(read("package.json")).engines.node) ?? [];
    for (const { base } of stages) {
      expect(Number(/^node:(\d+)-slim$/.exec(base)?.[1])).toBeGreaterThanOrEqual(Number(minimum));
    }
    expect(last("USER")?.text).toBe("node");
  });
});

describe("reading a Dockerfile", () => {
  test("stages, flags, continued lines and comments", () => {
    const text =
      "# x\nFROM a AS b\nrun --mount=type=cache,target=/c d \\\n  && e\n# f\nFROM g\nCOPY --from=b /h ./\n";
    expect(parseDockerfile(text)).toEqual([
      {
        base: "a",
        name: "b",
        instructions: [{ keyword: "RUN", flags: { mount: "type=cache,target=/c" }, text: "d && e" }],
      },
      { base: "g", name: "1", instructions: [{ keyword: "COPY", flags: { from: "b" }, text: "/h ./" }] },
    ]);
  });

  test("the build's context", () => {
    const ignore = "*\n!src\n!package.json\nsrc/*/node_modules\n";
    const kept = [
      "src/a.ts",
      "package.json",
      "src/a/b/node_modules/c",
      "package.jsonx",
      "test/src",
      "src/a/node_modules/b",
    ];
    expect(kept.filter((path) => inBuildContext(ignore, path))).toEqual(kept.slice(0, 3));
  });
});
