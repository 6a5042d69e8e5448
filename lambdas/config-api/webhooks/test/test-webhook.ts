import { makeAttempt } from "../../../shared/attempt/make-attempt.ts";
import type { ReadyWebhook, ReadyWebhooks } from "../../../shared/attempt/ready-webhooks.ts";
import type { Attempt } from "../../../shared/domain/delivery-record.ts";
import { eventIdOf } from "../../../shared/domain/identifiers.ts";
import type { Tenant } from "../../../shared/domain/tenant.ts";
import type { OutgoingRequest, RequestSender } from "../../../shared/http/http-sender.ts";
import { noSuch, type Problem } from "../../http/problem.ts";
import { readWebhook } from "../change-webhook.ts";
import type { WebhookStore } from "../webhook-ports.ts";

/** Event type of a test. */
const TEST_EVENT_TYPE = "ringback.test";

/** Longest wait of a test for token endpoint plus receiver, in seconds: it holds a function. */
export const LONGEST_TEST_SECONDS = 5;

/** What is put in place of a value that may be a secret. */
const HIDDEN = "[secret]";

/** Headers whose values are shown: Ringback's own, with signatures. Others hold credentials. */
const SHOWN_HEADERS =
  /^(?:content-type|user-agent|ringback-[a-z]+|webhook-[a-z]+|jws-signature|x-signature)$/iu;

/** What attempts are made with. */
export interface AttemptParts {
  readonly readyWebhooks: ReadyWebhooks;
  readonly sender: RequestSender;
}

/** What a test needs. */
export interface TestPorts {
  readonly webhooks: Pick<WebhookStore, "read">;
  /** Opens them at the first test; the same ones from then on. */
  readonly openAttempts: () => Promise<AttemptParts>;
  readonly longestAttemptSeconds: number;
  readonly now: () => number;
}

/** A test that was made. */
export interface MadeTest {
  readonly kind: "test";
  readonly attempt: Attempt;
  /** What was sent, without its credentials; absent when nothing could be sent. */
  readonly request?: {
    readonly url: string;
    readonly headers: readonly { readonly name: string; readonly value: string }[];
    readonly body: string;
  };
}

/**
 * Sends one request to a webhook, whatever its status, as deliver would: the same signature,
 * credentials and guard. Nothing is recorded, and it is not made again.
 * @param payload compact JSON; a word about the test unless it is given
 */
export async function testWebhook(
  ports: TestPorts,
  tenant: Tenant,
  id: string,
  { payload, eventName }: { readonly payload: string | undefined; readonly eventName: string },
): Promise<Problem | MadeTest> {
  const webhook = await readWebhook(ports, tenant, id);
  if (webhook === undefined) return noSuch("webhook");
  const parts = await ports.openAttempts();
  const ready = await parts.readyWebhooks.find(tenant, id, webhook.version);
  if (ready === undefined) return noSuch("webhook");
  let sent: OutgoingRequest | undefined;
  const sender: RequestSender = {
    send(request) {
      sent = request;
      return parts.sender.send(request);
    },
  };
  const longestAttemptSeconds = Math.min(ports.longestAttemptSeconds, LONGEST_TEST_SECONDS);
  const key = { eventId: eventIdOf(tenant, "producer", eventName), webhookId: id };
  const { attempt } = await makeAttempt(
    { sender, longestAttemptSeconds, now: ports.now },
    key,
    1,
    payload ?? JSON.stringify({ type: TEST_EVENT_TYPE, webhook_id: id }),
    ready,
  );
  if (sent === undefined) return { kind: "test", attempt };
  return { kind: "test", attempt, request: shownRequest(sent, ready) };
}

/**
 * What was sent, as far as it may be seen. The names are those of the configuration that made the
 * request, which may be newer than the webhook that was read before; a configured header is hidden
 * whatever its name.
 */
function shownRequest(
  { url, headers, body }: OutgoingRequest,
  ready: ReadyWebhook,
): NonNullable<MadeTest["request"]> {
  const secretNames = namesOf(ready.ok ? ready.headers : []);
  const signatureNames = Object.values(ready.profile.signatureHeaders);
  const shown = headers.flatMap((name, index) => {
    if (index % 2 === 1) return [];
    const value = headers[index + 1] ?? "";
    const isShown =
      !secretNames.has(name.toLowerCase()) &&
      (signatureNames.includes(name) || SHOWN_HEADERS.test(name));
    return [{ name, value: isShown ? value : HIDDEN }];
  });
  return { url, headers: shown, body };
}

/** The names of headers (name, value, name, value …), in lower case. */
function namesOf(flat: readonly string[]): ReadonlySet<string> {
  return new Set(flat.flatMap((name, index) => (index % 2 === 0 ? [name.toLowerCase()] : [])));
}
