import { createHash } from "node:crypto";
import { brotliDecompressSync, gunzipSync } from "node:zlib";

import type { APIGatewayProxyEventV2, Context } from "aws-lambda";

import type { ApiKey, Role } from "../../lambdas/config-api/api-keys/domain/api-key.ts";
import type { OutgoingEvent } from "../../lambdas/config-api/events/publish-events.ts";
import { DECLARED_ROUTES } from "../../lambdas/config-api/http/declared-routes.ts";
import type { HttpHandler } from "../../lambdas/config-api/http/make-handler.ts";
import { type ConfigApiPorts, makeConfigApi } from "../../lambdas/config-api/make-config-api.ts";
import type { PortalLink } from "../../lambdas/config-api/portal-links/portal-link.ts";
import { makeEnsuredKeys } from "../../lambdas/config-api/signing-keys/ensured-keys.ts";
import type { WebhookPorts } from "../../lambdas/config-api/webhooks/webhook-ports.ts";
import { makeReadyWebhooks } from "../../lambdas/shared/attempt/ready-webhooks.ts";
import { makeJwsSigner } from "../../lambdas/shared/attempt/signing/jws-signer.ts";
import type { AttemptResult } from "../../lambdas/shared/domain/attempt-outcome.ts";
import type { DestinationRules } from "../../lambdas/shared/domain/destination-rules.ts";
import type { LaneOwner } from "../../lambdas/shared/domain/lane.ts";
import type { NotificationWake } from "../../lambdas/shared/domain/notification-wake.ts";
import type { EndedNotification } from "../../lambdas/shared/domain/notification.ts";
import type { Limiter } from "../../lambdas/shared/domain/rate-limit.ts";
import { type Tenant, tenantKey, tenantOfKey } from "../../lambdas/shared/domain/tenant.ts";
import { limitOf } from "../../lambdas/shared/domain/webhook.ts";
import type { OwnEventType } from "../../lambdas/shared/dynamodb/event-type-item.ts";
import { writeWebhookItem } from "../../lambdas/shared/dynamodb/webhook-item.ts";
import type { OperationalEvent } from "../../lambdas/shared/eventbridge/operational-events.ts";
import { EventNotPublishedError } from "../../lambdas/shared/eventbridge/put-entries.ts";
import type { OutgoingRequest } from "../../lambdas/shared/http/http-sender.ts";
import { makeEnsureRing } from "../../lambdas/shared/signing-keys/ensure-ring.ts";
import { makeSigningKeyMaker } from "../../lambdas/shared/signing-keys/make-signing-key.ts";
import { makeVault } from "../../lambdas/shared/vault/vault.ts";
import { makeEnsureLane } from "../../lambdas/shared/waiting/ensure-lane.ts";
import { makeWakeLane } from "../../lambdas/shared/waiting/wake-lane.ts";
import { makeUndocumented } from "./documented-answers.ts";
import { openDynamoHistory } from "./dynamo-stores.ts";
import { callPlainly } from "./fakes/external-call.ts";
import { makeFakeSecretsManager } from "./fakes/fake-secrets-manager.ts";
import { makeMemorySigningKeys } from "./fakes/memory-keys.ts";
import { executionsThrough, MemoryLaneExecutions } from "./fakes/memory-lane-executions.ts";
import { laneIndexThrough, MemoryLaneIndex } from "./fakes/memory-lane-index.ts";
import { callsThrough, laneListThrough, lanesThrough, MemoryLanes } from "./fakes/memory-lanes.ts";
import { keyPairInTurn } from "./key-pairs-in-turn.ts";
import { makeRecordedLog } from "./recorded-log.ts";
import { makeRecordedOperations } from "./recorded-operations.ts";
import {
  openVirtualConfiguration,
  openVirtualNotifications,
  openVirtualRejectedEvents,
  openVirtualTallies,
} from "./virtual-stores.ts";
import { openVirtualTable } from "./virtual-table.ts";

/** What the API answered. */
export interface Answered {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  /** Size of the body as it goes over the wire. */
  readonly bytes: number;
  /** The body, decoded. */
  readonly text: string;
  /** The parsed body; `undefined` when it is not JSON. */
  // oxlint-disable-next-line typescript/no-explicit-any -- each test knows the shape it asked for
  readonly body: any;
}

/** A request: a text or bytes go in as they are, anything else as JSON. */
export interface Asked {
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
  readonly key?: string;
  /** What the gateway's event says otherwise than of such a request. */
  readonly gateway?: {
    readonly routeKey?: string;
    readonly pathParameters?: Readonly<Record<string, string>> | undefined;
  };
}

/** The operator key of every test bed. */
export const OPERATOR_KEY = "operator-key-of-the-tests";

/**
 * The config API on stores in memory, with a clock that tests move.
 * @param more ports that are not there otherwise
 */
