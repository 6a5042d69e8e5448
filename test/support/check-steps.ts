import type { JsonSchema } from "../../lambdas/shared/domain/event-type.ts";
import { makePayloadChecker } from "../../lambdas/shared/domain/schemas/payload-checker.ts";
import { stepBudget } from "../../lambdas/shared/domain/step-budget.ts";

/** How many steps a check takes. */
export function stepsOf(schema: JsonSchema, payload: unknown, steps = 1e9): number {
  const budget = stepBudget(steps);
  makePayloadChecker(schema)(payload, budget);
  return steps - budget.left;
}

/** A payload of 256 KB: a list of this text, again and again. */
export const list = (text: string) =>
  JSON.parse(`{"a":[${text.repeat(262_144 / text.length).slice(0, -1)}]}`) as unknown;

/** A schema for each item of it. */
export const ofItems = (items: JsonSchema): JsonSchema => ({
  type: "object",
  properties: { a: { items } },
});

/** So many of what is made. */
export const times = <Value>(count: number, make: (index: number) => Value) =>
  Array.from({ length: count }, (_, index) => make(index));
