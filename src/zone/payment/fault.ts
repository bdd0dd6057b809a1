/** What is wrong at one place of a text. */
export interface TextFault<Code extends string = string> {
  /** Stable, one for each rule. */
  readonly code: Code;
  /** Characters (UTF-16 code units) from the start of the text to the place; absent where the text as a whole is at fault. */
  readonly position?: number;
  /** What is wrong, and what to do about it, in one sentence without a final stop. */
  readonly detail: string;
}

/** A text as a typed value, or everything that is wrong with it. */
export type Decoded<Value, Code extends string = string> =
  | { readonly value: Value; readonly faults?: undefined }
  | { readonly value?: undefined; readonly faults: Faults<Code> };

/** At least one. */
export type Faults<Code extends string = string> = readonly [TextFault<Code>, ...TextFault<Code>[]];

/** Takes what is found wrong with one text. */
export interface FaultSink {
  add(code: string, detail: string, position?: number): void;
}

/** Junk can break one rule a thousand times; nobody reads on after this many. */
const MAX_FAULTS_OF_A_CODE = 16;

/** Collects faults while a text is read to its end: of each code the first {@link MAX_FAULTS_OF_A_CODE}. */
export class FaultList<Code extends string> {
  readonly #faults: TextFault<Code>[] = [];
  readonly #counts = new Map<Code, number>();

  get length(): number {
    return this.#faults.length;
  }

  /** What was added so far. */
  get found(): readonly TextFault<Code>[] {
    return this.#faults;
  }

  add(code: Code, detail: string, position?: number): void {
    const count = this.#counts.get(code) ?? 0;
    if (count >= MAX_FAULTS_OF_A_CODE) return;
    this.#counts.set(code, count + 1);
    this.#faults.push(position === undefined ? { code, detail } : { code, position, detail });
  }

  /** The value if nothing was found wrong. */
  decoded<Value>(value: Value): Decoded<Value, Code> {
    return this.#faults.length === 0 ? { value } : { faults: this.#faults as unknown as Faults<Code> };
  }

  /** The faults, where at least one was added. */
  refused(): { readonly faults: Faults<Code> } {
    return { faults: this.#faults as unknown as Faults<Code> };
  }
}
