import { Ajv2020 } from "ajv/dist/2020.js";
import { describe, expect, test } from "vitest";

import { EXAMPLES } from "../../../../lambdas/config-api/documents/examples/examples.ts";
import {
  type Answered,
  makeConfigApiTestBed,
  OPERATOR_KEY,
} from "../../../support/config-api-test-bed.ts";

interface Media {
  readonly schema: object;
  readonly example?: unknown;
}

interface Body {
  readonly $ref?: string;
  readonly content?: Readonly<Record<string, Media>>;
}

interface Parameter {
  readonly in?: string;
  readonly name?: string;
  readonly schema?: { readonly pattern?: string; readonly examples?: readonly string[] };
}

interface Operation {
  readonly operationId: string;
  readonly parameters?: readonly Parameter[];
  readonly requestBody?: Body;
  readonly responses: Readonly<Record<string, Body>>;
}

const bed = makeConfigApiTestBed();
const { body: document } = await bed.ask("GET", "/openapi.json");
const operations = [...Object.values(document.paths), ...Object.values(document.webhooks)].flatMap(
  (item) => Object.values(item as Record<string, Operation>),
);
const ajv = new Ajv2020({ strict: false, validateFormats: false });
ajv.addSchema({ $id: "api", components: document.components });

const validators = new Map<string, ReturnType<typeof ajv.compile>>();

function validatorOf(schema: object) {
  const text = JSON.stringify(schema).replaceAll('"#/components', '"api#/components');
  const made = validators.get(text) ?? ajv.compile(JSON.parse(text) as object);
  validators.set(text, made);
  return made;
}

/** Every body of a request or an answer, and where it stands. */
function bodiesOf({ requestBody, responses }: Operation): [string, Media][] {
  const bodies = [["request", requestBody] as const, ...Object.entries(responses)];
  return bodies.flatMap(([where, body]) => {
    const { content = {} } = document.components.responses[nameOf(body?.$ref)] ?? body ?? {};
    return Object.entries(content as Record<string, Media>).map(
      ([type, media]): [string, Media] => [`${where} ${type}`, media],
    );
  });
}

function nameOf(reference = ""): string {
  return reference.split("/").at(-1) ?? "";
}

test("every body of every operation has an example that fits its schema", () => {
  let checked = 0;
  for (const operation of operations) {
    for (const [where, { schema, example }] of bodiesOf(operation)) {
      const place = `${operation.operationId} ${where}`;
      expect([place, example]).toEqual([place, expect.anything()]);
      const isValid = validatorOf(schema);
      expect([place, isValid(example), isValid.errors]).toEqual([place, true, null]);
      checked += 1;
    }
  }
  expect(checked).toBeGreaterThan(300);
});

test("every parameter of a path has an example that its pattern takes", () => {
  let checked = 0;
  for (const { operationId, parameters = [] } of operations) {
    for (const { in: where, name, schema } of parameters) {
      if (where !== "path") continue;
      const [example] = schema?.examples ?? [];
      expect([operationId, name, example]).toEqual([operationId, name, expect.any(String)]);
      expect(example).toMatch(new RegExp(schema?.pattern ?? "", "u"));
      checked += 1;
    }
  }
  expect(checked).toBeGreaterThan(20);
});

test("examples name no operation that there is not", () => {
  const names = operations.map(({ operationId }) => operationId);
  expect(names).toEqual(expect.arrayContaining(Object.keys(EXAMPLES)));
});

describe("the example of a request is taken", () => {
  const exampleOf = (operationId: string) => EXAMPLES[operationId]?.body as object;
  const asOperator = (method: string, path: string, operationId: string) =>
    bed.ask(method, path, { key: OPERATOR_KEY, body: exampleOf(operationId) });
  const asAdmin = (method: string, path: string, operationId: string) =>
    bed.admin(method, path, exampleOf(operationId));
  const refused = (...answers: Answered[]) => answers.filter(({ status }) => status >= 300);

  test("for an application, its key and its portal", async () => {
    const created = await asOperator("POST", "/applications", "createApplication");
    const changed = await asOperator("PATCH", "/applications/acme", "changeApplication");
    const key = await asOperator("POST", "/api-keys", "createApiKey");
    const link = await asOperator("POST", "/portal-links", "createPortalLink");
    expect(refused(created, changed, key, link)).toEqual([]);
    const code = (link.body.url as string).split("#")[1];
    const opened = await bed.ask("POST", `/portal-links/${link.body.id}/exchange`, {
      body: { ...exampleOf("exchangePortalCode"), code },
    });
    expect(refused(opened)).toEqual([]);
  });

  test("for a webhook", async () => {
    const created = await asAdmin("POST", "/webhooks", "createWebhook");
    const path = `/webhooks/${created.body.id}`;
    const changed = await asAdmin("PATCH", path, "changeWebhook");
    const rotated = await asAdmin("POST", `${path}/secret/rotate`, "rotateWebhookSecret");
    const tested = await asAdmin("POST", `${path}/test`, "testWebhook");
    expect(refused(created, changed, rotated, tested)).toEqual([]);
    expect(changed.body.config).not.toHaveProperty("rate_limit");
  });

  test("for events and their types", async () => {
    const type = await asAdmin("PUT", "/event-types/order.paid", "putEventType");
    const events = await asAdmin("POST", "/events", "publishEvents");
    expect(refused(type, events)).toEqual([]);
  });

  test("for notifications", async () => {
    const created = await asAdmin("POST", "/notifications", "createNotification");
    const path = `/notifications/${created.body.notification_uuid}/response`;
    const answered = await asAdmin("POST", path, "respondToNotification");
    expect(refused(created, answered)).toEqual([]);
  });

  test("and no other operation takes a body", () => {
    const taking = operations.filter(
      ({ operationId, requestBody }) => requestBody && !operationId.startsWith("receive"),
    );
    expect(taking.map(({ operationId }) => operationId).toSorted()).toEqual(
      [
        "changeApplication",
        "changeWebhook",
        "createApiKey",
        "createApplication",
        "createNotification",
        "createPortalLink",
        "createWebhook",
        "exchangePortalCode",
        "publishEvents",
        "putEventType",
        "respondToNotification",
        "rotateWebhookSecret",
        "testWebhook",
      ].toSorted(),
    );
  });
});
