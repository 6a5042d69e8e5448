import { randomBytes } from "node:crypto";

import { PORTAL_PERMISSIONS } from "../../lambdas/config-api/access/permissions.ts";
import { blankRecord } from "../../lambdas/shared/domain/delivery-record.ts";
import { deliveryIdOf, eventIdOf } from "../../lambdas/shared/domain/identifiers.ts";
import { rejectedEventOf } from "../../lambdas/shared/domain/rejected-event.ts";
import { rejectionFor } from "../../lambdas/shared/domain/rejection.ts";
import type { Tenant } from "../../lambdas/shared/domain/tenant.ts";
import { ENVIRONMENTS } from "../../lambdas/shared/domain/tenant.ts";
import { ACME, type makeConfigApiTestBed, OPERATOR_KEY } from "./config-api-test-bed.ts";
import type { Bodies, Named } from "./tenant-matrix.ts";

type TestBed = ReturnType<typeof makeConfigApiTestBed>;

/** A tenant that has two of everything that is listed, and one at least of everything else. */
export interface PlantedTenant {
  readonly tenant: Tenant;
  /** Its admin key. */
  readonly key: string;
  readonly named: Named;
  /** What an answer to somebody else must not show: a word in all of its texts, and its ids. */
  readonly canaries: readonly string[];
}

/** Things of nobody, in the form that each kind has. */
export const NOBODY: Named = {
  api_key: `key_${"0".repeat(12)}`,
  application: "nobody-of-all",
  delivery: `dlv_${"0".repeat(22)}_${"0".repeat(22)}`,
  event: `evt_${"0".repeat(22)}`,
  event_type: "NOBODYS.TYPE",
  idempotency_key: "nobodys-idempotency-key",
  notification: "00000000-0000-4000-8000-000000000000",
  portal_link: `plk_nobody-of-all_${"0".repeat(12)}`,
  producer_id: "nobodys-producer-id",
  tenant: "nobody-of-all/production",
  webhook: `wh_${"0".repeat(22)}`,
};

/** Bodies of requests that a tenant may make; its own event type is `A`. */
export const OWN_BODIES: Bodies = {
  createApplication: { id: "another", name: "Another" },
  changeApplication: { name: "Renamed" },
  createApiKey: { name: "another", role: "reader", ...ACME },
  createPortalLink: { permissions: ["webhooks:read"], ...ownEnvironments() },
  exchangePortalCode: { code: "nobodys-code" },
  createWebhook: { endpoint: "https://own.example/", events: ["A"] },
  changeWebhook: { name: "Renamed" },
  rotateWebhookSecret: {},
  testWebhook: {},
  putEventType: { schema: { type: "object" } },
  publishEvents: { type: "A", payload: {} },
  createNotification: notificationOf("own", "https://own.example/callback"),
  respondToNotification: { action_response: "ownword" },
};

function ownEnvironments() {
  return { application: ACME.application, environments: [ACME.environment] };
}

/**
 * Fills a tenant.
 * @param word what every text of it holds: letters and digits
 */
