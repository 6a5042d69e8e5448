/** Places in a block of states. */
const BLOCK_BITS = 16;
const BLOCK = 2 ** BLOCK_BITS;
const FIRST_SLOTS = 2 ** 16;

/**
 * The states found so far, each of the same number of 32-bit words, numbered in the order they were
 * found.
 */
export class StateSet {
  readonly #words: number;
  readonly #blocks: Uint32Array[] = [];
  /** Open addressing with linear probing: the number of the state + 1, or 0 for a free slot. */
  #slots = new Uint32Array(FIRST_SLOTS);
  size = 0;

  constructor(words: number) {
    this.#words = words;
  }

  /** The number of the state; the size before the call, if the state is new. */
  add(words: Uint32Array): number {
    const mask = this.#slots.length - 1;
    let slot = hashOf(words, 0, this.#words) & mask;
    for (let found = this.#slots[slot]!; found !== 0; found = this.#slots[slot]!) {
      if (this.#equals(found - 1, words)) return found - 1;
      slot = (slot + 1) & mask;
    }
    const number = this.size;
    if (number % BLOCK === 0) this.#blocks.push(new Uint32Array(BLOCK * this.#words));
    this.blockOf(number).set(words, this.offsetOf(number));
    this.size += 1;
    this.#slots[slot] = this.size;
    if (this.size * 2 > mask) this.#grow();
    return number;
  }

  blockOf(number: number): Uint32Array {
    return this.#blocks[number >>> BLOCK_BITS]!;
  }

  offsetOf(number: number): number {
    return (number & (BLOCK - 1)) * this.#words;
  }

  #equals(number: number, words: Uint32Array): boolean {
    const block = this.blockOf(number);
    const offset = this.offsetOf(number);
    for (let i = 0; i < this.#words; i += 1) {
      if (block[offset + i] !== words[i]) return false;
    }
    return true;
  }

  #grow(): void {
    const slots = new Uint32Array(this.#slots.length * 2);
    const mask = slots.length - 1;
    for (let number = 0; number < this.size; number += 1) {
      let slot = hashOf(this.blockOf(number), this.offsetOf(number), this.#words) & mask;
      while (slots[slot] !== 0) slot = (slot + 1) & mask;
      slots[slot] = number + 1;
    }
    this.#slots = slots;
  }
}

/**
 * Multiplies and folds word by word, as MurmurHash3 does (its constants):
 * https://github.com/aappleby/smhasher
 */
function hashOf(words: Uint32Array, at: number, count: number): number {
  let hash = count;
  for (let i = 0; i < count; i += 1) {
    let word = Math.imul(words[at + i]!, 0xcc9e2d51);
    word = (word << 15) | (word >>> 17);
    hash ^= Math.imul(word, 0x1b873593);
    hash = (hash << 13) | (hash >>> 19);
    hash = (Math.imul(hash, 5) + 0xe6546b64) | 0;
  }
  hash ^= hash >>> 16;
  hash = Math.imul(hash, 0x85ebca6b);
  hash ^= hash >>> 13;
  hash = Math.imul(hash, 0xc2b2ae35);
  return hash ^ (hash >>> 16);
}
