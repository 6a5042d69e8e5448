import { generateKeyPair, type GenerateKeyPairResult } from "jose";

/** More than the keys that one test tells apart. */
const PAIRS = 8;

const pairs: Promise<GenerateKeyPairResult>[] = [];
let next = 0;

/** RSA pairs in turn, for what is not about them: to make one takes 60 ms. */
export function keyPairInTurn(): Promise<GenerateKeyPairResult> {
  const place = next++ % PAIRS;
  return (pairs[place] ??= generateKeyPair("RS256", { extractable: true }));
}