export async function plantTenant(
  bed: TestBed,
  tenant: Tenant,
  word: string,
): Promise<PlantedTenant> {
  const key = await bed.keyOf("admin", tenant);
  const ask = (method: string, path: string, body?: unknown, headers = {}) =>
    bed.ask(method, path, { key, body, headers });
  const eventType = `${word}.TYPE`;
  for (const name of [`${word}.OTHER`, eventType]) {
    const schema = { type: "object", properties: { [word]: { type: "string" } } };
    await ask("PUT", `/event-types/${name}`, { description: word, schema, selectable: [word] });
  }
  const config = {
    basic_auth_username: word,
    basic_auth_password: word,
    custom_headers: [{ header_name: word, header_value: word }],
    signature: { scheme: "hmac", secret: word },
  };
  const webhook = {
    name: word,
    endpoint: `https://${word}.example/${word}`,
    events: [eventType],
    attributes: [word],
    filter: { [word]: [word] },
    config,
  };
  const oauth2 = { token_url: `https://${word}.example/token`, client_id: word, scope: word };
  const other = { ...webhook, config: { oauth2: { ...oauth2, client_secret: word } } };
  await ask("POST", "/webhooks", other);
  const { id: webhookId } = (await ask("POST", "/webhooks", webhook)).body;

  const deliveries = await plantDeliveries(bed, tenant, { webhookId, eventType, word });
  await plantTroubles(bed, tenant, { webhookId, word });
  const callback = notificationOf(word, `https://${word}.example/callback`);
  const { notification_uuid: notification } = (await ask("POST", "/notifications", callback)).body;
  // An application's callback_config is that of both its environments, which is the operator's to
  // see.
  const callbacks = tenant.application === ACME.application ? {} : { callback_config: config };
  await bed.operator("PATCH", `/applications/${tenant.application}`, {
    ...callbacks,
    legacy_secrets: { [tenant.environment]: word },
  });
  const apiKey = (await ask("POST", "/api-keys", { name: word, role: "reader" })).body;
  const link = { name: word, permissions: ["webhooks:read"] };
  const { id: portalLink } = (await ask("POST", "/portal-links", link)).body;
  await ask("POST", "/portal-links", link);
  const idempotencyKey = `${word}-idempotency-key`;
  await ask("POST", "/events", OWN_BODIES["publishEvents"], { "idempotency-key": idempotencyKey });

  const named: Named = {
    api_key: apiKey.id,
    application: tenant.application,
    ...deliveries,
    event_type: eventType,
    idempotency_key: idempotencyKey,
    notification,
    portal_link: portalLink,
    tenant: `${tenant.application}/${tenant.environment}`,
    webhook: webhookId,
  };
  // Those that callbacks go by as well, which lists leave out.
  const webhooks = await bed.stores.webhooks.list(tenant, undefined, 1000);
  const keys: { id: string; prefix: string }[] = (await ask("GET", "/api-keys")).body.data;
  const isOtherEnvironment = tenant.application === ACME.application;
  const canaries = [
    word,
    isOtherEnvironment ? `"environment":"${tenant.environment}"` : tenant.application,
    named.delivery,
    named.event,
    notification,
    portalLink,
    ...webhooks.flatMap(({ id }) => [id, id.slice("wh_".length)]),
    ...keys.flatMap(({ id, prefix }) => [id, prefix]),
  ];
  return { tenant, key, named, canaries };
}

/** Deliveries in every state, with their attempts; and an event whose delivery has not begun. */
async function plantDeliveries(
  bed: TestBed,
  tenant: Tenant,
  plant: { readonly webhookId: string; readonly eventType: string; readonly word: string },
): Promise<Pick<Named, "delivery" | "event" | "producer_id">> {
  const { webhookId, eventType, word } = plant;
  const acceptedAtMs = bed.clock.nowMs - 60_000;
  const statuses = ["pending", "queued", "parked", "dropped", "delivered"] as const;
  const found = (producerId: string) => {
    const eventId = eventIdOf(tenant, "producer", producerId);
    return {
      delivery: deliveryIdOf({ eventId, webhookId }),
      event: eventId,
      producer_id: producerId,
    };
  };
  for (const status of statuses) {
    const producerId = `${word}-${status}`;
    const { event: eventId } = found(producerId);
    const payload = JSON.stringify({ [word]: word });
    const event = { ...tenant, id: eventId, type: eventType, acceptedAtMs, payload, producerId };
    await bed.history.putEvent({ ...event, payloadHash: word, webhookIds: [webhookId] });
    if (status === "pending") continue;
    const attempt = {
      number: 1,
      startedAtMs: acceptedAtMs,
      durationMs: 5,
      verdict: "retry",
      answer: word,
      failure: word,
      message: word,
    } as const;
    const identity = { ...tenant, eventId, webhookId, eventType, acceptedAtMs };
    await bed.history.putRecord({
      ...blankRecord(identity),
      status,
      attempts: 2,
      firstAttempt: attempt,
      ...(status === "dropped" && { dropReason: "attempts_spent" }),
    });
    await bed.history.putAttempt({ eventId, webhookId }, { ...attempt, number: 2 });
  }
  return found(`${word}-queued`);
}

/** Two rejected events, a lane in which something waits, and what was dropped and rejected. */
async function plantTroubles(
  bed: TestBed,
  tenant: Tenant,
  { webhookId, word }: { readonly webhookId: string; readonly word: string },
): Promise<void> {
  const { nowMs } = bed.clock;
  for (const number of [1, 2]) {
    const detail = { application: tenant.application, id: `${word}-${number}` };
    const text = JSON.stringify({ id: word, source: word, "detail-type": word, detail });
    const rejection = rejectionFor("malformed", `detail.${word}`, `unknown field (${word})`);
    await bed.rejectedEvents.put(tenant, rejectedEventOf(text, rejection, tenant, nowMs - number));
  }
  const eventId = eventIdOf(tenant, "producer", `${word}-parked`);
  const identity = { ...tenant, eventId, webhookId, eventType: word, acceptedAtMs: nowMs };
  bed.lanes.note({ ...tenant, webhookId }, nowMs);
  bed.laneIndex.follow(`${eventId} ${webhookId}`, {
    ...blankRecord(identity),
    status: "parked",
    nextAttemptAtMs: nowMs,
  });
  const marks = [
    { owner: { kind: "dropped", ...tenant, webhookId }, reason: "attempts_spent" },
    { owner: { kind: "rejected", ...tenant }, reason: "malformed" },
  ] as const;
  for (const mark of marks) {
    await bed.tallies.count({ ...mark, id: word, places: [word], isTold: true });
  }
}

