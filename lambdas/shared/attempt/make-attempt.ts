import {
  type AttemptResult,
  classifyAttempt,
  lastOutcomeOf,
  type Outcome,
} from "../domain/attempt-outcome.ts";
import { type CertificateState, certificateState } from "../domain/client-identity.ts";
import { DEFAULT_CONTENT_TYPE } from "../domain/content-type.ts";
import { defined } from "../domain/defined.ts";
import type { CarriedEvent } from "../domain/delivery-message.ts";
import type { Attempt, LastOutcome } from "../domain/delivery-record.ts";
import { HOPS_HEADER } from "../domain/hops.ts";
import { deliveryIdOf, type DeliveryKey } from "../domain/identifiers.ts";
import { selectAttributes, selectionOf } from "../domain/select-attributes.ts";
import { TRACEPARENT_HEADER } from "../domain/trace-context.ts";
import type { OutgoingRequest, RequestSender } from "../http/http-sender.ts";
import { makeRecentMap } from "../memory/recent-map.ts";
import { builtInAttributesOf } from "../profiles/profiles.ts";
import { version } from "../version.ts";
import { sendWithToken } from "./authentication/bearer-tokens.ts";
import type { ReadyWebhook } from "./ready-webhooks.ts";
import type { SignedBody } from "./signing/signer-of.ts";

/** Bodies that a warm function remembers: an event's selection for many webhooks is cut once. */
const MOST_BODIES = 200;

/** Makes an event's body for a webhook's attributes: compact JSON, the payload if complete. */
export type RenderBody = (
  eventId: string,
  event: CarriedEvent,
  attributes: readonly string[] | undefined,
) => string;

/** Makes the renderer: once for each event and selection. */
export function makeRenderBody(): RenderBody {
  const remembered = makeRecentMap<string>(MOST_BODIES);
  return (eventId, event, attributes) => {
    const known = event.attributes ?? builtInAttributesOf(event.type);
    const selection = selectionOf(known, attributes);
    if (selection === "whole") return event.payload;
    const name = `${eventId} ${JSON.stringify(selection)}`;
    const rendered = remembered.get(name);
    if (rendered !== undefined) return rendered;
    const body = selectAttributes(event.payload, selection);
    remembered.set(name, body);
    return body;
  };
}

const USER_AGENT = `Ringback/${version}`;

/**
 * The request of one attempt. The ids do not change between attempts, so that a receiver can
 * recognise a repeat.
 * @param number 1, 2, 3 …
 */
export function attemptRequest(
  key: DeliveryKey,
  number: number,
  {
    url,
    contentType = DEFAULT_CONTENT_TYPE,
  }: { readonly url: string; readonly contentType?: string | undefined },
  timeoutSeconds: number,
  signed: SignedBody,
): OutgoingRequest {
  return {
    url,
    headers: [
      "content-type",
      contentType,
      "user-agent",
      USER_AGENT,
      "ringback-delivery",
      deliveryIdOf(key),
      "ringback-event",
      key.eventId,
      "ringback-attempt",
      String(number),
      ...signed.headers,
    ],
    body: signed.body,
    timeoutMs: timeoutSeconds * 1000,
  };
}

/**
 * The headers that an event brings along: the count of hops, this delivery included, and the trace
 * of its producer. That of the invocation which sends it is Ringback's own affair, and `tracestate`
 * and `baggage`, which may hold anything, stay behind.
 * @param own what the webhook's configuration adds (name, value, name, value …): a `traceparent`
 * there is the only one
 */
export function carriedHeaders(
  { hops = 0, traceparent }: Pick<CarriedEvent, "hops" | "traceparent">,
  own: readonly string[],
  carriesTraces = false,
): string[] {
  const counted = [HOPS_HEADER, String(hops + 1)];
  return !carriesTraces || traceparent === undefined || names(own, TRACEPARENT_HEADER)
    ? counted
    : [...counted, TRACEPARENT_HEADER, traceparent];
}

function names(flat: readonly string[], header: string): boolean {
  return flat.some((name, index) => index % 2 === 0 && name.toLowerCase() === header);
}

/**
 * Bytes of an answer that are kept: the whole head (1 KB), or 256 of a first-try success (3 write
 * units, not 4).
 */
const FIRST_SUCCESS_ANSWER_BYTES = 256;

/** An attempt that was made, and what it means. */
export interface MadeAttempt {
  readonly attempt: Attempt;
  readonly outcome: Outcome;
  readonly lastOutcome: LastOutcome;
  /** State of the webhook's client certificate, where it has one. */
  readonly certificate?: CertificateState;
}

/** Of an event: where its callback goes, and what its receivers are told in headers. */
type BroughtAlong = Pick<CarriedEvent, "callbackUrl" | "hops" | "traceparent">;

