import { expect, test } from "vitest";

import { makeConfigApiTestBed, OPERATOR_KEY } from "../../../support/config-api-test-bed.ts";
import { fieldErrorsOf } from "../../../support/webhook-requests.ts";

const bed = makeConfigApiTestBed();
const WEBHOOK = { endpoint: "https://example.com/", events: ["A"] };

test.each([
  ["POST", "/applications", { id: "", name: "" }, ["id is malformed", "name is empty"]],
  ["POST", "/applications", { id: "x", name: " " }, ["name is malformed"]],
  ["POST", "/applications", { id: "x", name: "\n" }, ["name is malformed"]],
  ["POST", "/webhooks", { ...WEBHOOK, name: "" }, ["name is empty"]],
  ["POST", "/webhooks", { ...WEBHOOK, endpoint: "" }, ["endpoint is empty"]],
  ["POST", "/webhooks", { ...WEBHOOK, events: ["*", "*", "B"] }, ['events has names beside "*"']],
  [
    "POST",
    "/webhooks",
    { ...WEBHOOK, config: { basic_auth_username: "\n:" } },
    ["config.basic_auth_username is malformed"],
  ],
  [
    "POST",
    "/api-keys",
    { name: "", role: "" },
    ["name is empty", "role is not one of the known values"],
  ],
])("%s %s %j names each field once", async (method, path, body, errors) => {
  const key = path === "/applications" ? OPERATOR_KEY : await bed.keyOf("admin");
  const answer = await bed.ask(method, path, { key, body });
  expect(fieldErrorsOf(answer)).toEqual(errors);
  expect(answer.body).not.toHaveProperty("error_count");
  expect(answer.body.detail).toBe(
    errors.length === 1
      ? String(errors[0]).replace(" ", ": ")
      : `${String(errors[0]).replace(" ", ": ")} (and ${errors.length - 1} more)`,
  );
});
