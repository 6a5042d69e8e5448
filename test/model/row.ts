import type { Without } from "./protocol/rules.ts";
import { type Faults, NO_FAULTS, type Settings, USUAL } from "./protocol/settings.ts";

/** A configuration with a name. What it leaves out is as usual. */
export interface Row {
  readonly name: string;
  readonly settings: Settings;
  /** Whether fair runs that never end are looked for, too. */
  readonly live: boolean;
}

type Change = Partial<Omit<Settings, "faults">> & { readonly faults?: Partial<Faults> };

export function row(name: string, { faults, ...change }: Change, live = true): Row {
  const settings = { ...USUAL, ...change, faults: { ...NO_FAULTS, ...faults } };
  return { name, settings, live };
}

/** A rule is taken away; the configuration is one in which that shows. */
export function mutant(without: keyof Without, name: string, change: Change): Row {
  return row(name, { ...change, without: { ...change.without, [without]: true } });
}
