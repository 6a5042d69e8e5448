import { fieldPath } from "../../http/field-errors.ts";
import { inexactNumbers } from "../../http/inexact-numbers.ts";
import { invalidFields, type Problem } from "../../http/problem.ts";

/**
 * Refuses a filter with numbers that would be stored, and compared, as others than they were
 * written.
 * @param texts of the request's members, by path
 */
export function filterNumbersProblem(texts: ReadonlyMap<string, string>): Problem | undefined {
  const inexact = inexactNumbers(texts.get("/filter") ?? "{}");
  if (inexact.length === 0) return undefined;
  return invalidFields(
    inexact.map(([name = "", ...steps]) => ({
      field: fieldPath(["filter", ...String(name).split("."), ...steps], "filter"),
      message: "is a number that cannot be compared exactly",
      hint: `use numbers of at most 15 digits, up to ${Number.MAX_SAFE_INTEGER}; longer ids are texts in most payloads`,
    })),
  );
}
