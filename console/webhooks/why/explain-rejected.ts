import type { RejectedEvent, Webhook } from "../../../client/client.ts";
import type { EventFacts } from "./facts.ts";
import type { Finding } from "./finding.ts";

type Reason = RejectedEvent["reason"];

/** Why an event was rejected, and what its producer does about it. */
const REASONS: Readonly<Record<Reason, { readonly why: string; readonly todo: string }>> = {
  not_json: {
    why: "what came from the bus is not JSON",
    todo: "Put a JSON object into Detail.",
  },
  malformed: {
    why: "what came from the bus is no event",
    todo: "Put application and payload into Detail: the places below are wrong or missing.",
  },
  too_large: {
    why: "it is too large",
    todo: "Send at most 256 KB of payload, or an address where the rest can be fetched.",
  },
  unknown_application: {
    why: "there is no such application",
    todo: "Compare application in Detail with the id of this application, letter by letter.",
  },
  unknown_event_type: {
    why: "there is no such event type",
    todo: "DetailType has to be the name of an event type, letter by letter: compare it with Event types, or create the type.",
  },
  unknown_callback: {
    why: "its callback belongs to no webhook any more",
    todo: "Create the notification again.",
  },
  invalid_payload: {
    why: "its payload does not fit the schema of its type",
    todo: "Mend the places below. The payload belongs under payload in Detail, beside application.",
  },
  id_reused: {
    why: "its id was used for another event within 60 days",
    todo: "Give each event an id of its own.",
  },
};

/** What is known of an event that is not there. */
export function explainMissing(
  { asked, rejected }: Extract<EventFacts, { kind: "missing" }>,
  { application, environment }: Webhook,
): Finding[] {
  const question = "Was the event accepted?";
  if (rejected !== undefined) {
    const { reason, received_at: at, errors } = rejected;
    return [
      {
        question,
        tone: "bad",
        answer: ["No: it was rejected, ", { at }, `, as ${REASONS[reason].why}.`],
        lines: errorLines(errors),
        todo: [REASONS[reason].todo, "Then publish it again."],
        isReason: true,
      },
    ];
  }
  const other = environment === "production" ? "sandbox" : "production";
  return [
    {
      question,
      tone: "bad",
      answer: [`No: there is no event ${asked} in ${environment} of ${application}.`],
      todo: [
        "If POST /events answered 4xx, nothing was published: its answer names the field.",
        "If PutEvents answered FailedEntryCount above 0, AWS did not take some entries: see their ErrorCode.",
        "If PutEvents answered an EventId, see that EventBusName is Ringback's bus, that Source begins with neither aws. nor ringback, and that Detail names this application.",
        `Look in ${other}, too: an event whose Detail names no environment is for production.`,
        "If it was published just now, ask again in a moment.",
      ],
      isReason: true,
    },
  ];
}

/** Says what was rejected of late that the webhook might have got. */
export function explainRejected(rejected: readonly RejectedEvent[]): Finding[] {
  const [last] = rejected;
  if (last === undefined) return [];
  const { type = "no type", reason, received_at: at, errors } = last;
  const count = rejected.length === 1 ? "One event" : `${rejected.length} events`;
  return [
    {
      question: "Were events rejected that it might have got?",
      tone: "warn",
      answer: [
        `${count} of late; the last, of ${type}, `,
        { at },
        `, as ${REASONS[reason].why}. `,
        { to: "rejected-events", text: "All of them" },
        ".",
      ],
      lines: errorLines(errors),
      todo: [REASONS[reason].todo],
    },
  ];
}

function errorLines(errors: RejectedEvent["errors"]): string[] {
  return errors.map(({ field, message }) => (field === "" ? message : `${field}: ${message}`));
}