function notificationOf(word: string, callbackUrl: string): object {
  return {
    user_id: word,
    msg_id: word,
    msg_type: "TWO-WAY",
    actions: [word],
    expires_in: 3600,
    callback_url: callbackUrl,
    verification_mode: word,
  };
}

/** Everything of a tenant in the stores, as one text. */
export async function stateOf(bed: TestBed, { tenant, named }: PlantedTenant): Promise<string> {
  const { stores, history, ports } = bed;
  const records = [];
  for (const status of ["pending", "queued", "parked", "dropped", "delivered"]) {
    const word = named.producer_id.replace(/-.*$/u, "");
    const eventId = eventIdOf(tenant, "producer", `${word}-${status}`);
    const key = { eventId, webhookId: named.webhook };
    records.push(
      await history.reader.event(eventId),
      await history.reader.record(key),
      await history.reader.attempts(key),
    );
  }
  return JSON.stringify([
    await stores.applications.read(tenant.application),
    await stores.revision(tenant),
    await stores.legacySecrets.read(tenant),
    await stores.webhooks.list(tenant, undefined, 1000),
    await stores.apiKeys.list(tenant, undefined, 1000),
    await stores.eventTypes.list(tenant),
    await stores.portalLinks.list(tenant, { limit: 100, nowMs: 0 }),
    await ports.notifications.read(tenant, named.notification),
    records,
  ]);
}

/** Keys of every kind of caller; those of a tenant are of one environment. */
export async function callersOf(
  bed: TestBed,
  { tenant, key }: PlantedTenant,
): Promise<Readonly<Record<string, string | undefined>>> {
  const create = async (body: object) =>
    (await bed.ask("POST", "/api-keys", { key, body })).body as { id: string; key: string };
  const deleted = await create({ name: "deleted", role: "admin" });
  await bed.ask("DELETE", `/api-keys/${deleted.id}`, { key });
  const expiresAt = new Date(bed.clock.nowMs + 1000).toISOString();
  const expired = await create({ name: "expired", role: "admin", expires_at: expiresAt });
  bed.clock.nowMs += 1000;
  const portal = (permissions: readonly string[]) => openPortal(bed, key, { permissions });
  const revoked = await portal(PORTAL_PERMISSIONS);
  await bed.ask("DELETE", `/portal-links/${revoked.id}`, { key });
  const { token: session } = await portal(PORTAL_PERMISSIONS);
  return {
    operator: OPERATOR_KEY,
    admin: key,
    manager: await bed.keyOf("manager", tenant),
    publisher: await bed.keyOf("publisher", tenant),
    reader: await bed.keyOf("reader", tenant),
    "no key": undefined,
    "a key of another's name": `${key.slice(0, -32)}${randomBytes(16).toString("hex")}`,
    garbage: "garbage",
    "an expired key": expired.key,
    "a deleted key": deleted.key,
    "a portal link": session,
    "a portal link to read by": (await portal(PORTAL_PERMISSIONS.filter(isRead))).token,
    "a session of another's name": `${session.slice(0, -32)}${randomBytes(16).toString("hex")}`,
    "a revoked portal link": revoked.token,
  };
}

function isRead(permission: string): boolean {
  return permission.endsWith(":read");
}

/**
 * Makes a portal link with an admin key, and opens it.
 * @returns its id, and the token of its session
 */
export async function openPortal(
  bed: Pick<TestBed, "ask">,
  key: string,
  link: { readonly permissions: readonly string[] } & Readonly<Record<string, unknown>>,
): Promise<{ readonly id: string; readonly token: string }> {
  const { body: made } = await bed.ask("POST", "/portal-links", { key, body: link });
  const code = (made.url as string).split("#")[1];
  const { body: opened } = await bed.ask("POST", `/portal-links/${made.id}/exchange`, {
    body: { code },
  });
  return { id: made.id, token: opened.sessions[0].token };
}

/** The environment of the same application that a tenant is not. */
export function otherEnvironment({ application, environment }: Tenant): Tenant {
  const other = ENVIRONMENTS.find((one) => one !== environment);
  return { application, environment: other ?? environment };
}
