import { describe, expect, test } from "vitest";
import * as z from "zod";

import { list } from "../../../../lambdas/config-api/http/fields.ts";
import { invalidFields, problemDocument } from "../../../../lambdas/config-api/http/problem.ts";
import { OPERATOR_KEY } from "../../../support/config-api-test-bed.ts";
import { freshTestBed } from "../../../support/fresh-test-bed.ts";
import { problemFlaws } from "../../../support/problem-flaws.ts";
import { createWebhook, MINIMAL, NOTIFICATION } from "../../../support/webhook-requests.ts";

const MANY = 60_000;
/** Far more than 20 errors with their hints take, far less than 60,000. */
const MOST_CHARACTERS = 20_000;

const members = (value: unknown) =>
  Object.fromEntries(Array.from({ length: MANY }, (_, index) => [`n${index}`, value]));
const elements = (value: unknown) => Array.from({ length: MANY }, () => value);

const bed = freshTestBed();

async function problemOf(method: string, path: string, body: unknown) {
  const key = path.startsWith("/applications") ? OPERATOR_KEY : await bed.keyOf("admin");
  const answer = await bed.ask(method, path, { key, body });
  const { status, headers, text } = answer;
  expect(problemFlaws({ ...answer, headers: new Headers(headers) }, status)).toEqual([]);
  expect(status).toBe(422);
  expect(text.length).toBeLessThan(MOST_CHARACTERS);
  return answer.body;
}

describe("of many unknown members 20 are listed, and all counted", () => {
  test.each([
    ["POST", "/webhooks", { ...MINIMAL, ...members(1) }],
    ["POST", "/webhooks", { ...MINIMAL, config: members({}) }],
    ["POST", "/events", { type: "A", payload: {}, ...members(1) }],
    ["POST", "/applications", { id: "many", name: "x", ...members(1) }],
    ["PUT", "/event-types/MANY", { schema: { type: "object" }, ...members(1) }],
    ["POST", "/api-keys", { name: "x", role: "reader", ...members(1) }],
  ])("%s %s", async (method, path, body) => {
    const { errors, error_count: count, detail } = await problemOf(method, path, body);
    expect(errors).toHaveLength(20);
    expect(count).toBe(MANY);
    expect(detail).toContain(`(and ${MANY - 1} more)`);
  });

  test.each([members(1), members(null), { config: members(null) }])("PATCH", async (patch) => {
    const { id } = await createWebhook(bed, MINIMAL);
    const { errors, error_count: count } = await problemOf("PATCH", `/webhooks/${id}`, patch);
    expect(errors).toHaveLength(20);
    expect(count).toBe(MANY);
  });
});

describe("a list that is too long is one error, whatever its elements are", () => {
  test.each([
    ["POST", "/webhooks", { ...MINIMAL, events: elements(1) }, "events"],
    ["POST", "/webhooks", { ...MINIMAL, attributes: elements(1) }, "attributes"],
    ["POST", "/webhooks", { ...MINIMAL, attributes: Object.keys(members(1)) }, "attributes"],
    [
      "POST",
      "/webhooks",
      { ...MINIMAL, config: { custom_headers: elements({}) } },
      "config.custom_headers",
    ],
    ["POST", "/events", { events: elements(1) }, "events"],
    ["POST", "/events", { type: "A", payload: {}, applications: elements(1) }, "applications"],
    [
      "PUT",
      "/event-types/MANY",
      { schema: { type: "object" }, mandatory: Object.keys(members(1)) },
      "mandatory",
    ],
    ["POST", "/notifications", { ...NOTIFICATION, actions: Object.keys(members(1)) }, "actions"],
  ])("%s %s", async (method, path, body, field) => {
    const { errors, error_count: count } = await problemOf(method, path, body);
    expect(errors).toMatchObject([{ field, message: "is too long" }]);
    expect(count).toBeUndefined();
  });

  test("which are not looked at", () => {
    let looks = 0;
    const element = z.string().refine(() => {
      looks += 1;
      return true;
    });
    const few = list(element, { min: 1, max: 2 });
    expect(few.safeParse(["a", "b", "c"]).error?.issues).toMatchObject([{ code: "too_big" }]);
    expect(looks).toBe(0);
    expect(few.safeParse([]).error?.issues).toMatchObject([{ code: "too_small" }]);
    expect(few.safeParse(["a", "b"])).toMatchObject({ data: ["a", "b"] });
    expect(looks).toBe(2);
  });
});

test("20 errors or fewer are listed without a count", () => {
  const errors = (count: number) =>
    Array.from({ length: count }, (_, index) => ({ field: `f${index}`, message: "m", hint: "h" }));
  expect(problemDocument(invalidFields(errors(20)), "r")).not.toHaveProperty("error_count");
  const more = problemDocument(invalidFields(errors(21)), "r");
  expect(more).toMatchObject({ error_count: 21, errors: errors(20) });
});
