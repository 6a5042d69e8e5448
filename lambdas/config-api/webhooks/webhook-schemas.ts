import * as z from "zod";

import { isJsonContentType, MAX_CONTENT_TYPE_LENGTH } from "../../shared/domain/content-type.ts";
import type { DestinationRules } from "../../shared/domain/destination-rules.ts";
import { PROFILE_NAMES } from "../../shared/domain/webhook.ts";
import {
  attributeNames,
  displayName,
  distinct,
  line,
  lineOrEmpty,
  list,
  refusing,
  strict,
  boundedText,
} from "../http/fields.ts";
import {
  HEADER_VALUE,
  MAX_CUSTOM_HEADERS,
  MAX_HEADER_VALUE_LENGTH,
} from "./authentication/custom-headers.ts";
import { mtlsSchema } from "./authentication/mtls-schema.ts";
import { clientSecret, oauth2Schema, parameterValue } from "./authentication/oauth2-schema.ts";
import { endpointUrl } from "./endpoint-url.ts";
import { eventFilterPatchSchema, eventFilterSchema } from "./filter/filter-schema.ts";
import { rateLimit, retry } from "./retry-schemas.ts";
import { headerName, signatureSchema } from "./signature/signature-schema.ts";

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
    if (names.length > 1 && names.includes("*")) {
      refusing(context)('has names beside "*"', 'use ["*"] for all');
    }
  })
  .superRefine(distinct("a name"))
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

/** Members of a merge patch: null removes. */
function removable<Shape extends Readonly<Record<string, z.ZodType>>>(shape: Shape) {
  return Object.fromEntries(
    Object.entries(shape).map(([name, schema]) => [name, schema.nullable().optional()]),
  ) as { [Name in keyof Shape]: z.ZodOptional<z.ZodNullable<Shape[Name]>> };
}

/**
 * The schemas of webhooks in requests; what endpoints may be, and how long an attempt may take,
 * depends on the deployment: the function that sends a batch must end long before its messages come
 * back.
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
  const patchConfig = strict(removable(keptConfig.shape));
  const { endpoint, events, ...others } = webhookShape(rules, patchConfig);
  return {
    /** Body of `POST /webhooks`. */
    created: created.meta({ id: "NewWebhook" }),
    /** A webhook after a merge patch was applied. */
    changed,
    /** Body of `PATCH /webhooks/{id}`, for the documentation. */
    patch: strict({
      endpoint: endpoint.optional(),
      events: events.optional(),
      ...removable({ ...others, filter: eventFilterPatchSchema }),
    }).meta({ id: "WebhookPatch" }),
  };
}

/** The schemas of webhooks in requests. */
export type WebhookSchemas = ReturnType<typeof makeWebhookSchemas>;

/** A webhook as a request gives it. */
export type WebhookInput = z.output<WebhookSchemas["changed"]>;

/** The configuration of a webhook as a request gives it. */
export type WebhookConfigInput = NonNullable<WebhookInput["config"]>;