export function makeConfigApiTestBed(
  destinationRules: DestinationRules = { allowHttp: false, allowedCidrs: [] },
  more: Pick<WebhookPorts, "standings" | "breakers" | "listHealth"> = {},
) {
  const clock = { nowMs: Date.parse("2026-01-31T12:00:00.000Z") };
  const now = () => clock.nowMs;
  const stores = openVirtualConfiguration();
  const deliveriesTable = openVirtualTable();
  const history = openDynamoHistory(deliveriesTable, now);
  const operations = makeRecordedOperations(deliveriesTable, history, now);
  const rejectedEvents = openVirtualRejectedEvents();
  /** What waits: a lane is put here, its deliveries into the index and the history. */
  const lanes = new MemoryLanes();
  const laneIndex = new MemoryLaneIndex();
  /** Limiters of webhooks, where a request took a slot. */
  const limiters = new Map<string, Limiter>();
  const tallies = openVirtualTallies({ spanMs: 60_000, now });
  const secrets = makeFakeSecretsManager({ vault: "a generated text", operator: OPERATOR_KEY });
  const published: (OutgoingEvent & { tenant: Tenant })[] = [];
  const notifications = openVirtualNotifications(now);
  /** Keys and portal links that the operator made. */
  const operatorMadeKeys: ApiKey[] = [];
  const operatorMadeLinks: PortalLink[] = [];
  /**
   * Wakes of notifications in the order of their sending, and the callbacks that were published.
   */
  const wakes: (NotificationWake & { readonly untilMs: number })[] = [];
  const callbacks: EndedNotification[] = [];
  /** Lines of the change log, parsed, and what operational events were put on the bus. */
  // oxlint-disable-next-line typescript/no-explicit-any -- each test knows the shape it asked for
  const changes: any[] = [];
  const told: (OperationalEvent & { readonly tenant: Tenant })[] = [];
  const bus = { publication: "published" as "published" | "unavailable" | "too_large" };
  const { log, lines } = makeRecordedLog();
  const vault = makeVault({ secretsManager: secrets.client, keyId: "vault", now });
  const { keys: signingKeys, rings, putShared } = makeMemorySigningKeys();
  const rotationTimes = { intervalMs: 86_400_000, retentionMs: 86_400_000 };
  const ensureSigningKeys = makeEnsureRing({
    keys: signingKeys,
    rings,
    makeKey: makeSigningKeyMaker(vault, keyPairInTurn),
    times: rotationTimes,
    now,
  });
  const executions = new MemoryLaneExecutions();
  const ensureLane = makeEnsureLane({
    lanes: lanesThrough(lanes, callPlainly),
    executions: executionsThrough(executions, callPlainly),
    constants: { laneDeadSeconds: 2700, laneTouchSeconds: 60 },
    now,
  });
  /** What receivers get, and what they say: 204 unless a test lets them say something else. */
  const requests: OutgoingRequest[] = [];
  const sender = {
    async send(request: OutgoingRequest): Promise<AttemptResult> {
      requests.push(request);
      const times = { startedAtMs: clock.nowMs, durationMs: 8 };
      return { kind: "response", status: 204, bodyHead: "", retryAfter: undefined, ...times };
    },
  };
  const readyWebhooks = makeReadyWebhooks({
    async readItem({ pk, sk }) {
      const tenant = tenantOfKey(pk.S);
      if (tenant === undefined) return undefined;
      if (sk.S !== "environment") {
        const webhook = await stores.webhooks.read(tenant, sk.S.slice("webhook#".length));
        return webhook === undefined ? undefined : writeWebhookItem(webhook);
      }
      const legacySecret = await stores.legacySecrets.read(tenant);
      return legacySecret === undefined ? {} : { legacySecret: { S: legacySecret } };
    },
    vault,
    jwsSigner: makeJwsSigner({
      keys: makeEnsuredKeys({ signingKeys, ensureSigningKeys, now }),
      vault,
      intervalMs: rotationTimes.intervalMs,
    }),
    send: () => Promise.reject(new Error("no token is fetched here")),
    now,
  });
  let seed = 0;
  const ports = {
    ...stores,
    ...more,
    keyReport: {
      madeByOperator: (key: ApiKey) => void operatorMadeKeys.push(key),
      linkMadeByOperator: (link: PortalLink) => void operatorMadeLinks.push(link),
    },
    deliveries: history.reader,
    sampler: history.sampler,
    random: () => 0.5,
    resend: operations.resend,
    cancel: operations.cancel,
    wakeLane: makeWakeLane({
      lanes: callsThrough(lanes, callPlainly),
      ensureLane,
      constants: { laneDeadSeconds: 2700 },
      now,
    }),
    rejectedEvents,
    lanes: {
      ...laneListThrough(lanes, callPlainly, 500),
      find: async (webhookId: string) => lanes.read(webhookId),
    },
    laneIndex: laneIndexThrough(laneIndex, callPlainly),
    limiters: { read: async (webhookId: string) => limiters.get(webhookId) },
    laneWebhooks: {
      async find({ webhookId, ...tenant }: LaneOwner) {
        const webhook = await stores.webhooks.read(tenant, webhookId);
        if (webhook === undefined) return undefined;
        const { status, version, config } = webhook;
        const limit = limitOf(config);
        return { status, version, ...(limit !== undefined && { limit }) };
      },
    },
    dayTallies: tallies.days,
    publisher: {
      async publish(tenant: Tenant, events: readonly OutgoingEvent[]) {
        if (bus.publication === "published") {
          published.push(...events.map((event) => Object.assign({ tenant }, event)));
        }
        return bus.publication;
      },
    },
    notifications,
    async sendWake(wake: NotificationWake, untilMs: number) {
      wakes.push({ ...wake, untilMs });
    },
    async publishCallback(notification: EndedNotification) {
      if (bus.publication !== "published") throw new EventNotPublishedError("the bus is down");
      callbacks.push(notification);
    },
    async keepChanges(texts: readonly string[]) {
      changes.push(...texts.map((text) => JSON.parse(text) as unknown));
    },
    async publishOperation(tenant: Tenant, event: OperationalEvent) {
      if (bus.publication !== "published") throw new EventNotPublishedError("the bus is down");
      told.push({ tenant, ...event });
    },
    signingKeys: { ...signingKeys, removeAll: rings.removeAll },
    rotationTimes,
    ensureSigningKeys,
    vault,
    longestAttemptSeconds: 30,
    carriesTraces: false,
    mostInFlight: 1500,
    defaultLimits: {},
    openAttempts: async () => ({ sender, readyWebhooks }),
    operatorKey: async () => OPERATOR_KEY,
    destinationRules,
    apiHosts: [],
    // The clock of a bed stands still: no bucket fills up again.
    limits: { perKey: 1_000_000, perAddress: 1_000_000 },
    log,
    now,
    randomBytes: (count: number) => {
      seed += 1;
      return createHash("shake256", { outputLength: count }).update(String(seed)).digest();
    },
  };
  const handler = makeConfigApi(ports);
  const ask = askDocumented(handler);
  const { as, admin, operator } = callersOf(ask);

  /** The same API with other things behind it. */
  function handlerWith(others: Partial<ConfigApiPorts>) {
    const askOther = askDocumented(makeConfigApi({ ...ports, ...others }));
    return { ask: askOther, ...callersOf(askOther) };
  }

  const keys = new Map<string, string>();

  /** A key of a tenant; its application is created when it is not there. */
  async function keyOf(role: Role, tenant: Tenant = ACME): Promise<string> {
    const name = `${tenantKey(tenant)} ${role}`;
    const known = keys.get(name);
    if (known !== undefined) return known;
    const { application, environment } = tenant;
    await operator("POST", "/applications", { id: application, name: application });
    for (const type of ["A", "B"]) await stores.eventTypes.put(plainEventType(tenant, type));
    const made = { name: role, role, application, environment };
    const { key } = (await operator("POST", "/api-keys", made)).body as { key: string };
    keys.set(name, key);
    return key;
  }

  /** Those who call the API, or one with other things behind it, with keys of this bed. */
  function callersOf(asking: typeof ask) {
    return {
      /** Calls with a key of a role of ACME. */
      as: async (role: Role, method: string, path: string, body?: unknown) =>
        asking(method, path, { key: await keyOf(role), body }),

      /** Calls with an admin key of a tenant. */
      async admin(
        method: string,
        path: string,
        body?: unknown,
        headers: Readonly<Record<string, string>> = {},
        tenant: Tenant = ACME,
      ): Promise<Answered> {
        return asking(method, path, { key: await keyOf("admin", tenant), body, headers });
      },

      /** Calls with the operator's key. */
      operator: (method: string, path: string, body?: unknown) =>
        asking(method, path, { key: OPERATOR_KEY, body }),
    };
  }

  return {
    ask,
    as,
    admin,
    operator,
    keyOf,
    stores,
    history,
    operations,
    rejectedEvents,
    lanes,
    laneIndex,
    limiters,
    executions,
    tallies,
    secrets,
    published,
    requests,
    sender,
    bus,
    operatorMadeKeys,
    operatorMadeLinks,
    wakes,
    callbacks,
    changes,
    told,
    clock,
    lines,
    handler,
    handlerWith,
    ports,
    rings,
    /** Puts a key of the ring that all tenants shared, as the version before did. */
    putShared,
  };
}

