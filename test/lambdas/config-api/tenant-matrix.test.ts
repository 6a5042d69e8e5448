import { beforeAll, describe, expect, test } from "vitest";

import {
  ACME,
  type Answered,
  makeConfigApiTestBed,
  OPERATOR_KEY,
} from "../../support/config-api-test-bed.ts";
import {
  callersOf,
  NOBODY,
  otherEnvironment,
  OWN_BODIES,
  type PlantedTenant,
  plantTenant,
  stateOf,
} from "../../support/planted-tenants.ts";
import { differences, type Given, shownOf } from "../../support/tenant-leaks.ts";
import {
  type Kind,
  type MatrixRequest,
  type MatrixRoute,
  ownRequest,
  PUBLIC_PATHS,
  routesOf,
  type Slot,
  slotsOf,
} from "../../support/tenant-matrix.ts";

const KNOWN_CALLERS = [
  "operator",
  "admin",
  "manager",
  "publisher",
  "reader",
  "a portal link",
  "a portal link to read by",
];
const CALLERS = [
  ...KNOWN_CALLERS,
  "no key",
  "a key of another's name",
  "garbage",
  "an expired key",
  "a deleted key",
  "a session of another's name",
  "a revoked portal link",
];

/** The roles whose rights portal links have here. */
const ROLE_OF: Readonly<Record<string, string>> = {
  "a portal link": "manager",
  "a portal link to read by": "reader",
};

/**
 * What a caller is told who may call a route, but names there what is another's. Other names are
 * each tenant's own.
 */
const REFUSALS: Partial<Record<Kind, number>> = {
  api_key: 404,
  cursor: 422,
  delivery: 404,
  event: 404,
  notification: 404,
  portal_link: 404,
  tenant: 403,
  webhook: 404,
};

const { body: document } = await makeConfigApiTestBed().ask("GET", "/openapi.json");
const ROUTES = routesOf(document).map((route) => [`${route.method} ${route.path}`, route] as const);

/**
 * ACME, whose callers ask; a tenant of another application and ACME's other environment, which have
 * what they must not see.
 */
async function makeWorld() {
  const bed = makeConfigApiTestBed();
  const planted = await plantTenant(bed, ACME, "ownword");
  await bed.ask("PUT", "/event-types/A", { key: planted.key, body: OWN_BODIES["putEventType"] });
  // One without webhooks, so that it can be deleted.
  const spare = { id: "own-spare", name: "Spare" };
  await bed.operator("POST", "/applications", spare);
  const own = { ...planted.named, application: spare.id };
  const globex = { application: "canary-globex", environment: "production" } as const;
  const others = [
    await plantTenant(bed, globex, "c4naryone"),
    await plantTenant(bed, otherEnvironment(ACME), "c4narytwo"),
  ];
  const callers = await callersOf(bed, planted);
  const states = () => Promise.all(others.map((other) => stateOf(bed, other)));
  forgetTraces(bed);
  return { bed, own, others, callers, states, before: await states() };
}

/** What the API wrote and sent so far is none of what comes. */
function forgetTraces(bed: TestBed): void {
  const { lines, published, wakes, callbacks, requests, operations, changes, told } = bed;
  const sent = [published, wakes, callbacks, requests, operations.released, changes, told];
  for (const list of [lines, ...sent]) {
    list.length = 0;
  }
}

type TestBed = ReturnType<typeof makeConfigApiTestBed>;
type World = Awaited<ReturnType<typeof makeWorld>>;

/**
 * Asks with a caller's key; the operator says that it is about ACME's API keys unless the request
 * says whose.
 */
function askAs(
  { bed, callers }: World,
  route: MatrixRoute,
  caller: string,
  { method, path, ...asked }: MatrixRequest,
): Promise<Answered> {
  const key = callers[caller];
  const isUnsaid = route.queryParameters.includes("application") && !path.includes("application=");
  const whose = `${path.includes("?") ? "&" : "?"}application=acme&environment=production`;
  const whole = caller === "operator" && isUnsaid ? `${path}${whose}` : path;
  bed.clock.nowMs += 1000; // a tenant may test a webhook once a second
  return bed.ask(method, whole, { ...asked, ...(key !== undefined && { key }) });
}

/**
 * What of the other tenants the requests so far left behind: told in the log, sent to anybody, or
 * changed.
 */
async function traces({ bed, others, states, before }: World, named: string[] = []) {
  const { lines, published, wakes, callbacks, requests, operations, changes, told } = bed;
  const sent = JSON.stringify([
    ...[published, wakes, callbacks, requests, operations.released],
    ...[changes, told],
  ]);
  const unnamed = named.reduce((rest, name) => rest.replaceAll(name, ""), sent);
  const canaries = others.flatMap((other) => other.canaries);
  const shown = canaries.filter((canary) =>
    [...lines, unnamed].some((text) => text.includes(canary)),
  );
  forgetTraces(bed);
  const after = await states();
  return [...shown, ...after.filter((state, index) => state !== before[index])];
}

/**
 * The cursor of the next page that another tenant gets from a list; the operator, where it is the
 * operator's list.
 */
