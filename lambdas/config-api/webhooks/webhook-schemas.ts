import * as z from "zod";

import { isJsonContentType, MAX_CONTENT_TYPE_LENGTH } from "../../shared/domain/content-type.ts";
import type { DestinationRules } from "../../shared/domain/destination-rules.ts";
import { PROFILE_NAMES } from "../../shared/domain/webhook.ts";
import {
  applicationId,
  attributeNames,
  displayName,
  environment,
  line,
  lineOrEmpty,
  list,
  strict,
  boundedText,
  timeOut,
} from "../http/fields.ts";
import {
  clientSecret,
  mtlsOut,
  mtlsSchema,
  oauth2Out,
  oauth2Schema,
  parameterValue,
  warningOut,
} from "./authentication/authentication-schemas.ts";
import {
  HEADER_VALUE,
  MAX_CUSTOM_HEADERS,
  MAX_HEADER_VALUE_LENGTH,
} from "./authentication/custom-headers.ts";
import { endpointUrl } from "./endpoint-url.ts";
import { eventFilterSchema } from "./filter/filter-schema.ts";
import { lastOutcomesOut } from "./health/last-outcomes.ts";
import { healthOut } from "./health/webhook-health.ts";
import { rateLimit, retry } from "./retry-schemas.ts";
import { headerName, signatureOut, signatureSchema } from "./signature/signature-schema.ts";

/** Event types that one webhook may name; who wants more takes all: `["*"]`. */
const MAX_EVENTS = 100;
const headerValue = boundedText(MAX_HEADER_VALUE_LENGTH).regex(
  HEADER_VALUE,
  "use visible ASCII or Latin-1 characters, blanks only inside",
);

const basicAuthUsername = lineOrEmpty(255).regex(
  /^[^:]*$/u,
  "leave out colons: Basic cannot carry them",
);

const contentType = boundedText(MAX_CONTENT_TYPE_LENGTH)
  .refine(isJsonContentType, {
    params: {
      hint: "use application/json or application/…+json, with no charset but utf-8",
    },
    message: "is not a type of JSON",
  })
  .meta({
    description:
      "What the body is called in `content-type`: JSON, or a format that is written in it. The body, and what is signed, stay the same. Default: application/json.",
    examples: ["application/vnd.acme.v1+json"],
  });

const ignoredTime = line(64).meta({ description: "Set by Ringback; accepted and ignored." });

const eventsOrAll = list(
  z
    .string()
    .regex(
      /^(?:\*|[A-Za-z0-9][A-Za-z0-9_.-]{0,127})$/u,
      'use a name such as CARD_STATUS_CHANGE, or "*"',
    ),
  { min: 1, max: MAX_EVENTS },
)
  .superRefine((names, context) => {
    const refuse = (message: string, hint: string) =>
      context.addIssue({ code: "custom", message, params: { hint } });
    if (names.length > 1 && names.includes("*"))
      refuse('has names beside "*"', 'use ["*"] for all');
    if (new Set(names).size < names.length) refuse("has a name twice", "give each name once");
  })
  .meta({ description: 'Names of event types, or `["*"]`.', examples: [["CARD_STATUS_CHANGE"]] });

const selectedAttributes = attributeNames.meta({
  description:
    "Attributes (members at the root of the payload) that are sent beside the mandatory ones; without it, each event type's default set.",
  examples: [["userId", "status"]],
});

/** What a webhook's configuration may hold in a request. */
function configSchema<
  HeaderValue extends z.ZodType<string | undefined>,
  ClientSecret extends z.ZodType<string | undefined>,
  ParameterValue extends z.ZodType<string | undefined>,
>(
  rules: DestinationRules,
  secrets: {
    readonly headerValue: HeaderValue;
    readonly clientSecret: ClientSecret;
    readonly parameterValue: ParameterValue;
  },
  longestAttemptSeconds: number,
) {
  return strict({
    basic_auth_username: basicAuthUsername.optional(),
    basic_auth_password: lineOrEmpty(1024).optional(),
    custom_headers: list(strict({ header_name: headerName, header_value: secrets.headerValue }), {
      max: MAX_CUSTOM_HEADERS,
    }).optional(),
    oauth2: oauth2Schema(rules, secrets.clientSecret, secrets.parameterValue).optional(),
    mtls: mtlsSchema.optional(),
    signature: signatureSchema.optional(),
    content_type: contentType.optional(),
    retry: retry.optional(),
    timeout_seconds: z.int().min(1).max(longestAttemptSeconds).optional(),
    rate_limit: rateLimit.optional(),
    max_in_flight: z
      .int()
      .min(1)
      .optional()
      .meta({
        description:
          "At most so many requests at the same time, over all functions; what finds no room waits likewise. It costs two writes an attempt.",
        examples: [20],
      }),
    created: ignoredTime.optional(),
    modified: ignoredTime.optional(),
  });
}

