import { expect, test } from "vitest";

import { ACME, makeConfigApiTestBed, OPERATOR_KEY } from "../../../support/config-api-test-bed.ts";
import { OWN_BODIES, plantTenant } from "../../../support/planted-tenants.ts";
import { type MatrixRoute, ownRequest, routesOf } from "../../../support/tenant-matrix.ts";

/** Routes that are no GET and yet store no configuration, each with what they do instead. */
const STORE_NO_CONFIGURATION: Readonly<Record<string, string>> = {
  publishEvents: "events are data, each kept under its own id with who gets it",
  createNotification: "notifications are data; the hidden webhooks they need end by themselves",
  respondToNotification: "a response is data, kept in its notification",
  testWebhook: "a test sends a request, and stores nothing",
};

/** What must be so before a route has something to change, as a request. */
const BEFORE: Readonly<Record<string, string>> = { enableWebhook: "disableWebhook" };

const { body: document } = await makeConfigApiTestBed().ask("GET", "/openapi.json");
const WRITING: readonly MatrixRoute[] = routesOf(document).filter(
  // What needs no key: ../portal-links/exchange.test.ts.
  ({ method, roles }) => method !== "GET" && roles.length > 0,
);

test.each(WRITING)(
  "$method $path says what it changed, or is known to change nothing",
  async (route) => {
    const bed = makeConfigApiTestBed();
    const planted = await plantTenant(bed, ACME, "ownword");
    await bed.ask("PUT", "/event-types/A", { key: planted.key, body: { schema: {} } });
    const spare = { id: "own-spare", name: "Spare" };
    await bed.operator("POST", "/applications", spare);
    const own = { ...planted.named, application: spare.id };
    const ask = async (asked: MatrixRoute): Promise<void> => {
      const { method, path, body } = ownRequest(asked, own, OWN_BODIES);
      const key = asked.roles.includes("admin") ? planted.key : OPERATOR_KEY;
      expect((await bed.ask(method, path, { key, body })).status).toBeLessThan(300);
    };
    const before = WRITING.find(({ operationId }) => operationId === BEFORE[route.operationId]);
    if (before !== undefined) await ask(before);
    bed.changes.length = 0;
    await ask(route);
    if (Object.hasOwn(STORE_NO_CONFIGURATION, route.operationId)) {
      expect(bed.changes).toEqual([]);
    } else {
      expect(bed.changes).toMatchObject([
        {
          operation: route.operationId,
          role: route.roles.includes("admin") ? "admin" : "operator",
          application: expect.any(String) as string,
        },
      ]);
    }
  },
);

test("the exceptions are routes that there are", () => {
  const operations = WRITING.map(({ operationId }) => operationId);
  expect(operations).toEqual(expect.arrayContaining(Object.keys(STORE_NO_CONFIGURATION)));
});
