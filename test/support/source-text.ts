/** One file of the sources. `path` is relative to `src`, with slashes. */
export interface SourceFile {
  readonly path: string;
  readonly text: string;
}

/** One `import`, `export … from`, `import()` or `require()` of a file. */
export interface SourceImport {
  /** As written; `undefined` where it is not a string literal. */
  readonly specifier: string | undefined;
  /** The names asked for as the other module calls them; `*` where it is the module itself or more than can be told. */
  readonly names: readonly string[];
}

/** Characters and words after which a slash begins a regular expression, not a division. */
const BEFORE_REGEX =
  /(?:^|[([{,;:=!&|?+\-*%~^<>}]|\b(?:return|typeof|case|in|of|do|else|void|yield|await))\s*$/;

const blank = (text: string): string => text.replace(/[^\n]/g, " ");

/**
 * The code alone: comments and what stands within quotes, templates and regular expressions become blanks, every other
 * character keeps its place. Code within `${…}` of a template is code.
 */
export function codeOf(text: string): string {
  let code = "";
  let at = 0;
  /** Depth of braces at which each open template goes on. */
  const templates: number[] = [];
  let braces = 0;
  /** Copies what `pattern` (sticky) matches here as blanks, all but its first and last `kept` characters. */
  const blankOut = (pattern: RegExp, kept: number): void => {
    pattern.lastIndex = at;
    const found = pattern.exec(text)?.[0] ?? text.slice(at);
    code +=
      found.length < 2 * kept
        ? found
        : found.slice(0, kept) +
          blank(found.slice(kept, found.length - kept)) +
          found.slice(found.length - kept);
    at += found.length;
  };
  const templateText = /(?:\\[\s\S]|\$(?!\{)|[^\\`$])*(?:`|\$\{)/y;
  const continueTemplate = (): void => {
    blankOut(templateText, 0);
    if (text[at - 1] === "{") templates.push(braces++);
  };
  while (at < text.length) {
    const two = text.slice(at, at + 2);
    const one = two[0]!;
    if (two === "//") blankOut(/[^\n]*/y, 0);
    else if (two === "/*") blankOut(/\/\*[\s\S]*?\*\//y, 0);
    else if (one === '"') blankOut(/"(?:\\[\s\S]|[^"\\\n])*"/y, 1);
    else if (one === "'") blankOut(/'(?:\\[\s\S]|[^'\\\n])*'/y, 1);
    else if (one === "/" && BEFORE_REGEX.test(code.slice(-200)))
      blankOut(/\/(?:\\.|\[(?:\\.|[^\]\\\n])*\]|[^/\\[\n])+\//y, 1);
    else {
      at++;
      if (one === "{") braces++;
      if (one === "}" && --braces === templates.at(-1)) {
        templates.pop();
        code += " ";
        continueTemplate();
      } else if (one === "`") {
        code += " ";
        continueTemplate();
      } else code += one;
    }
  }
  return code;
}

const STATIC_IMPORT =
  /(?<![.\w$])(?:import|export)\b(?!\s*[.(])([^;"'`()=]*?)(?<![.\w$])from\s*(?=["'])|(?<![.\w$])import\s*(?=["'])/g;
const DYNAMIC_IMPORT = /(?<![.\w$])(?:import|require)\s*\(/g;
const STRING_LITERAL = /\s*(["'`])([^"'`\n$\\]*)\1/y;

function literalAt(text: string, at: number): string | undefined {
  STRING_LITERAL.lastIndex = at;
  return STRING_LITERAL.exec(text)?.[2];
}

/** The names in the clause between `import` or `export` and `from`. */
function namesIn(clause: string): string[] {
  const [, before = "", braced] = /^([^{]*)(?:\{([^}]*)\})?/.exec(clause.replace(/^\s*type\b/, "")) ?? [];
  const named = (braced ?? "")
    .split(",")
    .map((name) =>
      name
        .trim()
        .replace(/^type\s+(?!as\b)/, "")
        .replace(/\s+as\s[\s\S]*$/, ""),
    )
    .filter((name) => name !== "");
  // A default import or a namespace is the module as a whole.
  return before.replaceAll(",", "").trim() === "" ? named : ["*", ...named];
}

/** Every import of a file in the order of the text: static, type-only, re-exports and dynamic ones. */
export function importsOf(text: string): SourceImport[] {
  const code = codeOf(text);
  const found: (SourceImport & { readonly at: number })[] = [];
  for (const match of code.matchAll(STATIC_IMPORT)) {
    const clause = match[1];
    const specifier = literalAt(text, match.index + match[0].length);
    found.push({ at: match.index, specifier, names: clause === undefined ? [] : namesIn(clause) });
  }
  for (const match of code.matchAll(DYNAMIC_IMPORT)) {
    found.push({ at: match.index, specifier: literalAt(text, match.index + match[0].length), names: ["*"] });
  }
  return found.sort((a, b) => a.at - b.at).map(({ specifier, names }) => ({ specifier, names }));
}
