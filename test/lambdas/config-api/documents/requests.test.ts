import { Ajv2020 } from "ajv/dist/2020.js";
import { expect, test } from "vitest";

import { makeConfigApiTestBed } from "../../../support/config-api-test-bed.ts";

const bed = makeConfigApiTestBed();
const { body: document } = await bed.ask("GET", "/openapi.json");
const webhook = { endpoint: "https://example.com/hooks", events: ["A"] };

test("null removes what a webhook can be without, as the document says", async () => {
  const ajv = new Ajv2020({ strict: false, validateFormats: false });
  ajv.addSchema({ $id: "api", components: document.components });
  const fits = ajv.compile({ $ref: "api#/components/schemas/WebhookPatch" });
  const config = { rate_limit: { per_second: 10 }, content_type: "application/json" };
  const { body: created } = await bed.admin("POST", "/webhooks", {
    ...webhook,
    name: "Cards",
    config,
  });
  const patch = { name: null, config: { rate_limit: null, content_type: null } };
  expect(fits(patch)).toBe(true);
  const { status, body } = await bed.admin("PATCH", `/webhooks/${created.id}`, patch);
  expect(status).toBe(200);
  expect(body).not.toHaveProperty("name");
  expect(body.config).not.toHaveProperty("rate_limit");
  for (const needed of [{ endpoint: null }, { events: null }]) {
    expect(fits(needed)).toBe(false);
    expect((await bed.admin("PATCH", `/webhooks/${created.id}`, needed)).status).toBe(422);
  }
});

test("a body that may be left out is documented so", async () => {
  const { body: created } = await bed.admin("POST", "/webhooks", {
    ...webhook,
    config: { signature: { scheme: "standard" } },
  });
  for (const path of ["/webhooks/{id}/secret/rotate", "/webhooks/{id}/test"]) {
    expect(document.paths[path].post.requestBody.required).toBe(false);
    const { status } = await bed.admin("POST", path.replace("{id}", created.id));
    expect(status).toBe(200);
  }
  expect(document.paths["/webhooks"].post.requestBody.required).toBe(true);
});
