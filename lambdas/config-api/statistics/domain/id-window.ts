import { base62 } from "../../../shared/domain/identifiers.ts";

/** Event ids from one to another, both included, as texts compare. */
export interface IdWindow {
  readonly from: string;
  readonly to: string;
}

const ID_BITS = 128n;

/**
 * One of so many equal parts of all event ids. Ids are hashes, so what is in it is a sample of any
 * events: by chance, whatever their time and fate.
 * @param index of the part, from 0
 */
export function idWindow(parts: number, index: number): IdWindow {
  const cut = (number: number) => (BigInt(number) << ID_BITS) / BigInt(parts);
  return { from: idOf(cut(index)), to: idOf(cut(index + 1) - 1n) };
}

function idOf(value: bigint): string {
  const hex = value.toString(16).padStart(Number(ID_BITS) / 4, "0");
  return `evt_${base62(Buffer.from(hex, "hex"))}`;
}
