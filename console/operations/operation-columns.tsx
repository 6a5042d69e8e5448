import type { CountedEnds, DownReceiver, WaitingReceiver } from "../../client/client.ts";
import { Badge, type Tone } from "../parts/badge.tsx";
import type { Column } from "../parts/data-table.tsx";
import { Time } from "../parts/time.tsx";
import { type Operation, ownerText, parkedText, reasonTexts } from "./operation-rows.ts";

/** What the operator can do something about, and what is at rest. */
const STATUS_TONES: Readonly<Record<DownReceiver["webhook_status"], Tone>> = {
  enabled: "good",
  disabled: "quiet",
  gone: "bad",
  deleted: "quiet",
};

const OWNER: Column<DownReceiver | WaitingReceiver | CountedEnds> = {
  head: "Application",
  cell: (row) => ownerText(row),
};

const WEBHOOK: Column<DownReceiver | WaitingReceiver> = {
  head: "Webhook",
  cell: ({ webhook_id: id, webhook_status: status }) => (
    <div>
      <code>{id}</code> <Badge tone={STATUS_TONES[status]}>{status}</Badge>
    </div>
  ),
};

const PARKED: Column<DownReceiver | WaitingReceiver> = {
  head: "Wait",
  cell: (row) => parkedText(row),
  isNumeric: true,
};

const DOWN: readonly Column<DownReceiver>[] = [
  OWNER,
  WEBHOOK,
  {
    head: "State",
    cell: ({ state }) => <Badge tone={state === "down" ? "bad" : "warn"}>{state}</Badge>,
  },
  { head: "Since", cell: ({ since }) => <Time at={since} isRelative /> },
  { head: "Last tried", cell: ({ probed_at: at }) => <At at={at} /> },
  PARKED,
];

const WAITING: readonly Column<WaitingReceiver>[] = [
  OWNER,
  WEBHOOK,
  PARKED,
  { head: "Next attempt", cell: ({ next_attempt_at: at }) => <At at={at} /> },
  { head: "Oldest accepted", cell: ({ oldest_accepted_at: at }) => <At at={at} /> },
  { head: "Attempts", cell: ({ attempt_count: count }) => count ?? "–", isNumeric: true },
  { head: "Last outcomes", cell: (row) => row.last_outcomes.join(", ") || "–" },
  { head: "Limits", cell: (row) => limitsText(row) },
];

const REASONS: Column<CountedEnds> = {
  head: "Reasons",
  cell: ({ reasons }) => reasonTexts(reasons).join(", "),
};
const COUNT: Column<CountedEnds> = { head: "Count", cell: ({ count }) => count, isNumeric: true };

const DROPPED: readonly Column<CountedEnds>[] = [
  OWNER,
  { head: "Webhook", cell: ({ webhook_id: id }) => <code>{id}</code> },
  COUNT,
  REASONS,
];

/** The columns of a kind. */
export function operationColumns(kind: Operation["kind"]): readonly Column<Operation>[] {
  const columns = {
    down: DOWN,
    waiting: WAITING,
    dropped: DROPPED,
    rejected: [OWNER, COUNT, REASONS],
    unaddressed: [COUNT, REASONS],
  }[kind];
  // A list has elements of its own kind only.
  return columns as readonly Column<Operation>[];
}

function At({ at }: { readonly at: string | undefined }) {
  return at === undefined ? <>–</> : <Time at={at} isRelative />;
}

function limitsText({ rate_limit: rate, max_in_flight: inFlight }: WaitingReceiver): string {
  const limits = [
    ...(rate === undefined ? [] : [`${rate.per_second} a second`]),
    ...(inFlight === undefined ? [] : [`${inFlight} at once`]),
  ];
  return limits.join(", ") || "none";
}
