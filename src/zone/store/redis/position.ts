/** A place in a zone's history: right after the write with this serial, by the call with this mark (see keys.ts). */
export interface Position {
  readonly generation: string;
  readonly serial: number;
  readonly mark: string;
}

export const positionText = ({ generation, serial, mark }: Position): string =>
  `${generation}:${serial}:${mark}`;

/** Undefined for what is no position of this store. */
export function positionOf(text: string): Position | undefined {
  const [, generation, serial, mark] = /^([0-9a-f-]{36}):([1-9]\d{0,15}):([\w-]{8})$/.exec(text) ?? [];
  if (generation === undefined || serial === undefined || mark === undefined) return undefined;
  return { generation, serial: Number(serial), mark };
}
