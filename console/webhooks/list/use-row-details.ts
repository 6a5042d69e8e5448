import { useEffect, useState } from "preact/hooks";

import type { RingbackClient, Webhook, WebhookStatistics } from "../../../client/client.ts";
import { useAccess } from "../../shell/use-access.ts";
import { makePacedLoader, type PacedLoader } from "./paced-loader.ts";

/** What a list shows of a webhook that takes requests of its own. */
export interface RowDetails {
  readonly webhook: Webhook;
  /** Of the last 24 hours; absent where the key may not read deliveries. */
  readonly statistics?: WebhookStatistics;
}

/** What the API takes of statistics: one a second, after twenty. */
const STATISTICS_RULE = { perSecond: 1, burst: 20 };
/** Rows at the same time, of two requests each. */
const ROWS_AT_ONCE = 3;
/** What is known of a row is shown so long before it is asked for again, in ms. */
const FRESH_MS = 120_000;

/** One loader a client: whoever comes back to the list sees what it knew. */
const loaders = new WeakMap<RingbackClient, PacedLoader<RowDetails>>();

function loaderOf(client: RingbackClient, hasStatistics: boolean): PacedLoader<RowDetails> {
  const known = loaders.get(client);
  if (known !== undefined) return known;
  const loader = makePacedLoader<RowDetails>({
    load: (id) => readDetails(client, id, hasStatistics),
    atOnce: ROWS_AT_ONCE,
    rule: STATISTICS_RULE,
    freshMs: FRESH_MS,
    now: Date.now,
    sleep: (ms) =>
      new Promise((resolve) => {
        setTimeout(resolve, ms);
      }),
  });
  loaders.set(client, loader);
  return loader;
}

/** The details of the rows in view, as they come. */
export function useRowDetails(
  ids: readonly string[],
): (id: string) => RowDetails | "failed" | undefined {
  const { client, may } = useAccess();
  const loader = loaderOf(client, may("deliveries:read"));
  const [, redraw] = useState({});
  useEffect(() => loader.subscribe(() => redraw({})), [loader]);
  useEffect(() => {
    loader.show(ids);
    return () => loader.show([]);
  }, [loader, ids.join()]);
  return (id) => loader.get(id);
}

async function readDetails(
  client: RingbackClient,
  id: string,
  hasStatistics: boolean,
): Promise<RowDetails> {
  const given = { params: { path: { id } } };
  const [webhook, statistics] = await Promise.all([
    client.GET("/webhooks/{id}", given),
    hasStatistics ? client.GET("/webhooks/{id}/stats", given) : undefined,
  ]);
  if (webhook.data === undefined) throw new Error(webhook.error.title);
  return {
    webhook: webhook.data,
    ...(statistics?.data !== undefined && { statistics: statistics.data }),
  };
}
