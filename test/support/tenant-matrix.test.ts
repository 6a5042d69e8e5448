import { describe, expect, test } from "vitest";
import * as z from "zod";

import { makeOpenApiDocument } from "../../lambdas/config-api/documents/openapi-document.ts";
import { WEBHOOK_ID } from "../../lambdas/config-api/http/fields.ts";
import { makeHandler } from "../../lambdas/config-api/http/make-handler.ts";
import { problem } from "../../lambdas/config-api/http/problem.ts";
import { jsonResponse, type Reply } from "../../lambdas/config-api/http/reply.ts";
import { route, type Route } from "../../lambdas/config-api/http/route.ts";
import { askWith } from "./config-api-test-bed.ts";
import { NOBODY } from "./planted-tenants.ts";
import { makeRecordedLog } from "./recorded-log.ts";
import { differences, type Given, shownOf } from "./tenant-leaks.ts";
import { routesOf, slotsOf } from "./tenant-matrix.ts";

const OWN = { ...NOBODY, webhook: `wh_${"1".repeat(22)}` };
const THEIRS = `wh_${"2".repeat(22)}`;
const [AT, LATER] = ["2026-01-31T12:00:00.000Z", "2026-01-31T12:00:01.000Z"];

/** A route that is new to the suite. */
function newRoute(given: Partial<Omit<Route, "run">>, run: Route["run"] = absent): Route {
  const spec = {
    method: "GET",
    path: "/webhooks/{id}/new",
    operationId: "new",
    summary: "New",
    permission: "webhooks:read",
    params: { id: WEBHOOK_ID },
    responses: {},
    ...given,
  } as const;
  return route({ ...spec, run });
}

function absent(): Reply {
  return problem("not-found", "There is no such webhook.");
}

function slotsOfNew(given: Partial<Omit<Route, "run">>) {
  const [found] = routesOf(makeOpenApiDocument([newRoute(given)]));
  return slotsOf(found!, OWN, { new: { name: "x" } });
}

describe("slotsOf", () => {
  test("finds every place of a new route that names something", () => {
    const slots = slotsOfNew({
      method: "POST",
      query: z.object({ webhook_id: z.string(), since: z.string(), hidden: z.string() }),
      body: z.object({
        name: z.string(),
        application: z.string(),
        environment: z.string(),
        items: z.array(z.object({ event_type: z.string() })),
      }),
    });
    expect(slots.map(({ title, kind }) => `${title}: ${kind}`)).toEqual([
      "the path's id: webhook",
      "the query's webhook_id: webhook",
      "the body's application and environment: tenant",
      "the body's items[].event_type: event_type",
      "the idempotency-key: idempotency_key",
    ]);
    const own = `/webhooks/${OWN.webhook}/new`;
    expect(slots.map(({ request }) => request("acme/sandbox"))).toEqual([
      { method: "POST", path: "/webhooks/acme%2Fsandbox/new", body: { name: "x" } },
      { method: "POST", path: `${own}?webhook_id=acme%2Fsandbox`, body: { name: "x" } },
      {
        method: "POST",
        path: own,
        body: { name: "x", application: "acme", environment: "sandbox" },
      },
      { method: "POST", path: own, body: { items: [{ name: "x", event_type: "acme/sandbox" }] } },
      {
        method: "POST",
        path: own,
        body: { name: "x" },
        headers: { "idempotency-key": "acme/sandbox" },
      },
    ]);
  });

  test.each<[string, Partial<Omit<Route, "run">>]>([
    ["secrets/{id}", { path: "/secrets/{id}" }],
    ["new/{part}", { path: "/webhooks/{id}/new/{part}", params: { id: /a/u, part: /b/u } }],
    ["delivery_id", { query: z.object({ delivery_id: z.string() }) }],
    ["kid", { method: "PUT", body: z.object({ kid: z.string() }) }],
    [
      "targets[].webhook",
      { method: "PUT", body: z.object({ targets: z.array(z.object({ webhook: z.string() })) }) },
    ],
  ])("fails at %s, of which nobody has said what it names", (name, given) => {
    expect(() => slotsOfNew(given)).toThrow(`${name} names`);
  });

  test("fails at a route that needs no key, unless it is named", () => {
    const [found] = routesOf(
      makeOpenApiDocument([
        route({ ...newRoute({}), permission: undefined as never, run: absent }),
      ]),
    );
    expect(() => slotsOf(found!, OWN, {})).toThrow("/webhooks/{id}/new needs no key");
  });
});

describe("a new route that leaks", () => {
  const { log } = makeRecordedLog();

  /** What the route answers for a webhook of another tenant, and for one that there is not. */
  async function found(run: Route["run"]): Promise<string[]> {
    const routes = [newRoute({}, run)];
    const [slot] = slotsOf(routesOf(makeOpenApiDocument(routes))[0]!, OWN, {});
    const ask = askWith(
      makeHandler({
        apiHosts: [],
        routes,
        log,
        now: () => 0,
        serve: async (one, _, params) => ({ reply: await one.run({ params } as never) }),
      }),
    );
    const given = async (value: string): Promise<Given> => {
      const { method, path } = slot!.request(value);
      return { named: [value], answer: await ask(method, path) };
    };
    const nobodys = await given(NOBODY.webhook);
    const foreign = await given(THEIRS);
    return [...differences(foreign, [nobodys]), ...shownOf(["canary"], foreign)];
  }

  test("one that does not is not found fault with, though it repeats what was named", async () => {
    const run: Route["run"] = ({ params }) => problem("not-found", `There is no ${params["id"]}.`);
    expect(await found(run)).toEqual([]);
  });

  test.each<[string, (isTheirs: boolean) => Reply]>([
    ["the status", (isTheirs) => (isTheirs ? problem("forbidden", "No.") : absent())],
    ["a word", (isTheirs) => problem("not-found", isTheirs ? "Not yours." : "Not there.")],
    [
      "a header",
      (isTheirs) => jsonResponse(200, {}, isTheirs ? { "cache-control": "public" } : {}),
    ],
    ["a header of its own", (isTheirs) => jsonResponse(200, {}, { "x-found": String(isTheirs) })],
    ["a time", (isTheirs) => problem("not-found", `Gone at ${isTheirs ? AT : LATER}.`)],
    ["an id", (isTheirs) => problem("not-found", `See ${isTheirs ? THEIRS : OWN.webhook}.`)],
    ["a number", (isTheirs) => jsonResponse(200, { count: isTheirs ? 1 : 0 })],
    ["its text", () => jsonResponse(200, { name: "the canary" })],
    ["its text in a header", () => jsonResponse(200, {}, { "x-name": "canary" })],
    [
      "its text in a cursor",
      () =>
        jsonResponse(200, { next_cursor: Buffer.from('["canary-canary"]').toString("base64url") }),
    ],
  ])("is found by %s", async (_, reply) => {
    expect(await found(({ params }) => reply(params["id"] === THEIRS))).not.toEqual([]);
  });
});
