import fc from "fast-check";

type Values = [unknown, ...unknown[]];
type Arbitraries<Drawn> = { [Place in keyof Drawn]: fc.Arbitrary<Drawn[Place]> };

/** Checks that something holds for whatever is drawn. */
export function forAll<Drawn extends Values>(
  ...property: [...Arbitraries<Drawn>, (...values: Drawn) => void]
): void {
  fc.assert(fc.property<Drawn>(...property));
}

/** The same in so many runs, in place of a hundred. */
export function forAllIn<Drawn extends Values>(
  numRuns: number,
  ...property: [...Arbitraries<Drawn>, (...values: Drawn) => void]
): void {
  fc.assert(fc.property<Drawn>(...property), { numRuns });
}

/** The same of what takes time. */
export function forAllAsync<Drawn extends Values>(
  ...property: [...Arbitraries<Drawn>, (...values: Drawn) => Promise<void>]
): Promise<void> {
  return fc.assert(fc.asyncProperty<Drawn>(...property));
}
