import fc from "fast-check";

import { webhookIdFrom } from "../../lambdas/shared/domain/identifiers.ts";
import type { RetryPolicy } from "../../lambdas/shared/domain/retry-policy.ts";
import { ENVIRONMENTS } from "../../lambdas/shared/domain/tenant.ts";
import {
  PROFILE_NAMES,
  type Webhook,
  type WebhookConfig,
} from "../../lambdas/shared/domain/webhook.ts";

const stopOnArbitrary = fc.array(fc.integer({ min: 300, max: 599 }));

const policyArbitrary: fc.Arbitrary<RetryPolicy> = fc.oneof(
  fc.record({
    kind: fc.constant("fixed" as const),
    attempts: fc.integer({ min: 1, max: 100 }),
    intervalSeconds: fc.integer({ min: 1, max: 86_400 }),
  }),
  fc.record({
    kind: fc.constant("exponential" as const),
    attempts: fc.integer({ min: 1, max: 100 }),
    initialSeconds: fc.integer({ min: 1, max: 3_600 }),
    factor: fc.constantFrom(1, 1.5, 2, 10),
    capSeconds: fc.integer({ min: 1, max: 86_400 }),
    jitter: fc.constantFrom(0, 0.25, 1),
  }),
);

const retryArbitrary = fc.oneof(
  policyArbitrary,
  fc.tuple(policyArbitrary, stopOnArbitrary).map(([policy, stopOn]) => ({ ...policy, stopOn })),
);

const configArbitrary = fc.record(
  {
    basicAuthUsername: fc.string({ minLength: 1 }),
    oauth2: fc.record(
      {
        tokenUrl: fc.webUrl(),
        clientId: fc.string({ minLength: 1 }),
        scope: fc.string({ minLength: 1 }),
        audience: fc.string({ minLength: 1 }),
        resource: fc.webUrl(),
        parameterNames: fc.array(fc.stringMatching(/^[a-z_]{1,20}$/u), { maxLength: 3 }),
        clientAuth: fc.constantFrom("basic", "body"),
      },
      { requiredKeys: ["tokenUrl", "clientId", "clientAuth"], noNullPrototype: true },
    ),
    mtls: fc.oneof(
      fc.record(
        { certificateExpiresAtMs: fc.nat({ max: 4_000_000_000_000 }), ownTrust: fc.constant(true) },
        { requiredKeys: ["certificateExpiresAtMs"], noNullPrototype: true },
      ),
      fc.record({ ownTrust: fc.constant(true) }, { noNullPrototype: true }),
    ),
    customHeaderNames: fc.array(fc.stringMatching(/^[a-z-]{1,20}$/u), { maxLength: 5 }),
    hmacForm: fc.record(
      {
        algorithm: fc.constantFrom("sha256", "sha384", "sha512"),
        encoding: fc.constantFrom("hex", "base64"),
        prefix: fc.constantFrom("", "sha256="),
      },
      { requiredKeys: [], noNullPrototype: true },
    ),
    contentType: fc.constantFrom("application/json", "application/vnd.acme+json; charset=utf-8"),
    retry: retryArbitrary,
    timeoutSeconds: fc.integer({ min: 1, max: 30 }),
    rateLimit: fc.constantFrom(0.01, 0.1, 2.5, 1000),
    maxInFlight: fc.integer({ min: 1, max: 1e9 }),
    allowedOrigins: fc.array(fc.webUrl(), { minLength: 1, maxLength: 3 }),
  },
  { requiredKeys: ["customHeaderNames"], noNullPrototype: true },
) as fc.Arbitrary<WebhookConfig>;

/** Any webhook that the stores must keep. */
export const webhookArbitrary = fc.record(
  {
    application: fc.stringMatching(/^[A-Za-z0-9][A-Za-z0-9_-]{0,20}$/u),
    environment: fc.constantFrom(...ENVIRONMENTS),
    id: fc.uint8Array({ minLength: 16, maxLength: 16 }).map(webhookIdFrom),
    version: fc.integer({ min: 1 }),
    name: fc.string({ minLength: 1 }),
    endpoint: fc.webUrl(),
    events: fc.array(fc.stringMatching(/^[A-Z_]{1,20}$/u), { minLength: 1, maxLength: 5 }),
    profile: fc.constantFrom(...PROFILE_NAMES),
    status: fc.constantFrom("enabled", "disabled", "gone"),
    statusReason: fc.string({ minLength: 1 }),
    hidden: fc.constant(true),
    quota: fc.constant("callbacks"),
    endsAtMs: fc.nat({ max: 4_000_000_000_000 }),
    config: configArbitrary,
    sealed: fc.dictionary(fc.stringMatching(/^[a-z][a-z_:0-9]{0,19}$/u), fc.base64String(), {
      noNullPrototype: true,
    }),
    createdAtMs: fc.nat({ max: 4_000_000_000_000 }),
    modifiedAtMs: fc.nat({ max: 4_000_000_000_000 }),
  },
  {
    requiredKeys: [
      "application",
      "environment",
      "id",
      "version",
      "endpoint",
      "events",
      "status",
      "config",
      "sealed",
      "createdAtMs",
      "modifiedAtMs",
    ],
    noNullPrototype: true,
  },
) as fc.Arbitrary<Webhook>;
