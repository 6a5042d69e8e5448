/** Numbers in a row that grows; in blocks, so that growing copies nothing. */
const BLOCK_BITS = 20;
const BLOCK = 2 ** BLOCK_BITS;

type Block = Uint8Array | Uint32Array;

export class Numbers {
  readonly #make: new (length: number) => Block;
  readonly #blocks: Block[] = [];
  length = 0;

  constructor(make: new (length: number) => Block) {
    this.#make = make;
  }

  push(value: number): void {
    const within = this.length & (BLOCK - 1);
    if (within === 0) this.#blocks.push(new this.#make(BLOCK));
    this.#blocks[this.length >>> BLOCK_BITS]![within] = value;
    this.length += 1;
  }

  at(index: number): number {
    return this.#blocks[index >>> BLOCK_BITS]![index & (BLOCK - 1)]!;
  }
}
