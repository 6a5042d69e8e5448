import { Ajv2020 } from "ajv/dist/2020.js";
import { expect, test } from "vitest";

import { makeConfigApiTestBed } from "../../support/config-api-test-bed.ts";

const bed = makeConfigApiTestBed();

test("GET /health needs no key", async () => {
  const answer = await bed.ask("GET", "/health");
  expect(answer).toMatchObject({ status: 200, body: { status: "ok" } });
});

test("GET /openapi.json describes every route, with the schemas that check it", async () => {
  const { status, body } = await bed.ask("GET", "/openapi.json");
  expect(status).toBe(200);
  expect(body.openapi).toMatch(/^3\.1/u);
  const operations = Object.entries(body.paths as Record<string, object>).flatMap(([path, item]) =>
    Object.keys(item).map((method) => `${method.toUpperCase()} ${path}`),
  );
  for (const operation of [
    "GET /health",
    "POST /applications",
    "DELETE /applications/{id}",
    "POST /api-keys",
    "POST /webhooks",
    "PATCH /webhooks/{id}",
    "POST /webhooks/{id}/enable",
    "GET /webhooks/{id}/deliveries",
    "GET /deliveries/{id}",
    "POST /events",
    "GET /events/{id}",
    "POST /notifications",
    "POST /notifications/{uuid}/response",
  ]) {
    expect(operations).toContain(operation);
  }
  const { schemas } = body.components;
  expect(schemas.NewWebhook).toMatchObject({
    additionalProperties: false,
    required: ["endpoint", "events"],
  });
  expect(schemas.Problem.properties).toHaveProperty("request_id");
  expect(body.paths["/webhooks"].post).toMatchObject({
    security: [{ apiKey: [] }, { portalSession: [] }],
    description: "Keys: admin, manager.",
    parameters: [{ in: "header", name: "idempotency-key" }],
  });
  expect(body.paths["/health"].get.security).toEqual([]);
});

test("every reference of the document leads somewhere", async () => {
  const { body, text } = await bed.ask("GET", "/openapi.json");
  const references = [...text.matchAll(/"\$ref":"#\/components\/schemas\/(?<name>[^"]+)"/gu)];
  expect(references.length).toBeGreaterThan(10);
  for (const { groups } of references) {
    expect(body.components.schemas).toHaveProperty(groups?.["name"] ?? "");
  }
});

/** Every object in the document, with the path to it. */
function partsOf(value: unknown, path = ""): [string, Record<string, unknown>][] {
  if (typeof value !== "object" || value === null) return [];
  const inner = Object.entries(value).flatMap(([name, part]) => partsOf(part, `${path}/${name}`));
  return Array.isArray(value) ? inner : [[path, value as Record<string, unknown>], ...inner];
}

interface Operation {
  readonly operationId: string;
  readonly summary: string;
  readonly description: string;
  readonly tags: readonly string[];
  readonly security: readonly object[];
  readonly parameters?: readonly object[];
  readonly responses: Readonly<
    Record<string, { $ref?: string; content?: Record<string, unknown> }>
  >;
}

function operationsOf(items: Readonly<Record<string, Record<string, Operation>>>): Operation[] {
  return Object.values(items).flatMap((item) => Object.values(item));
}

test("every operation has a group that is described, says what it does, and which problems come of it", async () => {
  const { body } = await bed.ask("GET", "/openapi.json");
  const groups = body.tags.map(({ name }: { name: string }) => name);
  const operations = operationsOf(body.paths);
  const sent = operationsOf(body.webhooks);
  const used = new Set([...operations, ...sent].flatMap(({ tags }) => tags));
  expect([...used].toSorted()).toEqual(groups.toSorted());
  for (const {
    operationId,
    summary,
    description,
    tags,
    parameters = [],
    responses,
  } of operations) {
    expect(operationId).toMatch(/^[a-z][A-Za-z]+$/u);
    expect([summary, description]).toEqual([
      expect.stringMatching(/\S/u),
      expect.stringMatching(/\S/u),
    ]);
    expect(tags).toHaveLength(1);
    for (const parameter of parameters) expect(parameter).toHaveProperty("description");
    expect(Object.keys(responses)).toEqual(expect.arrayContaining(["429", "500", "503"]));
    for (const [status, { $ref, ...own }] of Object.entries(responses)) {
      const { content } = body.components.responses[$ref?.split("/").at(-1) ?? ""] ?? own;
      if (Number(status) < 400) continue;
      expect(content["application/problem+json"]).toMatchObject({
        schema: { $ref: "#/components/schemas/Problem" },
        example: { status: Number(status), title: expect.stringMatching(/\S/u) },
      });
    }
  }
});

