import type { CheckPayload } from "../domain/event-type.ts";
import { makePayloadChecker } from "../domain/schemas/payload-checker.ts";
import { BUILT_IN_EVENT_TYPES } from "./built-in-event-types.ts";

/** What a payload often says in place of its own type. */
const EVENT_TYPE_NAMES = [...BUILT_IN_EVENT_TYPES.keys()];

/** Says yes or no, by the name of the event type: see compiled/validators.js. */
type CompiledValidators = Readonly<Record<string, (payload: unknown) => boolean>>;

/**
 * The checkers of built-in event types. A compiled validator passes what is valid, in no time; what
 * it does not pass is checked, in detail, by the interpreting checker, which alone refuses.
 */
export function checkBuiltIn(
  compiled: CompiledValidators,
): (name: string) => CheckPayload | undefined {
  const checkers = new Map<string, CheckPayload>();

  function detailed(name: string): CheckPayload | undefined {
    const known = checkers.get(name);
    if (known !== undefined) return known;
    const type = BUILT_IN_EVENT_TYPES.get(name);
    if (type === undefined) return undefined;
    const checker = makePayloadChecker(type.schema, EVENT_TYPE_NAMES);
    checkers.set(name, checker);
    return checker;
  }

  return (name) => {
    const passes = Object.hasOwn(compiled, name) ? compiled[name] : undefined;
    if (passes === undefined) return detailed(name);
    return (payload, budget) => (passes(payload) ? [] : (detailed(name)?.(payload, budget) ?? []));
  };
}
