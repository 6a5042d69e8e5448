import type { ZodOpenApiOperationObject, ZodOpenApiPathItemObject } from "zod-openapi";

import type { EventType, JsonSchema } from "../../shared/domain/event-type.ts";
import { HOPS_HEADER } from "../../shared/domain/hops.ts";
import { selectionOf } from "../../shared/domain/select-attributes.ts";
import { type Profile, SIGNATURE_HEADERS } from "../../shared/profiles/profile.ts";
import { PROFILES } from "../../shared/profiles/profiles.ts";
import { RECEIVER_TAG } from "./tags.ts";

interface Header {
  readonly name: string;
  readonly description: string;
}

/** Headers of every request, by the names of their components. */
const USUAL_HEADERS = {
  DeliveryHeader: {
    name: "ringback-delivery",
    description: "Id of the delivery: the same on every attempt. Recognise repeats by it.",
  },
  EventHeader: { name: "ringback-event", description: "Id of the event." },
  AttemptHeader: { name: "ringback-attempt", description: "Number of the attempt: 1, 2, 3 …" },
  HopsHeader: {
    name: HOPS_HEADER,
    description: "Give it back when you publish because of this: rings of receivers end by it.",
  },
} satisfies Record<string, Header>;

const SAID_OTHERWISE = "A webhook's `config.signature` may say otherwise.";

/** What a webhook's signature is in, by the scheme of its profile. */
const SIGNING_HEADERS = {
  JwsHeader: {
    name: SIGNATURE_HEADERS.jws,
    description: `Detached JWS (RFC 7515, appendix F) over the body, RS256; its \`kid\` names a key of \`/applications/{application}/{environment}/signing-keys/{kid}\`. ${SAID_OTHERWISE}`,
  },
  HmacHeader: {
    name: SIGNATURE_HEADERS.hmac,
    description: `HMAC over the body with the webhook's secret: SHA-256, in hex. ${SAID_OTHERWISE}`,
  },
  StandardIdHeader: {
    name: "webhook-id",
    description: "Standard Webhooks: id of the message, that of the delivery.",
  },
  StandardTimestampHeader: {
    name: "webhook-timestamp",
    description: "Standard Webhooks: when this attempt was signed, in epoch seconds.",
  },
  StandardSignatureHeader: {
    name: "webhook-signature",
    description: `Standard Webhooks: \`v1,\` and the HMAC-SHA256 of \`{webhook-id}.{webhook-timestamp}.{body}\` in base64, one for each secret that is live, with blanks between. ${SAID_OTHERWISE}`,
  },
} satisfies Record<string, Header>;

const HEADERS_OF_SCHEME: Readonly<
  Record<Profile["signature"], readonly (keyof typeof SIGNING_HEADERS)[]>
> = {
  jws: ["JwsHeader"],
  hmac: ["HmacHeader"],
  standard: ["StandardIdHeader", "StandardTimestampHeader", "StandardSignatureHeader"],
  none: [],
};

/** All these headers, as components of the document. */
export const HEADER_PARAMETERS = Object.fromEntries(
  [
    ...Object.entries(USUAL_HEADERS).map(([id, header]) => [id, header, true] as const),
    ...Object.entries(SIGNING_HEADERS).map(([id, header]) => [id, header, false] as const),
  ].map(([id, header, required]) => [
    id,
    { in: "header" as const, required, schema: { type: "string" as const }, ...header },
  ]),
);

const DELIVERED = { id: "Delivered", description: "Delivered, whatever the body says." };
const GONE = {
  id: "Gone",
  description: "Dropped, and the webhook is `gone`: nothing is sent to it until it is enabled.",
};
const TRIED_AGAIN = {
  id: "TriedAgain",
  description:
    "Not delivered: redirects are not followed, and it is tried again by the webhook's schedule; a status that its `config.retry.stop_on` names drops it.",
};

/** What receivers are sent, by event type: the `webhooks` of the document. */
export function sentRequests(
  eventTypes: ReadonlyMap<string, EventType>,
): Record<string, ZodOpenApiPathItemObject> {
  const items = [...eventTypes].map(([name, type]) => [name, { post: sentRequest(type) }] as const);
  return Object.fromEntries(items);
}

function sentRequest(type: EventType): ZodOpenApiOperationObject {
  const { name, profile = "standard" } = type;
  const { signature, heedsReceiver } = PROFILES[profile];
  const headers = [...Object.keys(USUAL_HEADERS), ...HEADERS_OF_SCHEME[signature]];
  return {
    operationId: `receive${pascalCase(name)}`,
    summary: `Receive ${name}`,
    description: describe(type, signature !== "none"),
    tags: [RECEIVER_TAG],
    security: [],
    parameters: headers.map((id) => ({ $ref: `#/components/parameters/${id}` })),
    requestBody: { required: true, content: { "application/json": usualBody(type) } },
    responses: {
      "2XX": DELIVERED,
      ...(heedsReceiver && { "410": GONE }),
      default: TRIED_AGAIN,
    },
  };
}

function describe({ description, attributes }: EventType, isSigned: boolean): string {
  const always = attributes.mandatory.map((name) => `\`${name}\``).join(", ");
  return [
    description,
    `The body is what a webhook gets that selects no \`attributes\`${always === "" ? "" : `; always in it: ${always}`}.`,
    ...(isSigned ? [] : ["Unsigned, unless the webhook's `config.signature` says otherwise."]),
  ].join(" ");
}

/**
 * The body that a webhook gets which selects no attributes. Rules for what depends on several
 * members are left out: few generators read them, and `GET /event-types/{name}` has them.
 */
function usualBody({ schema, example = {}, attributes }: EventType) {
  const selection = selectionOf(attributes, undefined);
  const isSent = (name: string) => selection === "whole" || selection.includes(name);
  const { properties, required } = schema as PayloadSchema;
  return {
    schema: {
      type: "object" as const,
      required: required.filter(isSent),
      properties: withNames(properties, isSent),
    },
    example: withNames(example, isSent),
  };
}

/** What every schema of the catalogue has. */
interface PayloadSchema extends JsonSchema {
  readonly required: readonly string[];
  readonly properties: Readonly<Record<string, JsonSchema>>;
}

function withNames<Value>(
  record: Readonly<Record<string, Value>>,
  isWanted: (name: string) => boolean,
): Record<string, Value> {
  return Object.fromEntries(Object.entries(record).filter(([name]) => isWanted(name)));
}

/** `CARD_STATUS_CHANGE`, `webhook.gone` → `CardStatusChange`, `WebhookGone`. */
function pascalCase(name: string): string {
  const words = name.toLowerCase().split(/[^a-z\d]+/u);
  return words.map((word) => `${word.charAt(0).toUpperCase()}${word.slice(1)}`).join("");
}
