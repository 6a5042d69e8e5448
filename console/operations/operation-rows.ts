import type { CountedEnds, DownReceiver, WaitingReceiver } from "../../client/client.ts";

/** An element of the operator's list. */
export type Operation = DownReceiver | WaitingReceiver | CountedEnds;

/** A kind of these, as the tabs of the page have them. */
export interface OperationKind {
  readonly kind: Operation["kind"];
  readonly title: string;
  /** What the list has, in a sentence or two. */
  readonly what: string;
  /** What an empty list means. */
  readonly none: string;
  /** Whether it counts a day. */
  readonly isOfDay: boolean;
}

/** The kinds, in the order of the API. */
export const OPERATION_KINDS: readonly OperationKind[] = [
  {
    kind: "down",
    title: "Down",
    what: "Receivers that failed for minutes, every time: they get probes only. Those that have just come back are in it until they have all that waits.",
    none: "No receiver is down.",
    isOfDay: false,
  },
  {
    kind: "waiting",
    title: "Waiting",
    what: "Receivers with deliveries that wait for a later attempt, more than 15 minutes away.",
    none: "Nothing waits for longer than 15 minutes.",
    isOfDay: false,
  },
  {
    kind: "dropped",
    title: "Dropped",
    what: "Deliveries that were given up in a day, by webhook and reason. Each lies in the dropped queue.",
    none: "Nothing was dropped on that day.",
    isOfDay: true,
  },
  {
    kind: "rejected",
    title: "Rejected",
    what: "Events that were rejected in a day, by application, environment and reason. Each lies in the rejected-events queue.",
    none: "No event was rejected on that day.",
    isOfDay: true,
  },
  {
    kind: "unaddressed",
    title: "Unaddressed",
    what: "Entries of the bus that addressed no application there is, or were malformed.",
    none: "Every entry of the bus was addressed on that day.",
    isOfDay: true,
  },
];

/** The kind of this name; the first for any other. */
export function operationKind(name: string | undefined): OperationKind {
  const [first] = OPERATION_KINDS;
  return OPERATION_KINDS.find(({ kind }) => kind === name) ?? (first as OperationKind);
}

/** Whose an element is: `acme / production`; of entries that addressed nobody, a dash. */
export function ownerText({
  application,
  environment,
}: Pick<CountedEnds, "application" | "environment">): string {
  return application === undefined ? "–" : `${application} / ${environment ?? ""}`;
}

/** How many wait: `1000 and more` where counting ended. */
export function parkedText({ parked, more }: Pick<DownReceiver, "parked" | "more">): string {
  return more ? `${parked} and more` : String(parked);
}

/** Reasons with their counts, the most frequent first: `expired 2`. */
export function reasonTexts(reasons: CountedEnds["reasons"]): string[] {
  return Object.entries(reasons)
    .toSorted(([, one], [, other]) => other - one)
    .map(([reason, count]) => `${reason} ${count}`);
}

/** The days that can be asked for: today and the 13 before it, in UTC. */
export function operationDays(nowMs: number): { readonly value: string; readonly label: string }[] {
  return Array.from({ length: 14 }, (_, back) => {
    const day = new Date(nowMs - back * 86_400_000).toISOString().slice(0, 10);
    return { value: day, label: back === 0 ? `${day} (today, UTC)` : day };
  });
}

/** Tells the elements of a list apart. */
export function operationKey(row: Operation): string {
  const { kind, application = "", environment = "" } = row;
  const webhookId = "webhook_id" in row ? (row.webhook_id ?? "") : "";
  return [kind, application, environment, webhookId].join(" ");
}

/** The page of the application that an element is about. */
export function ownerPath({ application }: { readonly application?: string }): string {
  return `/operator/applications/${application ?? ""}`;
}
