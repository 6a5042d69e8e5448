import { WEBHOOK_ID } from "../../lambdas/config-api/http/fields.ts";
import type { NewWebhook } from "./new-webhook.ts";
import { problemRefusal } from "./problem-refusal.ts";
import { refuse, type Refusal } from "./refusal.ts";
import { secretsOf } from "./safe-text.ts";

/** A webhook that is there. */
export interface PresentWebhook {
  readonly id: string;
  readonly name?: string | undefined;
  readonly endpoint: string;
  readonly events: readonly string[];
  readonly status: string;
}

/** What came of a request. */
export type ApiAnswer<Value> = Refusal | { readonly kind: "answer"; readonly value: Value };

/** The config API as one API key sees it. Nothing throws. */
export interface ConfigApi {
  /** All webhooks of the key's application and environment. */
  list(): Promise<ApiAnswer<readonly PresentWebhook[]>>;
  /** @returns the webhook, which may be one that the same idempotency key created before */
  create(webhook: NewWebhook, idempotencyKey: string): Promise<ApiAnswer<PresentWebhook>>;
  read(id: string): Promise<ApiAnswer<PresentWebhook>>;
  disable(id: string): Promise<ApiAnswer<PresentWebhook>>;
}

/** The function behind the API ends after 29 s. */
const TIMEOUT_MS = 30_000;
/** The most that the API lists at once. */
const PAGE_SIZE = 200;
/** More pages than the 1,000 webhooks of an application can fill, whatever their sizes. */
const MOST_PAGES = 1000;

const NOT_RINGBACK = refuse(
  "the answer is not that of Ringback's config API",
  "check --api: it is the output of the deployment, or api_url of .ringback/cloud.json",
);

/** Talks to the config API with one key. Redirects are not followed: bodies hold secrets. */
export function configApi(apiUrl: string, key: string, signal: AbortSignal): ConfigApi {
  async function call(
    method: string,
    path: string,
    webhook?: NewWebhook,
    headers: Readonly<Record<string, string>> = {},
  ): Promise<ApiAnswer<unknown>> {
    const authorization = `Bearer ${key}`;
    try {
      const response = await fetch(`${apiUrl}${path}`, {
        method,
        redirect: "manual",
        signal: AbortSignal.any([signal, AbortSignal.timeout(TIMEOUT_MS)]),
        headers: { authorization, "content-type": "application/json", ...headers },
        ...(webhook !== undefined && { body: JSON.stringify(webhook) }),
      });
      const text = await response.text();
      if (response.ok) return { kind: "answer", value: parse(text) };
      const secrets = [key, ...(webhook === undefined ? [] : secretsOf(webhook))];
      return problemRefusal(response.status, parse(text), secrets, webhook);
    } catch (error) {
      return refuse(
        `the config API cannot be reached (${reasonOf(error)})`,
        "check --api and the network, and run it again: nothing is created twice",
      );
    }
  }

  return {
    async list() {
      const found: PresentWebhook[] = [];
      let query = `limit=${PAGE_SIZE}`;
      for (let page = 0; page < MOST_PAGES; page += 1) {
        const answer = await call("GET", `/webhooks?${query}`);
        if (answer.kind === "refused") return answer;
        const { data, next_cursor: cursor } = Object(answer.value) as Record<string, unknown>;
        if (!Array.isArray(data) || !data.every(isWebhook)) return NOT_RINGBACK;
        found.push(...data);
        if (typeof cursor !== "string") return { kind: "answer", value: found };
        query = `limit=${PAGE_SIZE}&cursor=${encodeURIComponent(cursor)}`;
      }
      return NOT_RINGBACK;
    },
    create: async (webhook, idempotencyKey) =>
      webhookOf(await call("POST", "/webhooks", webhook, { "idempotency-key": idempotencyKey })),
    read: async (id) => webhookOf(await call("GET", `/webhooks/${id}`)),
    disable: async (id) => webhookOf(await call("POST", `/webhooks/${id}/disable`)),
  };
}

function webhookOf(answer: ApiAnswer<unknown>): ApiAnswer<PresentWebhook> {
  if (answer.kind === "refused") return answer;
  return isWebhook(answer.value) ? { kind: "answer", value: answer.value } : NOT_RINGBACK;
}

function isWebhook(value: unknown): value is PresentWebhook {
  const { id, endpoint, events, status } = Object(value) as Partial<Record<string, unknown>>;
  const isListed = typeof id === "string" && WEBHOOK_ID.test(id) && Array.isArray(events);
  return isListed && typeof endpoint === "string" && typeof status === "string";
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** The code of what went wrong, never its message: that of a bad header quotes the header. */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return "unknown";
  const { code } = Object(error.cause) as { code?: unknown };
  return typeof code === "string" && /^\w{1,40}$/u.test(code) ? code : error.name;
}
