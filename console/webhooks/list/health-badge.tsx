import type { Webhook } from "../../../client/client.ts";
import { Badge } from "../../parts/badge.tsx";
import { Time } from "../../parts/time.tsx";
import { HEALTH_WORDS, STATUS_WORDS } from "../words/health-words.ts";

/** How a receiver is, in a word, and since when. */
export function HealthBadge({ health }: Pick<Webhook, "health">) {
  if (health === undefined) return <span class="hint">not known</span>;
  const { word, tone } = HEALTH_WORDS[health.state];
  return (
    <span>
      <Badge tone={tone}>{word}</Badge>
      {health.since !== undefined && health.state !== "up" && (
        <span class="hint webhook-since">
          since <Time at={health.since} isRelative />
        </span>
      )}
    </span>
  );
}

/** The status of a webhook in a word. */
export function StatusBadge({ status }: Pick<Webhook, "status">) {
  const { word, tone } = STATUS_WORDS[status];
  return <Badge tone={tone}>{word}</Badge>;
}
