import type { Bindings } from "./expression.ts";
import type { Read } from "./tokens.ts";

/** The members of a request that its placeholders are bound by. */
export interface PlaceholderInput {
  readonly ExpressionAttributeNames?: Bindings["names"];
  readonly ExpressionAttributeValues?: Bindings["values"];
}

/**
 * What the placeholders of a request's expressions stand for.
 * @throws TypeError where one stands for nothing, or stands in none of the expressions: DynamoDB
 *   refuses both
 */
export function bindingsOf(
  { ExpressionAttributeNames: names, ExpressionAttributeValues: values }: PlaceholderInput,
  expressions: readonly (Read<unknown> | undefined)[],
): Bindings {
  let used = 0;
  for (const placeholder of new Set(expressions.flatMap((one) => [...(one?.placeholders ?? [])]))) {
    const bound = placeholder.startsWith("#") ? names?.[placeholder] : values?.[placeholder];
    if (bound === undefined) throw new TypeError(`${placeholder} stands for nothing`);
    used += 1;
  }
  const given = [...Object.keys(names ?? {}), ...Object.keys(values ?? {})];
  if (given.length !== used) throw new TypeError(`some of ${given.join(", ")} is not used`);
  return { names, values };
}
