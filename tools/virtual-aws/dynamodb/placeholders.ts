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
  for (const one of expressions) {
    for (const placeholder of one?.placeholders ?? []) {
      const bound = placeholder.startsWith("#") ? names?.[placeholder] : values?.[placeholder];
      if (bound === undefined) throw new TypeError(`${placeholder} stands for nothing`);
    }
  }
  for (const given of [names, values]) {
    for (const placeholder in given) {
      if (!expressions.some((one) => one?.placeholders.has(placeholder) === true)) {
        throw new TypeError(`${placeholder} is not used`);
      }
    }
  }
  return { names, values };
}