/** An event type that takes any payload. */
export function plainEventType(tenant: Tenant, name: string): OwnEventType {
  const { application, environment } = tenant;
  return {
    application,
    environment,
    name,
    description: "",
    schema: { type: "object" },
    attributes: { mandatory: [], selectable: [], default: "*" },
    createdAtMs: 0,
    modifiedAtMs: 0,
  };
}

/** The tenant of tests that need only one. */
export const ACME: Tenant = { application: "acme", environment: "production" };
/** Another tenant. */
export const GLOBEX: Tenant = { application: "globex", environment: "production" };

/** Calls a handler as the gateway would. */
export function askWith(handler: HttpHandler) {
  return async (method: string, path: string, asked: Asked = {}): Promise<Answered> => {
    const response = await handler(gatewayEvent(method, path, asked), context);
    const headers = (response.headers ?? {}) as Record<string, string>;
    const bytes = Buffer.from(response.body ?? "", response.isBase64Encoded ? "base64" : "utf8");
    const text = decoded(bytes, method === "HEAD" ? undefined : headers["content-encoding"]);
    return {
      status: response.statusCode ?? 0,
      headers,
      bytes: bytes.length,
      text,
      body: parsed(text),
    };
  };
}

/** Calls the config API likewise, and fails where an answer is not as its own document says. */
function askDocumented(handler: HttpHandler) {
  const ask = askWith(handler);
  return async (method: string, path: string, asked: Asked = {}): Promise<Answered> => {
    const answer = await ask(method, path, asked);
    undocumented ??= makeUndocumented((await ask("GET", "/openapi.json")).body);
    const [mediaType = ""] = (answer.headers["content-type"] ?? "").split(";");
    const shown = { status: answer.status, mediaType, body: answer.body ?? answer.text };
    const flaw = undocumented(method, path.split("?")[0] ?? "", shown);
    if (flaw !== undefined) throw new Error(`${method} ${path}: ${flaw}\n${answer.text}`);
    return answer;
  };
}

