import * as z from "zod";

import { defined } from "../../../shared/domain/defined.ts";
import { MAX_PAYLOAD_BYTES } from "../../../shared/domain/event-entry.ts";
import { compactJson } from "../../../shared/domain/json-text.ts";
import { type Caller, isAllowed } from "../../access/caller.ts";
import { holdersOf } from "../../access/permissions.ts";
import { attemptOut, showAttempt } from "../../deliveries/delivery-schemas.ts";
import { strict, WEBHOOK_ID } from "../../http/fields.ts";
import { fieldProblem, problem } from "../../http/problem.ts";
import { jsonResponse } from "../../http/reply.ts";
import { type Route, tenantRoute } from "../../http/route.ts";
import { makeReopen, type ReopenPorts } from "../health/webhook-health.ts";
import {
  LONGEST_TEST_SECONDS,
  type MadeTest,
  type TestPorts,
  testWebhook,
} from "./test-webhook.ts";

const newTest = strict({
  payload: z
    .record(z.string(), z.unknown())
    .optional()
    .meta({
      description: `What the receiver gets instead of a word about the test. Needs a key that may publish events: ${holdersOf("events:publish").join(", ")}.`,
    }),
}).meta({ id: "NewTest" });

/** Tests a tenant may make in one warm function: one a second, after ten to try things out. */
const TESTS_OF_ONE_TENANT = { perSecond: 1, burst: 10 };

const testOut = z
  .object({
    attempt: attemptOut,
    request: z
      .object({
        endpoint: z.string(),
        headers: z.array(z.object({ header_name: z.string(), header_value: z.string() })),
        body: z.string(),
      })
      .optional()
      .meta({
        description: "What was sent, credentials hidden; absent when nothing could be sent.",
      }),
  })
  .meta({ id: "Test" });

/** `/webhooks/{id}/test`. */
export function makeTestRoutes(ports: TestPorts & ReopenPorts): Route[] {
  const reopen = makeReopen(ports);
  return [
    tenantRoute({
      method: "POST",
      path: "/webhooks/{id}/test",
      operationId: "testWebhook",
      summary: "Send one signed test request now",
      description: `Made as a delivery's attempt is, whatever the webhook's status, but waits at most ${LONGEST_TEST_SECONDS} s, a request for a token included; not retried, and not recorded. 200 whatever the receiver said: see \`attempt\`.`,
      permission: "webhooks:write",
      perTenant: TESTS_OF_ONE_TENANT,
      params: { id: WEBHOOK_ID },
      body: newTest.optional(),
      keepTextOf: ["payload"],
      responses: { 200: { description: "What came of it.", schema: testOut } },
      async run({ params: { id = "" }, bodyTexts, caller, idBytes, nowMs }, tenant) {
        const given = bodyTexts.get("/payload");
        const payload = given === undefined ? undefined : compactJson(given);
        // A payload of one's own reaches the receiver under a signature that it trusts: that is
        // publishing.
        if (payload !== undefined && !mayPublish(caller)) {
          return problem("forbidden", "A payload of your own needs a key that may publish events.");
        }
        if (Buffer.byteLength(payload ?? "") > MAX_PAYLOAD_BYTES) {
          const hint = `use at most ${MAX_PAYLOAD_BYTES} bytes`;
          return fieldProblem("payload", "is too large", hint);
        }
        const eventName = `test-${Buffer.from(idBytes(16)).toString("hex")}`;
        const outcome = await testWebhook(ports, tenant, id, { payload, eventName });
        if (outcome.kind === "problem") return outcome;
        if (outcome.attempt.verdict === "succeeded") {
          await reopen({ ...tenant, webhookId: id }, nowMs);
        }
        return jsonResponse(200, showTest(outcome));
      },
    }),
  ];
}

function mayPublish(caller: Caller | undefined): boolean {
  return caller !== undefined && isAllowed(caller, "events:publish");
}

function showTest({ attempt, request }: MadeTest): z.output<typeof testOut> {
  return {
    attempt: showAttempt(attempt),
    ...defined({
      request: request && {
        endpoint: request.url,
        headers: request.headers.map(({ name, value }) => ({
          header_name: name,
          header_value: value,
        })),
        body: request.body,
      },
    }),
  };
}
