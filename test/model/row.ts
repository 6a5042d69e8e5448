import type { Rule } from "./protocol/rules.ts";
import { type Faults, NO_FAULTS, type Settings, USUAL } from "./protocol/settings.ts";

/** A configuration with a name. */
export interface Row {
  readonly name: string;
  readonly settings: Settings;
  /** Whether fair runs that never end are looked for, too. */
  readonly live: boolean;
  /** How many states it has. */
  readonly states: number;
  /** The most requests of one delivery that no attempt explains. */
  readonly extra: number;
}

/** A configuration without one of the rules, which has to be caught. */
export interface Mutant {
  readonly name: string;
  readonly settings: Settings;
  readonly live: true;
  /** What is seen first, and after how many steps. */
  readonly seen: string;
  readonly steps: number;
}

/** Seven kinds of faults, one of each at most, and so many of all together. */
export const ANY = {
  crash: 1,
  sqsDuplicate: 1,
  lostReply: 1,
  eventAgain: 1,
  resend: 1,
  cancel: 1,
  executionDies: 1,
} as const;

type Counts = readonly [states: number, extra: number];

/** What a configuration leaves out is as usual. */
type Change = Partial<Omit<Settings, "faults">> & { readonly faults?: Partial<Faults> };

export function settingsOf({ faults, ...change }: Change): Settings {
  return { ...USUAL, ...change, faults: { ...NO_FAULTS, ...faults } };
}

/** A row with liveness. */
export function row(name: string, [states, extra]: Counts, change: Change): Row {
  return { name, settings: settingsOf(change), live: true, states, extra };
}

/** A row whose states alone are looked at: large, or one in which not everything has to end. */
export function safetyRow(name: string, counts: Counts, change: Change): Row {
  return { ...row(name, counts, change), live: false };
}

/** A row with the lane as deliver may rely on it, in place of the lane itself. */
export function givenRow(name: string, counts: Counts, change: Change): Row {
  return row(name, counts, { ...change, lane: "given", sweeps: false });
}

/** A rule is taken away, in a configuration in which that shows. */
export function mutant(
  without: Rule,
  name: string,
  [steps, seen]: readonly [steps: number, seen: string],
  change: Change,
): Mutant {
  const settings = settingsOf({ ...change, without: { ...change.without, [without]: true } });
  return { name, settings, live: true, seen, steps };
}