/** What `makeAttempt` needs. */
export interface AttemptPorts {
  readonly sender: RequestSender;
  /** Longest attempt, whatever its webhook asks: the function must note it before it ends. */
  readonly longestAttemptSeconds: number;
  /**
   * Whether receivers get the trace of the producer.
   * @default - they do not
   */
  readonly carriesTraces?: boolean;
  readonly now: () => number;
}

/**
 * D3: sends one request and reads the result. Never throws.
 * @param event what it brings along: a test brings nothing
 */
export async function makeAttempt(
  ports: AttemptPorts,
  key: DeliveryKey,
  number: number,
  payload: string,
  webhook: ReadyWebhook,
  event: BroughtAlong = {},
): Promise<MadeAttempt> {
  const { profile } = webhook;
  const expiresAtMs = webhook.ok ? webhook.tls?.expiresAtMs : undefined;
  const result = await sendSigned(ports, key, number, payload, webhook, event);
  const outcome = classifyAttempt(result, profile.heedsReceiver, profile.retry.stopOn);
  const isFirstSuccess = number === 1 && outcome.verdict === "succeeded";
  return {
    outcome,
    lastOutcome: lastOutcomeOf(result),
    attempt: attemptOf(result, number, outcome, isFirstSuccess),
    ...(expiresAtMs !== undefined && { certificate: certificateState(expiresAtMs, ports.now()) }),
  };
}

async function sendSigned(
  ports: AttemptPorts,
  key: DeliveryKey,
  number: number,
  payload: string,
  webhook: ReadyWebhook,
  event: BroughtAlong,
): Promise<AttemptResult> {
  const url = urlOf(webhook, event);
  if (url === undefined) {
    return unsendable("the callback URL is not of its webhook's origin", ports.now());
  }
  if (!webhook.ok) {
    return unsendable(webhook.message, ports.now());
  }
  const { headers, contentType, sign, profile, tls, tokens } = webhook;
  const { expiresAtMs } = tls ?? {};
  if (expiresAtMs !== undefined && certificateState(expiresAtMs, ports.now()) === "expired") {
    const day = new Date(expiresAtMs).toISOString().slice(0, 10);
    return unsendable(`the client certificate expired on ${day}`, ports.now());
  }
  const message = { deliveryId: deliveryIdOf(key), payload, nowMs: ports.now() };
  const signed = sign === undefined ? unsigned(payload) : await sign(message);
  if (!signed.ok) {
    return unsendable(signed.message, ports.now());
  }
  const own = [...headers, ...signed.headers];
  const timeoutSeconds = Math.min(profile.timeoutSeconds, ports.longestAttemptSeconds);
  const request = {
    ...attemptRequest(key, number, { url, contentType }, timeoutSeconds, {
      body: signed.body,
      headers: [...carriedHeaders(event, own, ports.carriesTraces), ...own],
    }),
    ...defined({ tls: tls?.identity }),
  };
  return tokens === undefined ? ports.sender.send(request) : sendWithToken(ports, request, tokens);
}

/**
 * Where a request goes. The callback of a notification goes to the URL that the notification named;
 * `undefined`: that is not of its (hidden) webhook's origin, so credentials must not go there.
 */
function urlOf({ endpoint }: ReadyWebhook, { callbackUrl }: BroughtAlong): string | undefined {
  if (callbackUrl === undefined) return endpoint;
  return URL.parse(callbackUrl)?.origin === endpoint ? callbackUrl : undefined;
}

function unsigned(body: string): { readonly ok: true } & SignedBody {
  return { ok: true, body, headers: [] };
}

function unsendable(message: string, nowMs: number): AttemptResult {
  return {
    kind: "failure",
    reason: "bad_configuration",
    message,
    startedAtMs: nowMs,
    durationMs: 0,
  };
}

function attemptOf(
  result: AttemptResult,
  number: number,
  outcome: Outcome,
  isFirstSuccess: boolean,
): Attempt {
  const { startedAtMs, durationMs, status, bodyHead = "" } = result;
  const answer = isFirstSuccess ? beginningOf(bodyHead) : bodyHead;
  return {
    number,
    startedAtMs,
    durationMs,
    verdict: outcome.verdict,
    ...(result.kind === "failure" && { failure: result.reason, message: result.message }),
    ...("location" in result && { location: result.location }),
    ...defined({ httpStatus: status, answer: answer === "" ? undefined : answer }),
  };
}

/** The first 256 bytes of a text; a character that the cut would split is left out. */
function beginningOf(text: string): string {
  if (Buffer.byteLength(text) <= FIRST_SUCCESS_ANSWER_BYTES) {
    return text;
  }
  const bytes = Buffer.from(text).subarray(0, FIRST_SUCCESS_ANSWER_BYTES);
  return new TextDecoder().decode(bytes, { stream: true });
}