test("what lies where the document does is where requests go", async () => {
  const { body } = await bed.ask("GET", "/openapi.json");
  const [{ url }] = body.servers;
  const at = new URL(url, "https://example.com/ringback/v1/openapi.json");
  expect(at.href).toBe("https://example.com/ringback/v1/");
});

test("patterns are read alike by other languages", async () => {
  const { body } = await bed.ask("GET", "/openapi.json");
  const patterns = partsOf(body).flatMap(([path, { pattern }]) =>
    typeof pattern === "string" && !path.endsWith("/properties") ? [pattern] : [],
  );
  expect(patterns.length).toBeGreaterThan(50);
  // No escapes that only some know, no lookaround, no named groups.
  for (const pattern of patterns) expect(pattern).not.toMatch(/\\[uUpPkdDwWbB0-9]|\(\?[^:]/u);
});

test("lists say what is in them", async () => {
  const { body } = await bed.ask("GET", "/openapi.json");
  const lists = partsOf(body).filter(
    ([, { type }]) => type === "array" || (Array.isArray(type) && type.includes("array")),
  );
  expect(lists.length).toBeGreaterThan(20);
  for (const [path, list] of lists)
    expect([path, Object.keys(list)]).toEqual([path, expect.arrayContaining(["items"])]);
});

test("examples and defaults are as their schemas want them", async () => {
  const { body } = await bed.ask("GET", "/openapi.json");
  const ajv = new Ajv2020({ strict: false, validateFormats: false });
  ajv.addSchema({ $id: "api", components: body.components });
  let checked = 0;
  for (const [path, part] of partsOf(body)) {
    if (path.endsWith("/properties")) continue;
    const { examples, default: standard, ...schema } = part;
    if (path.includes("/example/")) continue;
    const values = [
      ...(Array.isArray(examples) ? examples : []),
      ...(standard === undefined ? [] : [standard]),
    ];
    if (values.length === 0) continue;
    const text = JSON.stringify(schema).replaceAll('"#/components', '"api#/components');
    const isValid = ajv.compile(JSON.parse(text) as object);
    for (const value of values) {
      checked += 1;
      expect([path, value, isValid(value)]).toEqual([path, value, true]);
    }
  }
  expect(checked).toBeGreaterThan(40);
});

/**
 * `status` is a word of a thing, and a number of HTTP; `attempts` of a retry policy are so many,
 * those of a delivery a list.
 */
const SEVERAL = new Set(["status", "attempts"]);

test("in answers one name has one type", async () => {
  const { body } = await bed.ask("GET", "/openapi.json");
  const { schemas } = body.components;
  const kindOf = (schema: { $ref?: string; type?: string | string[] }): string => {
    const referred = schema.$ref?.split("/").at(-1);
    if (referred !== undefined) return kindOf(schemas[referred]);
    return [schema.type ?? "any"]
      .flat()
      .filter((type) => type !== "null")
      .join(" ");
  };
  const answers = partsOf(body.paths).flatMap(([path, part]) =>
    /\/responses\/2\d\d\/content\/[^/]+\/json$/u.test(path) ? [part] : [],
  );
  const kinds = new Map<string, Set<string>>();
  for (const [path, { properties }] of [
    ...partsOf(schemas),
    ...answers.flatMap((part) => partsOf(part)),
  ]) {
    if (/^\/(?:New|.*Patch|.*Response\b)/u.test(path)) continue;
    for (const [name, schema] of Object.entries((properties ?? {}) as Record<string, object>)) {
      kinds.set(name, (kinds.get(name) ?? new Set()).add(kindOf(schema)));
    }
  }
  const several = [...kinds]
    .filter(([name, found]) => found.size > 1 && !SEVERAL.has(name))
    .map(([name, found]) => `${name}: ${[...found].join(", ")}`);
  expect(several).toEqual([]);
});

test("operations are named once", async () => {
  const { body } = await bed.ask("GET", "/openapi.json");
  const names = [...operationsOf(body.paths), ...operationsOf(body.webhooks)].map(
    ({ operationId }) => operationId,
  );
  expect(new Set(names).size).toBe(names.length);
});
