/*
 * A chunk of its own, loaded where somebody types JSON: the product's own checks, so that the page
 * and the API say the same.
 */
import { schemaErrors } from "../../lambdas/config-api/event-types/domain/schema-rules.ts";
import { checkJson } from "../../lambdas/config-api/http/json-syntax.ts";
import { type JsonSchema, MAX_CHECK_STEPS } from "../../lambdas/shared/domain/event-type.ts";
import { isJsonObject, type JsonObject } from "../../lambdas/shared/domain/json-object.ts";
import { makePayloadChecker } from "../../lambdas/shared/domain/schemas/payload-checker.ts";
import { stepBudget } from "../../lambdas/shared/domain/step-budget.ts";

/** What is said of a text that was typed: nothing against it, or what, and where. */
export type TextVerdict =
  | { readonly kind: "good"; readonly value: JsonObject }
  | { readonly kind: "bad"; readonly errors: readonly TextError[] };

/** One thing that is wrong. */
export interface TextError {
  /** `line 3, column 7`, `properties.amount`; empty: the whole. */
  readonly place: string;
  readonly message: string;
}

/** Steps for a check at each keystroke: a tenth of what an event may take, 30 ms. */
const LIVE_STEPS = MAX_CHECK_STEPS / 10;

/** Reads a JSON object as the API does. */
export function readJsonObject(text: string): TextVerdict {
  const verdict = checkJson(text);
  if (!verdict.ok) {
    const { line, column, message } = verdict;
    return bad({ place: `line ${line}, column ${column}`, message });
  }
  const value: unknown = JSON.parse(text);
  return isJsonObject(value)
    ? { kind: "good", value }
    : bad({ place: "", message: "is no JSON object: begin it with {" });
}

/** Checks the schema of an event type as `PUT /event-types/{name}` does. */
export function checkSchemaText(text: string): TextVerdict {
  const read = readJsonObject(text);
  if (read.kind === "bad") return read;
  const errors = schemaErrors(read.value);
  if (errors.length === 0) return read;
  return bad(
    ...errors.map(({ path, message, hint }) => ({ place: path, message: `${message}: ${hint}` })),
  );
}

/** Checks a payload against a schema as `POST /events` does, with fewer steps. */
export function checkPayloadText(text: string, schema: JsonSchema): TextVerdict {
  const read = readJsonObject(text);
  if (read.kind === "bad") return read;
  const found = makePayloadChecker(schema)(read.value, stepBudget(LIVE_STEPS));
  if (found === "unchecked" || found.length === 0) return read;
  return bad(...found.map(({ path, message }) => ({ place: path, message })));
}

function bad(...errors: readonly TextError[]): TextVerdict {
  return { kind: "bad", errors };
}