/** The document of the API, made ready: the same for all beds. */
let undocumented: ReturnType<typeof makeUndocumented> | undefined;

function decoded(bytes: Buffer, coding: string | undefined): string {
  if (coding === "gzip") return gunzipSync(bytes).toString();
  return (coding === "br" ? brotliDecompressSync(bytes) : bytes).toString();
}

/** A context that has all the time of a test. */
const context = {
  awsRequestId: "lambda-request",
  getRemainingTimeInMillis: () => 29_000,
} as Context;

/** A request as an HTTP API gives it (payload 2.0). */
function gatewayEvent(
  method: string,
  path: string,
  { body, headers = {}, key, gateway = {} }: Asked = {},
): APIGatewayProxyEventV2 {
  const [rawPath = "", ...query] = path.split("?");
  const bytes = body instanceof Uint8Array ? Buffer.from(body) : undefined;
  const text = typeof body === "string" ? body : JSON.stringify(body);
  const { routeKey, pathParameters } = { ...routeOf(method, rawPath), ...gateway };
  return {
    version: "2.0",
    routeKey,
    ...(pathParameters !== undefined && { pathParameters }),
    rawPath,
    rawQueryString: query.join("?"),
    headers: {
      ...(body === undefined ? {} : { "content-type": "application/json" }),
      ...(key === undefined ? {} : { authorization: `Bearer ${key}` }),
      ...headers,
    },
    requestContext: {
      accountId: "000000000000",
      apiId: "api",
      domainName: "localhost",
      domainPrefix: "api",
      http: { method, path: rawPath, protocol: "HTTP/1.1", sourceIp: "127.0.0.1", userAgent: "" },
      requestId: "request-1",
      routeKey,
      stage: "$default",
      time: "31/Jan/2026:12:00:00 +0000",
      timeEpoch: Date.parse("2026-01-31T11:59:59.990Z"),
    },
    ...(body === undefined ? {} : { body: bytes?.toString("base64") ?? text }),
    isBase64Encoded: bytes !== undefined,
  };
}

/** What the path of each declared route looks like, its parts named. */
const ROUTE_PATTERNS = Object.keys(DECLARED_ROUTES).map((routeKey) => {
  const [method, path = ""] = routeKey.split(" ");
  const source = path.replaceAll(".", String.raw`\.`).replaceAll(/\{(\w+)\}/gu, "(?<$1>[^/]+)");
  return { routeKey, method, pattern: new RegExp(`^${source}$`, "u") };
});

/**
 * The route that the gateway takes: a declared one, with the parts of its path, or else `$default`.
 */
function routeOf(method: string, path: string) {
  for (const { routeKey, method: declaredMethod, pattern } of ROUTE_PATTERNS) {
    const match = declaredMethod === method ? pattern.exec(path) : null;
    if (match !== null) return { routeKey, pathParameters: { ...match.groups } };
  }
  return { routeKey: "$default" };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
