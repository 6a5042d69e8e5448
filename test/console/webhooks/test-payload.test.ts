import { expect, test } from "vitest";

import type { EventType } from "../../../client/client.ts";
import { payloadProblem, testChoices } from "../../../console/webhooks/view/test-payload.ts";
import { webhookOf } from "./support/shown-things.ts";

function typeOf(name: string, example?: Readonly<Record<string, unknown>>): EventType {
  const empty = { mandatory: [], selectable: [], default: ["*"] };
  return {
    name,
    description: "",
    built_in: true,
    schema: {},
    ...empty,
    ...(example && { example }),
  };
}

const TYPES = [typeOf("CARD_STATUS_CHANGE", { id: "1" }), typeOf("ORDER")];

test("a test may send the examples of what its webhook wants", () => {
  const names = (events: string[]) =>
    testChoices(webhookOf({ events }), TYPES).map(({ label }) => label);
  expect(names(["CARD_STATUS_CHANGE"])).toEqual([
    "A word about the test",
    "CARD_STATUS_CHANGE: its example",
  ]);
  expect(names(["*"])).toContain("ORDER (write a payload)");
  expect(testChoices(webhookOf(), TYPES)[1]?.text).toBe('{\n  "id": "1"\n}');
});

test("a payload that is no JSON object is told beside its field", () => {
  expect(payloadProblem('{"id": "1"}')).toBeUndefined();
  expect(payloadProblem("[1]")?.errors[0]?.message).toBe("is not a JSON object");
  expect(payloadProblem("{")?.errors[0]).toMatchObject({ field: "payload" });
});