/** The fields of a webhook in a request. */
function webhookShape<Config extends z.ZodType>(rules: DestinationRules, config: Config) {
  return {
    name: displayName().optional(),
    endpoint: endpointUrl(rules).meta({
      description: "Where events are sent.",
      examples: ["https://example.com/hooks"],
    }),
    events: eventsOrAll,
    attributes: selectedAttributes.optional(),
    filter: eventFilterSchema.optional(),
    profile: z
      .enum(PROFILE_NAMES)
      .optional()
      .meta({ description: "The system whose conventions hold where nothing else is configured." }),
    config: config.optional(),
  };
}

/**
 * The schemas of webhooks in requests; what endpoints may be, and how long an attempt may take, depends on the deployment: the
 * function that sends a batch must end long before its messages come back.
 */
export function makeWebhookSchemas(rules: DestinationRules, longestAttemptSeconds: number) {
  const config = configSchema(
    rules,
    { headerValue, clientSecret, parameterValue },
    longestAttemptSeconds,
  );
  const created = strict(webhookShape(rules, config));
  // A header, OAuth 2.0 client or parameter that is named without its secret keeps the stored one.
  const kept = {
    headerValue: headerValue.optional(),
    clientSecret: clientSecret.optional(),
    parameterValue: parameterValue.optional(),
  };
  const keptConfig = configSchema(rules, kept, longestAttemptSeconds);
  const changed = strict(webhookShape(rules, keptConfig));
  const patchConfig = keptConfig.partial().nullable();
  return {
    /** Body of `POST /webhooks`. */
    created: created.meta({ id: "NewWebhook" }),
    /** A webhook after a merge patch was applied. */
    changed,
    /** Body of `PATCH /webhooks/{id}`, for the documentation. */
    patch: strict(webhookShape(rules, patchConfig)).partial().meta({ id: "WebhookPatch" }),
  };
}

/** The schemas of webhooks in requests. */
export type WebhookSchemas = ReturnType<typeof makeWebhookSchemas>;

/** A webhook as a request gives it. */
export type WebhookInput = z.output<WebhookSchemas["changed"]>;

/** The configuration of a webhook as a request gives it. */
export type WebhookConfigInput = NonNullable<WebhookInput["config"]>;

/** Which functions serve a webhook, and why. */
const poolOut = z
  .object({
    served_by: z.enum(["quick", "trial", "slow"]),
    state: z.enum(["proved", "unproven", "slow"]),
    since: timeOut.optional().meta({ description: "Since when it is in its state, if known." }),
    proves_itself_from: timeOut.optional().meta({
      description: "Of a slow one: quick answers do not count for it before.",
    }),
    tenant_slow_until: timeOut.optional().meta({
      description:
        "Too many webhooks of the tenant turned slow: until then none is served among the quick.",
    }),
  })
  .meta({
    description:
      "Whether requests to its receiver ended quickly, and so hold up nobody else. In the answer to a read of this webhook alone.",
  });

/** A webhook in an answer: secrets are not in it. */
export const webhookOut = z
  .object({
    id: z.string(),
    application: applicationId,
    environment,
    name: z.string().optional(),
    endpoint: z.string(),
    events: z.array(z.string()),
    attributes: z.array(z.string()).optional(),
    filter: z.record(z.string(), z.array(z.unknown())).optional(),
    profile: z.enum(PROFILE_NAMES).optional(),
    status: z.enum(["enabled", "disabled", "gone"]),
    status_reason: z.string().optional(),
    hidden: z.boolean().optional().meta({
      description: "true: made for the origin of callback URLs, and configured by the application.",
    }),
    ends_at: timeOut.optional().meta({
      description:
        "Of a hidden one: from then on it may go, unless another notification names its origin.",
    }),
    config: z.object({
      basic_auth_username: z.string().optional(),
      custom_headers: z.array(z.object({ header_name: z.string() })),
      oauth2: oauth2Out.optional(),
      mtls: mtlsOut.optional(),
      signature: signatureOut,
      content_type: z.string().optional(),
      retry: retry.optional(),
      timeout_seconds: z.number().optional(),
      rate_limit: z.object({ per_second: z.number() }).optional(),
      max_in_flight: z.number().optional(),
      created: timeOut.meta({ description: "As created_at." }),
      modified: timeOut.meta({ description: "As modified_at." }),
    }),
    created_at: timeOut,
    modified_at: timeOut,
    effective: z
      .object({
        profile: z.enum(PROFILE_NAMES),
        signature: signatureOut.omit({ secret: true }),
        content_type: z.string(),
        retry,
        timeout_seconds: z.number(),
        rate_limit: z.object({ per_second: z.number() }).optional(),
        max_in_flight: z.number().optional(),
      })
      .meta({
        description:
          "What holds in the end: `config`, and where it says nothing the profile, which follows from `events` unless it is named; limits by the installation's defaults, and no more requests at once than its functions make. Without a limit: none holds.",
      }),
    signing_keys: z.string().optional().meta({
      description:
        "For `jws`: the path of this API below which receivers find the public keys, each at /{kid}.",
    }),
    health: healthOut.optional(),
    ...lastOutcomesOut,
    pool: poolOut.optional(),
    warnings: z
      .array(warningOut)
      .optional()
      .meta({ description: "What will soon need to be changed; absent when there is nothing." }),
  })
  .meta({ id: "Webhook" });
