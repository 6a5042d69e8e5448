import type { ApiAnswer } from "./cloud.ts";

/** What a stack trace, or a path of ours, would look like. */
const INSIDES = /\.(?:m?js|ts):\d+|node_modules|\bat [A-Za-z.]+ \(/u;

/**
 * What is wrong with an answer that should be a problem document of this status: it says what to
 * mend, names fields where fields are wrong, and shows nothing of what is inside.
 *
 * @returns sentences; none when all is well
 */
export function problemFlaws(answer: ApiAnswer, status: number): string[] {
  const { body, text, headers } = answer;
  if (answer.status !== status) return [`answered ${answer.status}, not ${status}: ${text}`];
  const type = headers.get("content-type");
  if (type !== "application/problem+json") return [`the content-type is ${type}`];
  const flaws: string[] = [];
  const members = ["detail", "errors", "request_id", "status", "title", "type"];
  const names = Object.keys(body).filter((name) => name !== "error_count");
  if (JSON.stringify(names.toSorted()) !== JSON.stringify(members)) {
    flaws.push(`the members are ${Object.keys(body).join(", ")}`);
  }
  if (body.status !== status) flaws.push(`the status in the document is ${body.status}`);
  if (!/^urn:ringback:problem:[a-z-]+$/u.test(body.type)) flaws.push(`the type is ${body.type}`);
  for (const member of ["title", "detail", "request_id"]) {
    if (!isSentence(body[member])) flaws.push(`the ${member} is ${body[member]}`);
  }
  const { error_count: errorCount } = body;
  if (errorCount !== undefined && !(body.errors.length === 20 && errorCount > 20)) {
    flaws.push(`the count of ${body.errors.length} errors is ${errorCount}`);
  }
  if (status === 422 && body.errors.length === 0) flaws.push("no field is named");
  for (const error of body.errors) {
    if (!isSentence(error.message) || !isSentence(error.hint) || typeof error.field !== "string") {
      flaws.push(`an error is ${JSON.stringify(error)}`);
    }
  }
  if (INSIDES.test(text)) flaws.push(`it shows insides: ${text}`);
  return flaws;
}

function isSentence(value: unknown): boolean {
  return typeof value === "string" && /\S/u.test(value);
}
