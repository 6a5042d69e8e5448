/** A digest's words; one block holds them, the end bit, zeros, and their length in bits. */
const DIGEST_WORDS = 5;
const END_BIT = 0x80000000;
const DIGEST_BITS = 160;

/**
 * Hashes a SHA-1 digest again and again (FIPS 180-4, section 6.1.2), as often as old key stores ask
 * for. A digest fills one block, so that each round is one compression: a fifth of what a call of
 * node:crypto costs.
 */
export function sha1Rounds(digest: Buffer, rounds: number): Buffer {
  const state = Int32Array.from({ length: DIGEST_WORDS }, (_word, index) =>
    digest.readInt32BE(index * 4),
  );
  const schedule = new Int32Array(80);
  for (let round = 0; round < rounds; round += 1) {
    schedule.set(state);
    schedule[DIGEST_WORDS] = END_BIT;
    schedule.fill(0, DIGEST_WORDS + 1, 15);
    schedule[15] = DIGEST_BITS;
    for (let index = 16; index < 80; index += 1) {
      const word =
        at(schedule, index - 3) ^
        at(schedule, index - 8) ^
        at(schedule, index - 14) ^
        at(schedule, index - 16);
      schedule[index] = (word << 1) | (word >>> 31);
    }
    compress(state, schedule);
  }
  const hashed = Buffer.alloc(digest.length);
  for (const [index, word] of state.entries()) hashed.writeInt32BE(word, index * 4);
  return hashed;
}

/**
 * Puts the hash of one block into `state`. Four loops: one for all, or a function in them, takes up
 * to four times as long.
 */
function compress(state: Int32Array, schedule: Int32Array): void {
  let a = 0x67452301;
  let b = 0xefcdab89 | 0;
  let c = 0x98badcfe | 0;
  let d = 0x10325476;
  let e = 0xc3d2e1f0 | 0;
  let index = 0;
  for (; index < 20; index += 1) {
    const next =
      (((a << 5) | (a >>> 27)) + ((b & c) | (~b & d)) + 0x5a827999 + e + at(schedule, index)) | 0;
    e = d;
    d = c;
    c = (b << 30) | (b >>> 2);
    b = a;
    a = next;
  }
  for (; index < 40; index += 1) {
    const next = (((a << 5) | (a >>> 27)) + (b ^ c ^ d) + 0x6ed9eba1 + e + at(schedule, index)) | 0;
    e = d;
    d = c;
    c = (b << 30) | (b >>> 2);
    b = a;
    a = next;
  }
  for (; index < 60; index += 1) {
    const next =
      (((a << 5) | (a >>> 27)) +
        ((b & c) | (b & d) | (c & d)) -
        0x70e44324 +
        e +
        at(schedule, index)) |
      0;
    e = d;
    d = c;
    c = (b << 30) | (b >>> 2);
    b = a;
    a = next;
  }
  for (; index < 80; index += 1) {
    const next = (((a << 5) | (a >>> 27)) + (b ^ c ^ d) - 0x359d3e2a + e + at(schedule, index)) | 0;
    e = d;
    d = c;
    c = (b << 30) | (b >>> 2);
    b = a;
    a = next;
  }
  state[0] = a + 0x67452301;
  state[1] = b + 0xefcdab89;
  state[2] = c + 0x98badcfe;
  state[3] = d + 0x10325476;
  state[4] = e + 0xc3d2e1f0;
}

function at(words: Int32Array, index: number): number {
  return words[index] ?? 0;
}
