import type { EventType, Problem, Webhook } from "../../../client/client.ts";
import { isJsonObject } from "../../../lambdas/shared/domain/json-object.ts";

/** The choice that sends what the API sends by itself. */
export const TEST_WORD = "";

/** A body that a test may have. */
export interface TestChoice {
  /** Name of an event type, or nothing. */
  readonly name: string;
  readonly label: string;
  /** The example of the event type, as JSON in lines. */
  readonly text: string;
}

/** What a test may send: a word about itself, or the example of an event type that it wants. */
export function testChoices({ events }: Webhook, types: readonly EventType[]): TestChoice[] {
  const wanted = types.filter(({ name }) => events.includes("*") || events.includes(name));
  return [
    { name: TEST_WORD, label: "A word about the test", text: "" },
    ...wanted.map(({ name, example }) => ({
      name,
      label: `${name}${example === undefined ? " (write a payload)" : ": its example"}`,
      text: JSON.stringify(example ?? {}, null, 2),
    })),
  ];
}

/** What keeps a text from being sent as a payload; `undefined`: nothing. */
export function payloadProblem(text: string): Problem | undefined {
  try {
    return isJsonObject(JSON.parse(text)) ? undefined : unreadable("is not a JSON object");
  } catch (error) {
    return unreadable(`is not JSON: ${(error as Error).message}`);
  }
}

function unreadable(message: string): Problem {
  return {
    type: "about:blank",
    title: "The payload cannot be sent",
    status: 0,
    detail: "",
    errors: [{ field: "payload", message, hint: 'write an object, such as {"id": "1"}' }],
    request_id: "",
  };
}
