import type { Problem } from "../../../client/client.ts";

type FieldError = Problem["errors"][number];

/** The errors of a problem document, by where they are shown. */
export interface RoutedErrors {
  /** The problem with the fields of the form in place of what lies within them. */
  readonly problem: Problem;
  /** Those that no field of the form stands for. */
  readonly above: readonly FieldError[];
  /** The first field with an error, in the order of the form. */
  readonly first: string | undefined;
}

/**
 * Shows each error beside its field: the shown field of that path, or the nearest one around it
 * (`events` for `events[3]`).
 * @param shown paths of the fields that are on the page, in their order
 */
export function routeErrors(problem: Problem, shown: readonly string[]): RoutedErrors {
  const above: FieldError[] = [];
  const beside: FieldError[] = [];
  for (const error of problem.errors) {
    const owner = ownerOf(error.field, shown);
    if (owner === undefined) above.push(error);
    else beside.push(owner === error.field ? error : within(owner, error));
  }
  const first = shown.find((name) => beside.some(({ field }) => field === name));
  return { problem: { ...problem, errors: beside }, above, first };
}

function ownerOf(field: string, shown: readonly string[]): string | undefined {
  const around = shown.filter((name) => isWithin(field, name));
  return around.toSorted((one, other) => other.length - one.length)[0];
}

/** Whether an error lies in a field of these, or within one. */
export function hasErrorIn(problem: Problem | undefined, names: readonly string[]): boolean {
  const errors = problem?.errors ?? [];
  return errors.some(({ field }) => names.some((name) => isWithin(field, name)));
}

function isWithin(field: string, name: string): boolean {
  return field === name || field.startsWith(`${name}.`) || field.startsWith(`${name}[`);
}

/** The same error with its place in the message, where it is one within a field. */
function within(owner: string, error: FieldError): FieldError {
  const place = error.field.slice(owner.length).replace(/^\./u, "");
  return { ...error, field: owner, message: `${place} ${error.message}` };
}
