import { Link } from "wouter-preact";

import type { Webhook } from "../../../client/client.ts";
import { Facts } from "../../parts/facts.tsx";
import { LinkButton } from "../../parts/link-button.tsx";
import { Section } from "../../parts/section.tsx";
import { Time } from "../../parts/time.tsx";
import { useAccess } from "../../shell/use-access.ts";
import { HealthBadge, StatusBadge } from "../list/health-badge.tsx";
import { answerWords } from "../words/answer-words.ts";
import { HEALTH_WORDS, STATUS_WORDS } from "../words/health-words.ts";
import { StatusActions } from "./status-actions.tsx";

/** What the page that says why nothing came asks for; a portal link may lack some of it. */
const MAY_ASK_WHY = ["events:read", "deliveries:read", "event-types:read"];

/** How a webhook and its receiver stand, what that means, and what to do. */
export function ReceiverSection({
  webhook,
  onChanged,
}: {
  readonly webhook: Webhook;
  readonly onChanged: () => void;
}) {
  const { may, path } = useAccess();
  const { id, status, status_reason: reason, health, pool } = webhook;
  const { last_success: success, last_failure: failure } = webhook;
  const statusWords = STATUS_WORDS[status];
  const healthWords = health && HEALTH_WORDS[health.state];
  return (
    <Section
      title="Receiver"
      actions={
        <>
          {MAY_ASK_WHY.every(may) && (
            <LinkButton to={path(`/webhooks/${id}/why`)}>Why did it get nothing?</LinkButton>
          )}
          {may("deliveries:read") && (
            <LinkButton to={path(`/deliveries?webhook_id=${id}`)}>Deliveries</LinkButton>
          )}
        </>
      }
    >
      <Facts
        rows={[
          [
            "Status",
            <>
              <StatusBadge status={status} /> {statusWords.means} {reason} {statusWords.todo}
            </>,
          ],
          [
            "Receiver",
            healthWords && (
              <>
                <HealthBadge health={health} /> {healthWords.means} {healthWords.todo}
              </>
            ),
          ],
          [
            "Last success",
            success ? (
              <Outcome at={success.at} id={success.delivery_id} said="2xx" />
            ) : (
              "None of late"
            ),
          ],
          [
            "Last failure",
            failure ? (
              <Outcome at={failure.at} id={failure.delivery_id} said={answerWords(failure).said} />
            ) : (
              "None of late"
            ),
          ],
          ["Served", pool && poolWords(pool)],
        ]}
      />
      {may("webhooks:write") && <StatusActions webhook={webhook} onChanged={onChanged} />}
    </Section>
  );
}

const POOLS = {
  quick: "among the quick receivers",
  trial: "on trial, until quick answers prove it",
  slow: "apart from the quick ones, since its requests took long",
} as const;

function poolWords({ served_by: pool, tenant_slow_until: until }: NonNullable<Webhook["pool"]>) {
  return (
    <>
      {POOLS[pool]}
      {until !== undefined && (
        <>
          ; too many webhooks of the application turned slow, so none is served among the quick
          until <Time at={until} />
        </>
      )}
    </>
  );
}

function Outcome({
  at,
  id,
  said,
}: {
  readonly at: string;
  readonly id: string;
  readonly said: string;
}) {
  const { path } = useAccess();
  return (
    <>
      <Link href={path(`/deliveries/${id}`)}>{said}</Link> <Time at={at} isRelative />
    </>
  );
}
