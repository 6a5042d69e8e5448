import type { Attempt, DeliveryDetails, Webhook } from "../../../client/client.ts";
import { dropReasonText } from "../../deliveries/words.ts";
import { durationWords } from "../../parts/time-words.ts";
import { answerWords } from "../words/answer-words.ts";
import type { Finding, Phrase } from "./finding.ts";

const QUESTION = "What became of the delivery?";
/** From then on it is no queue that a delivery waits in. */
const LONG_PENDING_MS = 15 * 60_000;
/** How much longer than its timeout an attempt may seem to take: it has to get to its function. */
const LEEWAY_MS = 5000;

/** Who may have answered in the receiver's name. */
const ANSWERED: readonly string[] = [
  "See whether a proxy, load balancer or gateway in front of the receiver takes everything.",
  "Compare the endpoint with the stage of the receiver whose log you read.",
  "Search the receiver's log for the delivery's id: it is in the header ringback-delivery, and the receiver may have taken it for a repeat.",
];

/** What a delivery says of itself. */
export function explainDelivery(
  delivery: DeliveryDetails,
  webhook: Webhook,
  nowMs: number,
): Finding[] {
  const { attempts, status } = delivery;
  const last = attempts.at(-1);
  switch (status) {
    case "delivered":
      return [delivered(delivery, last)];
    case "pending":
      return [pending(delivery, webhook, nowMs), ...answered(last)];
    case "waiting":
      return [waiting(delivery, webhook), ...answered(last).map(asReason)];
    case "dropped":
    case "cancelled":
      return [dropped(delivery), ...answered(last)];
  }
}

function delivered({ id, settled_at: at }: DeliveryDetails, last: Attempt | undefined): Finding {
  const status = last?.status === undefined ? "a 2xx" : `${last.status}`;
  return {
    question: QUESTION,
    tone: "warn",
    answer: [
      `It was answered ${status} in the receiver's name`,
      ...when(at),
      ": ",
      link(id),
      ". So something took it.",
    ],
    todo: ANSWERED,
    isReason: true,
  };
}

function pending(delivery: DeliveryDetails, webhook: Webhook, nowMs: number): Finding {
  const { id, accepted_at: accepted } = delivery;
  const ageMs = nowMs - Date.parse(accepted);
  const timeoutSeconds = webhook.effective.timeout_seconds;
  const base = { question: QUESTION, isReason: true } as const;
  const none: Phrase[] = ["No attempt of it has ended yet: ", link(id), ". "];
  if (webhook.status !== "enabled") {
    return {
      ...base,
      tone: "bad",
      answer: [...none, `Its webhook is ${webhook.status}.`],
      todo: [ENABLE],
    };
  }
  if (ageMs <= timeoutSeconds * 1000 + LEEWAY_MS) {
    const may = `An attempt may take ${durationWords(timeoutSeconds * 1000)}.`;
    return { ...base, tone: "quiet", answer: [...none, may], todo: ["Ask again in a moment."] };
  }
  if (ageMs <= LONG_PENDING_MS) {
    const wait = "Deliveries of slow or new receivers wait for their turn behind each other.";
    return { ...base, tone: "warn", answer: [...none, wait], todo: ["Ask again in some minutes."] };
  }
  return {
    ...base,
    tone: "bad",
    answer: [...none, `It was accepted ${durationWords(ageMs)} ago.`],
    todo: [
      "If its receiver is neither down nor limited, tell the operator its id: docs/runbook.md is for that.",
    ],
  };
}

const ENABLE = "Enable the webhook: what waits for it goes out at once.";

const WAITS_FOR = {
  rate_limit: "the rate_limit of its webhook keeps it back",
  max_in_flight: "max_in_flight of its webhook keeps it back",
} as const;

function waiting(delivery: DeliveryDetails, { status }: Webhook): Finding {
  const { id, next_attempt_at: next, waits_for: limit, attempt_count: count } = delivery;
  const tried = count === 1 ? "After one attempt it waits" : `After ${count} attempts it waits`;
  const answer: Phrase[] = [`${tried} for the next`, ...when(next, ", due "), ": ", link(id), "."];
  if (status !== "enabled") {
    answer.push(` Its webhook is ${status}, so nothing is sent.`);
    return { question: QUESTION, tone: "bad", answer, todo: [ENABLE], isReason: true };
  }
  if (limit !== undefined) {
    answer.push(` It is due, but ${WAITS_FOR[limit]}.`);
    const todo = ["Raise the limit if its receiver can take more, or wait."];
    return { question: QUESTION, tone: "warn", answer, todo, isReason: true };
  }
  return {
    question: QUESTION,
    tone: "warn",
    answer,
    todo: ["To try now, with a fresh schedule, open it and choose Resend."],
  };
}

function dropped(delivery: DeliveryDetails): Finding {
  const { id, status, drop_reason: reason, settled_at: at } = delivery;
  const isCancelled = status === "cancelled";
  const why = isCancelled || reason === undefined ? "" : ` ${dropReasonText(reason)}`;
  return {
    question: QUESTION,
    tone: "bad",
    answer: [
      isCancelled ? "It was cancelled" : "It was given up",
      ...when(at),
      ": ",
      link(id),
      `.${why}`,
    ],
    todo: ["Mend what failed, then open it and choose Resend."],
    isReason: true,
  };
}

/** While it waits, what was answered last is why it got nothing so far. */
function asReason(finding: Finding): Finding {
  return { ...finding, isReason: true };
}

/** What the last attempt was answered. */
function answered(last: Attempt | undefined): Finding[] {
  if (last === undefined) return [];
  const { said, todo } = answerWords(last);
  const took = durationWords(last.duration_ms);
  const leads = last.location === undefined ? "" : `, leading to ${last.location}`;
  return [
    {
      question: "What did the receiver answer last?",
      tone: last.verdict === "succeeded" ? "good" : "bad",
      answer: [
        `Attempt ${last.number}, `,
        { at: last.started_at },
        `: ${said}${leads}, after ${took}.`,
      ],
      ...(last.answer !== undefined && last.answer !== "" && { lines: [last.answer] }),
      ...(todo !== undefined && { todo: [todo] }),
    },
  ];
}

function link(id: string): Phrase {
  return { to: `deliveries/${id}`, text: "the delivery" };
}

function when(at: string | undefined, before = ", "): Phrase[] {
  return at === undefined ? [] : [before, { at }];
}
