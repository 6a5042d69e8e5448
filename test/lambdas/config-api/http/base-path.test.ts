import { describe, expect, test } from "vitest";

import { makeConfigApiTestBed, OPERATOR_KEY } from "../../../support/config-api-test-bed.ts";

const bed = makeConfigApiTestBed();
/** The bed's requests come to `localhost`. */
const mapped = bed.handlerWith({
  apiHosts: ["LocalHost/api", "localhost:8443/api/v1", "other.example.com/other", "localhost"],
});

describe("behind the base path of a custom domain", () => {
  test.each(["/api", "/api/v1", ""])("the whole API answers: %s", async (base) => {
    const key = await bed.keyOf("admin");
    expect((await mapped.ask("GET", `${base}/health`)).status).toBe(200);
    const body = { endpoint: "https://example.com/hooks", events: ["*"] };
    const made = await mapped.ask("POST", `${base}/webhooks`, { key, body });
    expect(made.status).toBe(201);
    expect(await mapped.ask("GET", `${base}/webhooks/${made.body.id}`, { key })).toMatchObject({
      status: 200,
      body: { id: made.body.id },
    });
    expect((await mapped.ask("GET", `${base}/webhooks`)).status).toBe(401);
    expect((await mapped.ask("PUT", `${base}/webhooks`, { key })).status).toBe(405);
    const applications = await mapped.ask("GET", `${base}/applications`, { key: OPERATOR_KEY });
    expect(applications.status).toBe(200);
  });

  test.each(["/api", "/api/", "/api/v2/health", "/apis/health", "/other/health", "/v1/health"])(
    "there is nothing at %s",
    async (path) => {
      expect((await mapped.ask("GET", path)).status).toBe(404);
    },
  );

  test("no base path is guessed", async () => {
    expect((await bed.ask("GET", "/api/health")).status).toBe(404);
  });

  test("a webhook may not lead to the domain", async () => {
    const key = await bed.keyOf("admin");
    const body = { endpoint: "https://other.example.com/hooks", events: ["*"] };
    expect((await mapped.ask("POST", "/webhooks", { key, body })).status).toBe(422);
  });
});
