import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";

const ROOT = join(import.meta.dirname, "../../../..");
const read = (path: string): string => readFileSync(join(ROOT, path), "utf8");

/** A code as the sources write it: two words or more, the first telling what it is of. */
const CODE =
  /"((?:address|amount|expiry|instructions?|network|invoice|name|offer|profile|silent-payment|ttl|uri)(?:-[a-z0-9]+)+)"/g;
/** Words of that form that are no code of a rule. */
const OTHERS = new Set(["silent-payment", "name-taken", "name-held", "name-unknown", "name-of-another"]);

const codes = new Set(
  globSync("src/{zone/payment/**,admin-api/{assessment,read-registration,name-view}}.ts", { cwd: ROOT })
    .concat(globSync("src/zone/payment/**/*.ts", { cwd: ROOT }))
    .flatMap((path) => [...read(path).matchAll(CODE)].map(([, code]) => code!))
    .filter((code) => !OTHERS.has(code)),
);
const documented = new Set(
  [...read("docs/payment-rules.md").matchAll(/`([a-z0-9]+(?:-[a-z0-9]+)+)`/g)].map(([, code]) => code!),
);

test("there are codes to look for", () => {
  expect(codes.size).toBeGreaterThan(80);
});

test.each([...codes].sort())("%s is in docs/payment-rules.md", (code) => {
  expect(documented).toContain(code);
});

test("docs/payment-rules.md has no code that no rule gives", () => {
  const known =
    /^(address|amount|expiry|instructions?|network|invoice|name|offer|profile|silent-payment|ttl|uri)-/;
  const stale = [...documented].filter((code) => known.test(code) && !codes.has(code) && !OTHERS.has(code));
  expect(stale).toEqual([]);
});
