import fc from "fast-check";
import { expect, test } from "vitest";

import type { WebhookForm } from "../../../../console/webhooks/edit/state/form-state.ts";
import { shownFields } from "../../../../console/webhooks/edit/state/shown-fields.ts";
import { newWebhookOf } from "../../../../console/webhooks/edit/state/write-document.ts";
import { isJsonObject } from "../../../../lambdas/shared/domain/json-object.ts";
import { makeConfigApiTestBed } from "../../../support/config-api-test-bed.ts";
import { MTLS_FORMS, webhookFormArbitrary } from "../../../support/webhook-form-arbitrary.ts";

/** Times that the API takes and ignores. */
const IGNORED = new Set(["config.created", "config.modified"]);

interface Schema {
  readonly $ref?: string;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly items?: Schema;
  readonly oneOf?: readonly Schema[];
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly type?: unknown;
}

/** The options of a schema: paths of its fields, and each value of those with a list of values. */
function optionsOf(schema: Schema, schemas: Readonly<Record<string, Schema>>): Set<string> {
  const options = new Set<string>();
  const walk = (at: Schema, path: string): void => {
    if (IGNORED.has(path)) return;
    const named = at.$ref?.split("/").at(-1);
    if (named !== undefined) return walk(schemas[named] ?? {}, path);
    for (const one of at.oneOf ?? []) walk(one, path);
    for (const [name, one] of Object.entries(at.properties ?? {})) {
      walk(one, path === "" ? name : `${path}.${name}`);
    }
    if (at.items !== undefined && path !== "filter") walk(at.items, `${path}[]`);
    const values = at.enum ?? (at.const === undefined ? [] : [at.const]);
    for (const value of values) options.add(`${path}=${String(value)}`);
    const isLeaf = at.properties === undefined && at.items === undefined && at.oneOf === undefined;
    if (isLeaf && values.length === 0) options.add(path);
  };
  walk(schema, "");
  return options;
}

/** The options that a body gives, likewise. */
function optionsIn(body: unknown, choices: ReadonlySet<string>): Set<string> {
  const options = new Set<string>();
  const walk = (value: unknown, path: string): void => {
    if (path === "filter") options.add(path);
    else if (Array.isArray(value)) for (const one of value) walk(one, `${path}[]`);
    else if (isJsonObject(value)) {
      for (const [name, one] of Object.entries(value)) {
        walk(one, path === "" ? name : `${path}.${name}`);
      }
    } else options.add(choices.has(`${path}=${String(value)}`) ? `${path}=${String(value)}` : path);
  };
  walk(body, "");
  return options;
}

const bed = makeConfigApiTestBed();
const { components } = (await bed.ask("GET", "/openapi.json")).body as {
  components: { schemas: Record<string, Schema> };
};
const known = optionsOf(components.schemas["NewWebhook"] ?? {}, components.schemas);

const forms: readonly WebhookForm[] = fc
  .sample(webhookFormArbitrary, { numRuns: 400, seed: 1 })
  .flatMap((form, index) => [
    { ...form, mtls: MTLS_FORMS[index % MTLS_FORMS.length] ?? form.mtls },
  ]);

test("the form reaches every option that the API has", () => {
  expect(known.size).toBeGreaterThan(50);
  const reached = new Set(forms.flatMap((form) => [...optionsIn(newWebhookOf(form), known)]));
  const lacking = [...known].filter((option) => !reached.has(option));
  expect(lacking).toEqual([]);
});

test("the form sends nothing that the API does not know", () => {
  const reached = new Set(forms.flatMap((form) => [...optionsIn(newWebhookOf(form), known)]));
  expect([...reached].filter((option) => !known.has(option))).toEqual([]);
});

test("every field that a form sends is one that it shows", () => {
  for (const form of forms) {
    const shown = shownFields(form, form.signature.scheme);
    for (const option of optionsIn(newWebhookOf(form), known)) {
      const path = option.split("=")[0] ?? "";
      const isShown = shown.some((field) => covers(field.replaceAll(/\[\d+\]/gu, "[]"), path));
      expect([path, isShown]).toEqual([path, true]);
    }
  }
});

/** A field stands for its own path, and a list of names or values for its elements. */
function covers(field: string, path: string): boolean {
  return field === path || `${field}[]` === path;
}
