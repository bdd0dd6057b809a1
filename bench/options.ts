/** Says what is wrong and ends the process. */
export function refuse(message: string): never {
  console.error(message);
  process.exit(2);
}

/** A whole number from 1. */
export function wholeNumber(option: string, text: string): number {
  const value = Number(text);
  if (!Number.isSafeInteger(value) || value < 1) refuse(`--${option} ${text}: write a whole number from 1`);
  return value;
}

/** Keys of a table, separated by commas. */
export function keysOf<T>(
  option: string,
  text: string,
  table: Readonly<Record<string, T>>,
): readonly string[] {
  const keys = text.split(",");
  const odd = keys.find((key) => !Object.hasOwn(table, key));
  if (odd !== undefined) refuse(`--${option}: "${odd}" is none of ${Object.keys(table).join(", ")}`);
  return keys;
}
