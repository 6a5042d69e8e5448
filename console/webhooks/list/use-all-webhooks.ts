import { useState } from "preact/hooks";

import type { RingbackClient, Webhook } from "../../../client/client.ts";
import type { Answered } from "../../api/outcome.ts";
import { type Loaded, useLoaded } from "../../api/use-loaded.ts";

/** Webhooks of a page of the API; there are 1,000 in an environment at most, and as many hidden. */
const OF_A_PAGE = 200;

/** All webhooks, as far as they are there. */
export interface AllWebhooks {
  readonly loaded: Loaded<readonly Webhook[]> & { readonly reload: () => void };
  /** More are on their way. */
  readonly isPart: boolean;
}

/** The webhooks of the environment, shown page by page as they come. */
export function useAllWebhooks(isHidden: boolean): AllWebhooks {
  const [part, setPart] = useState<{ isHidden: boolean; rows: readonly Webhook[] }>();
  const loaded = useLoaded(
    (client, signal) => readAll(client, isHidden, signal, (rows) => setPart({ isHidden, rows })),
    [isHidden],
  );
  if (loaded.state !== "loading" || part?.isHidden !== isHidden) return { loaded, isPart: false };
  const { reload } = loaded;
  return {
    loaded: { state: "loaded", value: part.rows, isReloading: false, reload },
    isPart: true,
  };
}

async function readAll(
  client: RingbackClient,
  isHidden: boolean,
  signal: AbortSignal,
  came: (rows: readonly Webhook[]) => void,
): Promise<Answered<readonly Webhook[]>> {
  const rows: Webhook[] = [];
  for (let cursor: string | undefined; ;) {
    const query = {
      limit: OF_A_PAGE,
      hidden: isHidden ? ("true" as const) : ("false" as const),
      ...(cursor !== undefined && { cursor }),
    };
    const { data, error, response } = await client.GET("/webhooks", { params: { query }, signal });
    if (data === undefined) return { error, response };
    rows.push(...data.data);
    cursor = data.next_cursor ?? undefined;
    if (cursor === undefined) return { data: rows, response };
    came([...rows]);
  }
}
