import type { RingbackClient, Webhook } from "../../client/client.ts";
import type { Answered } from "../api/outcome.ts";
import { useLoaded } from "../api/use-loaded.ts";
import { useAccess } from "../shell/use-access.ts";

/** Webhooks that are asked for: 1,000, at 200 a page. */
const MOST_PAGES = 5;

/** Names of webhooks by their ids; empty until they are there, or where they may not be read. */
export function useWebhookNames(): ReadonlyMap<string, string> {
  const { may } = useAccess();
  const mayRead = may("webhooks:read");
  const loaded = useLoaded(
    (client, signal) => (mayRead ? readNames(client, signal) : noNames()),
    [mayRead],
  );
  return loaded.state === "loaded" ? loaded.value : NONE;
}

/** What a webhook is called: its name, or else where it leads. */
export function webhookName({ name, endpoint }: Pick<Webhook, "name" | "endpoint">): string {
  return name ?? endpoint;
}

const NONE: ReadonlyMap<string, string> = new Map();

async function noNames(): Promise<Answered<ReadonlyMap<string, string>>> {
  return { data: NONE, response: new Response() };
}

async function readNames(
  client: RingbackClient,
  signal: AbortSignal,
): Promise<Answered<ReadonlyMap<string, string>>> {
  const names = new Map<string, string>();
  let cursor: string | undefined;
  for (let pages = 1; ; pages += 1) {
    const query = { limit: 200, ...(cursor !== undefined && { cursor }) };
    const { data, error, response } = await client.GET("/webhooks", { params: { query }, signal });
    if (data === undefined) return { error, response };
    for (const webhook of data.data) names.set(webhook.id, webhookName(webhook));
    cursor = data.next_cursor ?? undefined;
    if (cursor === undefined || pages >= MOST_PAGES) return { data: names, response };
  }
}
