import type { Event } from "../../../client/client.ts";
import { explainDelivery } from "./explain-delivery.ts";
import { explainReceiver, explainStanding } from "./explain-receiver.ts";
import { explainMissing, explainRejected } from "./explain-rejected.ts";
import { explainWish } from "./explain-wish.ts";
import type { Facts } from "./facts.ts";
import type { Finding } from "./finding.ts";

/**
 * Answers the questions of docs/nothing-arrived.md by what the API says, in the order in which an
 * event takes its way. One at most is marked as the reason.
 */
export function explain(facts: Facts): Finding[] {
  const { event, webhook, nowMs } = facts;
  if (event === undefined) {
    return marked([
      ...explainReceiver(webhook),
      ...explainUnknownTypes(facts.unknownTypes),
      ...explainRejected(facts.rejected),
    ]);
  }
  if (event.kind === "missing") return marked(explainMissing(event, webhook));
  if (event.delivery !== undefined) {
    return marked([
      accepted(event.event),
      ...explainDelivery(event.delivery, webhook, nowMs),
      ...(isOpen(event.delivery.status) ? explainStanding(webhook) : []),
    ]);
  }
  return marked([accepted(event.event), ...explainWish(event.event, webhook, nowMs)]);
}

/** Whether something may still be sent of a delivery. */
function isOpen(status: string): boolean {
  return status === "pending" || status === "waiting";
}

function accepted({ id, type, accepted_at: at }: Event): Finding {
  return {
    question: "Was the event accepted?",
    tone: "good",
    answer: ["Yes, ", { at }, `, as ${type}: `, { to: `events/${id}`, text: id }, "."],
  };
}

function explainUnknownTypes(names: readonly string[]): Finding[] {
  if (names.length === 0) return [];
  return [
    {
      question: "Are there such event types?",
      tone: "warn",
      answer: [`Not of: ${names.join(", ")}. No event of such a type is accepted.`],
      todo: [
        "Compare the names letter by letter with those of the event types, or create the type.",
      ],
      isReason: true,
    },
  ];
}

/** Leaves the mark at the first reason: what comes behind it makes no difference. */
function marked(findings: readonly Finding[]): Finding[] {
  const first = findings.findIndex(({ isReason }) => isReason === true);
  return findings.map(({ isReason: _, ...finding }, index) =>
    index === first ? { ...finding, isReason: true } : finding,
  );
}
