import { fieldPath } from "../http/field-errors.ts";
import { inexactNumbers } from "../http/inexact-numbers.ts";
import { invalidFields, type Problem } from "../http/problem.ts";

/**
 * Refuses a schema that allows only a number which no double stands for alone: others would pass in
 * its place. Bounds may be such numbers (those of 64 bits often are).
 * @param texts of the request's members, by path
 */
export function schemaNumbersProblem(texts: ReadonlyMap<string, string>): Problem | undefined {
  const inexact = inexactNumbers(texts.get("/schema") ?? "{}").filter((path) => isValue(path));
  if (inexact.length === 0) return undefined;
  return invalidFields(
    inexact.map((path) => ({
      field: fieldPath(["schema", ...path], "schema"),
      message: "is a number that cannot be compared exactly",
      hint: `use numbers of at most 15 digits, up to ${Number.MAX_SAFE_INTEGER}, or texts`,
    })),
  );
}

/** Keywords whose members are named by the schema's author. */
const NAMING: ReadonlySet<PropertyKey> = new Set(["properties", "$defs"]);

/** Whether it stands in a `const` or `enum`, and not in a schema of a member of that name. */
function isValue(path: readonly PropertyKey[]): boolean {
  let isName = false;
  for (const step of path) {
    if (!isName && (step === "const" || step === "enum")) return true;
    isName = !isName && NAMING.has(step);
  }
  return false;
}