async function cursorOf({ bed }: World, route: MatrixRoute, other: PlantedTenant): Promise<string> {
  const path = `${ownRequest(route, other.named, OWN_BODIES).path}?limit=1`;
  const key = route.roles.includes("admin") ? other.key : OPERATOR_KEY;
  const { body: page } = await bed.ask("GET", path, { key });
  // It was the other tenant that asked here.
  forgetTraces(bed);
  expect(page.next_cursor).toMatch(/^[\w-]{40,}$/u);
  return page.next_cursor;
}

let asked = 0;

/**
 * What a place is given that names nothing: an idempotency key that was not used before, a name for
 * each other tenant.
 */
function nobodys(kind: Kind, { tenant }: PlantedTenant): string {
  asked += 1;
  if (kind === "idempotency_key") return `${NOBODY.idempotency_key}-${asked}`;
  if (kind === "event_type") return `${NOBODY.event_type}.${tenant.environment}`;
  return kind === "cursor" ? "x".repeat(100) : NOBODY[kind];
}

/** What the operator's own routes tell of a tenant. */
function namedToOperator({ path }: MatrixRoute, { tenant, named }: PlantedTenant): string[] {
  // The lists of applications and of operations name all of them; the latter their environments and
  // webhooks as well.
  return path === "/operations"
    ? [tenant.application, `"environment":"${tenant.environment}"`, named.webhook]
    : [tenant.application];
}

/** Whether a caller may name this, whosever it is. */
function mayName(route: MatrixRoute, caller: string, kind: Kind, other: PlantedTenant): boolean {
  if (caller === "operator" && route.roles.includes("operator")) {
    // The operator key is there to name any application, and the keys and links of any; its own
    // cursor is nobody else's.
    return (
      ["application", "portal_link", "tenant"].includes(kind) ||
      (kind === "cursor" && !route.roles.includes("admin"))
    );
  }
  // What names an application without its environment names nothing of another's within the same
  // application.
  const fields = new Set([...route.queryParameters, ...route.bodyFields]);
  const isWhole = fields.has("environment") || fields.has("environments");
  return kind === "tenant" && other.tenant.application === ACME.application && !isWhole;
}

describe.each(ROUTES)("%s", (_, route) => {
  let world: World;

  beforeAll(async () => {
    world = await makeWorld();
  });

  test("does what it is for, and shows and touches nothing of other tenants", async () => {
    const apart = await makeWorld();
    const canaries = apart.others.flatMap((other) => other.canaries);
    const named = apart.others.flatMap((other) => namedToOperator(route, other));
    const statuses: number[] = [];
    for (const caller of CALLERS.toReversed()) {
      const request = ownRequest(route, apart.own, OWN_BODIES);
      const answer = await askAs(apart, route, caller, request);
      const shown = shownOf(canaries, { named: caller === "operator" ? named : [], answer });
      expect([caller, shown]).toEqual([caller, []]);
      const isRefused = route.roles.length > 0 && !KNOWN_CALLERS.includes(caller);
      expect([caller, answer.status === 401]).toEqual([caller, isRefused]);
      statuses.push(answer.status);
    }
    // A public route is asked for a key that there is not.
    const least = route.roles.length === 0 && route.pathParameters.length > 0 ? 404 : 299;
    expect(Math.min(...statuses)).toBeLessThanOrEqual(least);
    expect(await traces(apart)).toEqual([]);
  });

  test.each(CALLERS)("tells %s nothing of what is another's", async (caller) => {
    for (const slot of slotsOf(route, world.own, OWN_BODIES)) {
      for (const other of world.others) {
        if (mayName(route, caller, slot.kind, other)) continue;
        const theirs =
          slot.kind === "cursor" ? await cursorOf(world, route, other) : other.named[slot.kind];
        const where = `${slot.title} = ${slot.kind} of ${other.named.tenant}`;
        const { status, found } = await compare(caller, slot, other, theirs);
        expect([where, found]).toEqual([where, []]);
        const isAllowed = route.roles.includes(ROLE_OF[caller] ?? caller);
        const refusal = isAllowed ? REFUSALS[slot.kind] : undefined;
        expect([where, status]).toEqual([where, refusal ?? status]);
      }
    }
  });

  /** Asks for what is another's between two requests for what is nobody's. */
  async function compare(caller: string, slot: Slot, other: PlantedTenant, theirs: string) {
    const given = async (value: string): Promise<Given> => ({
      named: [value, value.replace(/\/\w+$/u, "")].filter((name) => name !== ACME.application),
      answer: await askAs(world, route, caller, slot.request(value)),
    });
    const before = await given(nobodys(slot.kind, other));
    const foreign = await given(theirs);
    const after = await given(nobodys(slot.kind, other));
    const found = [
      ...differences(foreign, [before, after]),
      ...shownOf(other.canaries, foreign),
      ...(await traces(world, [theirs])),
    ];
    return { status: foreign.answer.status, found };
  }
});

test("the routes that need no key are those that are named, and no others", () => {
  const open = ROUTES.flatMap(([, { path, roles }]) => (roles.length === 0 ? [path] : []));
  expect(open.toSorted()).toEqual(PUBLIC_PATHS.toSorted());
});
