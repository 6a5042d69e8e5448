/** How many bits a field takes; with `least`, the number it counts from (0 otherwise). */
export interface Field {
  readonly bits: number;
  readonly least?: number;
}

export type Fields = Readonly<Record<string, Field>>;

/** A thing of a state: its fields are read from and written to the state's cells. */
export type View<F extends Fields> = { -readonly [K in keyof F]: number } & {
  readonly cells: Int16Array;
  readonly firstCell: number;
};

/** A class of things with these fields; an instance looks at the cells from `firstCell` on. */
export function viewOf<F extends Fields>(
  fields: F,
): new (cells: Int16Array, firstCell: number) => View<F> {
  class Thing {
    readonly cells: Int16Array;
    readonly firstCell: number;

    constructor(cells: Int16Array, firstCell: number) {
      this.cells = cells;
      this.firstCell = firstCell;
    }
  }
  for (const [offset, name] of Object.keys(fields).entries()) {
    Object.defineProperty(Thing.prototype, name, {
      get(this: Thing) {
        return this.cells[this.firstCell + offset];
      },
      set(this: Thing, value: number) {
        this.cells[this.firstCell + offset] = value;
      },
    });
  }
  return Thing as unknown as new (cells: Int16Array, firstCell: number) => View<F>;
}

const WORD_BITS = 32;

/** Where each cell of a state lies in the 32-bit words it is kept in. */
export class Layout {
  readonly #names: string[] = [];
  readonly #word: number[] = [];
  readonly #shift: number[] = [];
  readonly #most: number[] = [];
  readonly #least: number[] = [];
  #bits = WORD_BITS;
  #words = 0;

  /** Adds the fields of one thing; returns where its cells begin. */
  add(fields: Fields): number {
    const at = this.cells;
    for (const [name, { bits, least = 0 }] of Object.entries(fields)) {
      if (this.#bits + bits > WORD_BITS) {
        this.#words += 1;
        this.#bits = 0;
      }
      this.#names.push(name);
      this.#word.push(this.#words - 1);
      this.#shift.push(this.#bits);
      this.#most.push(2 ** bits - 1);
      this.#least.push(least);
      this.#bits += bits;
    }
    return at;
  }

  get cells(): number {
    return this.#names.length;
  }

  get words(): number {
    return this.#words;
  }

  /**
   * Writes the cells into words. A number that its field has no room for is an error, not another
   * state.
   */
  pack(cells: Int16Array, words: Uint32Array): void {
    words.fill(0);
    for (let i = 0; i < cells.length; i += 1) {
      const value = cells[i]! - this.#least[i]!;
      if (value < 0 || value > this.#most[i]!) {
        throw new RangeError(
          `${this.#names[i]} = ${cells[i]} does not fit: it has room for ${this.#least[i]} to ` +
            `${this.#least[i]! + this.#most[i]!}; widen the field`,
        );
      }
      words[this.#word[i]!]! |= value << this.#shift[i]!;
    }
  }

  unpack(words: Uint32Array, at: number, cells: Int16Array): void {
    for (let i = 0; i < cells.length; i += 1) {
      cells[i] =
        ((words[at + this.#word[i]!]! >>> this.#shift[i]!) & this.#most[i]!) + this.#least[i]!;
    }
  }
}

/**
 * Puts `count` things of `size` cells, which lie one behind the other, into one order, free ones
 * (all zero) last: which of them stands where says nothing.
 */
export function sortThings(cells: Int16Array, at: number, size: number, count: number): void {
  for (let i = 1; i < count; i += 1) {
    for (let j = i; j > 0 && isBefore(cells, at + j * size, at + (j - 1) * size, size); j -= 1) {
      swap(cells, at + j * size, at + (j - 1) * size, size);
    }
  }
}

function isBefore(cells: Int16Array, one: number, other: number, size: number): boolean {
  for (let k = 0; k < size; k += 1) {
    const difference = cells[one + k]! - cells[other + k]!;
    if (difference !== 0) return difference > 0;
  }
  return false;
}

function swap(cells: Int16Array, one: number, other: number, size: number): void {
  for (let k = 0; k < size; k += 1) {
    const kept = cells[one + k]!;
    cells[one + k] = cells[other + k]!;
    cells[other + k] = kept;
  }
}
