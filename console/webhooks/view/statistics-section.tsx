import { useState } from "preact/hooks";

import type { Webhook, WebhookStatistics } from "../../../client/client.ts";
import { useLoaded } from "../../api/use-loaded.ts";
import { dropReasonText } from "../../deliveries/words.ts";
import { Facts } from "../../parts/facts.tsx";
import { Loading } from "../../parts/loading.tsx";
import { Section } from "../../parts/section.tsx";
import { Select } from "../../parts/select.tsx";
import { durationWords } from "../../parts/time-words.ts";
import { counted, successShare } from "../list/success-share.ts";
import { answersWords, shareWords } from "../words/statistics-words.ts";

const DAY_MS = 86_400_000;

const RANGES = [
  { value: "1", label: "24 hours" },
  { value: "7", label: "7 days" },
  { value: "30", label: "30 days" },
] as const;

/** What became of a webhook's deliveries of late. */
export function StatisticsSection({ webhook: { id } }: { readonly webhook: Webhook }) {
  const [days, setDays] = useState<(typeof RANGES)[number]["value"]>("1");
  const loaded = useLoaded(
    (client, signal) => {
      const since = new Date(Date.now() - Number(days) * DAY_MS).toISOString();
      return client.GET("/webhooks/{id}/stats", {
        params: { path: { id }, query: { since } },
        signal,
      });
    },
    [id, days],
  );
  return (
    <Section
      title="Deliveries"
      actions={
        <Select
          label="Accepted in the last"
          name="range"
          options={RANGES}
          value={days}
          onChange={setDays}
        />
      }
    >
      <Loading of={loaded}>{(statistics) => <Statistics of={statistics} />}</Loading>
    </Section>
  );
}

function Statistics({ of: statistics }: { readonly of: WebhookStatistics }) {
  const { outcomes, approximate, records_read: read, delivery_count: count } = statistics;
  if (count === 0) return <p>No delivery of that time has made an attempt.</p>;
  const { word, of } = successShare(statistics);
  const first = shareWords(outcomes.delivered_at_first_attempt, outcomes.delivered);
  return (
    <>
      {approximate && (
        <p class="hint">
          Estimates, from {counted(read)} of them: ask for a shorter time for exact numbers.
        </p>
      )}
      <Facts
        rows={[
          ["Delivered", `${word} ${of}`],
          ["At the first attempt", outcomes.delivered === 0 ? undefined : first],
          ["Waiting", counted(outcomes.queued + outcomes.parked)],
          [
            "Dropped",
            Object.keys(outcomes.dropped).length === 0 ? (
              "0"
            ) : (
              <ul class="plain-list">
                {Object.entries(outcomes.dropped).map(([reason, dropped]) => (
                  <li key={reason}>
                    {counted(dropped)}: {dropReasonText(reason)}
                  </li>
                ))}
              </ul>
            ),
          ],
          ["Last answers", answersWords(statistics)],
          ["Accepted to delivered", <Percentiles of={statistics.accepted_to_delivered_ms} />],
          ["One attempt", <Percentiles of={statistics.attempt_ms} />],
          ["Attempts", counted(statistics.attempt_count)],
        ]}
      />
    </>
  );
}

function Percentiles({ of: ms }: { readonly of: WebhookStatistics["attempt_ms"] }) {
  if (ms === null) return <>nothing to measure</>;
  return (
    <>
      half within {durationWords(ms.p50)}, 90 % within {durationWords(ms.p90)}, 99 % within{" "}
      {durationWords(ms.p99)}
    </>
  );
}
