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

/** Where the cells lie, as numbers that lie beside each other in memory. */
interface Table {
  readonly shift: Uint8Array;
  readonly most: Int32Array;
  readonly least: Int16Array;
  /** The cell behind the last of each word. */
  readonly end: Uint16Array;
}

/** Where each cell of a state lies in the 32-bit words it is kept in. */
export class Layout {
  readonly #names: string[] = [];
  readonly #shift: number[] = [];
  readonly #most: number[] = [];
  readonly #least: number[] = [];
  readonly #end: number[] = [];
  #bits = WORD_BITS;
  #table: Table | undefined;

  /** Adds the fields of one thing; returns where its cells begin. */
  add(fields: Fields): number {
    const at = this.cells;
    this.#table = undefined;
    for (const [name, { bits, least = 0 }] of Object.entries(fields)) {
      if (this.#bits + bits > WORD_BITS) {
        this.#end.push(0);
        this.#bits = 0;
      }
      this.#names.push(name);
      this.#shift.push(this.#bits);
      this.#most.push(2 ** bits - 1);
      this.#least.push(least);
      this.#end[this.words - 1] = this.cells;
      this.#bits += bits;
    }
    return at;
  }

  get cells(): number {
    return this.#names.length;
  }

  get words(): number {
    return this.#end.length;
  }

  /**
   * Writes the cells into words. A number that its field has no room for is an error, not another
   * state.
   */
  pack(cells: Int16Array, words: Uint32Array): void {
    const { shift, most, least, end } = (this.#table ??= this.#write());
    let [cell, misfit] = [0, 0];
    for (let word = 0; word < end.length; word += 1) {
      let packed = 0;
      for (const behind = end[word]!; cell < behind; cell += 1) {
        const value = cells[cell]! - least[cell]!;
        misfit |= value | (most[cell]! - value);
        packed |= value << shift[cell]!;
      }
      words[word] = packed;
    }
    if (misfit < 0) this.#refuse(cells);
  }

  unpack(words: Uint32Array, at: number, cells: Int16Array): void {
    const { shift, most, least, end } = (this.#table ??= this.#write());
    let cell = 0;
    for (let word = 0; word < end.length; word += 1) {
      const packed = words[at + word]!;
      for (const behind = end[word]!; cell < behind; cell += 1) {
        cells[cell] = ((packed >>> shift[cell]!) & most[cell]!) + least[cell]!;
      }
    }
  }

  #write(): Table {
    return {
      shift: Uint8Array.from(this.#shift),
      most: Int32Array.from(this.#most),
      least: Int16Array.from(this.#least),
      end: Uint16Array.from(this.#end),
    };
  }

  #refuse(cells: Int16Array): never {
    const at = cells.findIndex((value, cell) => {
      const number = value - this.#least[cell]!;
      return number < 0 || number > this.#most[cell]!;
    });
    const [least, most] = [this.#least[at]!, this.#most[at]!];
    throw new RangeError(
      `${this.#names[at]} = ${cells[at]} does not fit: it has room for ${least} to ` +
        `${least + most}; widen the field`,
    );
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
