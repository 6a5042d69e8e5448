/**
 * What IAM knows of a request when it judges conditions: the values of each condition key that the
 * request has.
 */
export type RequestContext = Readonly<Record<string, readonly string[]>>;

/** The conditions of a statement: operator, then condition key, then values. */
export type StatedConditions = Readonly<
  Record<string, Readonly<Record<string, string | readonly string[]>>>
>;

/**
 * Whether conditions hold. Of IAM's operators those that our policies use:
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-logic-multiple-context-keys-or-values.html
 *
 * @throws {Error} on any other operator, so that none holds unseen
 */
export function conditionsHold(
  conditions: StatedConditions | undefined,
  context: RequestContext,
): boolean {
  return Object.entries(conditions ?? {}).every(([operator, keys]) =>
    Object.entries(keys).every(([key, stated]) => {
      const wanted = typeof stated === "string" ? [stated] : stated;
      return holds(operator, wanted, context[key]);
    }),
  );
}

function holds(
  operator: string,
  wanted: readonly string[],
  found: readonly string[] | undefined,
): boolean {
  switch (operator) {
    // True, too, of a request that has none of these keys.
    case "ForAllValues:StringEquals":
      return (found ?? []).every((value) => wanted.includes(value));
    case "ForAllValues:StringLike":
      return (found ?? []).every((value) => isLikeAny(value, wanted));
    case "ForAllValues:StringNotLike":
      return (found ?? []).every((value) => !isLikeAny(value, wanted));
    case "StringEqualsIfExists":
      return found === undefined || found.every((value) => wanted.includes(value));
    default:
      throw new Error(`the tests do not know the operator ${operator} of IAM`);
  }
}

/** `*` stands for any text, `?` for one character. */
function isLikeAny(value: string, patterns: readonly string[]): boolean {
  return patterns.some((pattern) => {
    const escaped = pattern.replaceAll(/[.+^${}()|[\]\\]/gu, String.raw`\$&`);
    const form = escaped.replaceAll("*", ".*").replaceAll("?", ".");
    return new RegExp(`^${form}$`, "su").test(value);
  });
}
