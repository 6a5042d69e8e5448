import type { Event, Webhook } from "../../../client/client.ts";
import type { FilterTerm } from "../../../lambdas/shared/domain/event-filter.ts";
import { nearestName } from "../../../lambdas/shared/domain/nearest-name.ts";
import { wantsType } from "../../../lambdas/shared/domain/webhook.ts";
import { type ConditionVerdict, filterVerdict } from "../edit/filter/filter-verdict.ts";
import { termsWords } from "../words/term-words.ts";
import type { Finding } from "./finding.ts";

/** Days that a delivery is kept after its end. */
const KEPT_DAYS = 30;
const DAY_MS = 86_400_000;

/** Why a webhook has no delivery of an event: what it wants, by the code that fan-out asks. */
export function explainWish(event: Event, webhook: Webhook, nowMs: number): Finding[] {
  const findings = [
    ...explainStatus(webhook),
    explainType(event, webhook),
    explainAge(event, webhook),
    ...explainConditions(event, webhook),
  ];
  if (findings.some(({ isReason }) => isReason === true))
    return [...findings, ...changedSince(event, webhook)];
  return [...findings, noneFound(event, webhook, nowMs)];
}

function explainStatus({ status }: Webhook): Finding[] {
  if (status !== "gone") return [];
  return [
    {
      question: "Is it enabled?",
      tone: "bad",
      answer: ["No: its receiver answered 410, so it is gone, and events pass it by."],
      todo: [
        "Enable it once the receiver is there again. Events of the meantime are not delivered afterwards: publish them again under another id.",
      ],
      isReason: true,
    },
  ];
}

function explainType({ type }: Event, webhook: Webhook): Finding {
  const question = "Does it want events of this type?";
  if (wantsType({ ...webhook, status: "enabled" }, type)) {
    const how = webhook.events.includes("*") ? "it takes every type" : `its events name ${type}`;
    return { question, tone: "good", answer: [`Yes: ${how}.`] };
  }
  const nearest = nearestName(type, webhook.events);
  return {
    question,
    tone: "bad",
    answer: [
      `No: its events do not name ${type}`,
      nearest === undefined ? "." : `, but ${nearest}. Names are compared letter by letter.`,
    ],
    todo: [`Add ${type} to its events. It holds for what is published from then on.`],
    isReason: true,
  };
}

function explainAge({ accepted_at: accepted }: Event, { created_at: created }: Webhook): Finding {
  const question = "Was it there when the event was published?";
  if (Date.parse(created) <= Date.parse(accepted)) {
    return { question, tone: "good", answer: ["Yes: it was created ", { at: created }, "."] };
  }
  return {
    question,
    tone: "bad",
    answer: [
      "No: it was created ",
      { at: created },
      ", after the event. An event goes to those webhooks that were there.",
    ],
    todo: ["Publish the event again under another id."],
    isReason: true,
  };
}

function explainConditions({ payload }: Event, { filter }: Webhook): Finding[] {
  if (filter === undefined) return [];
  const question = "Does its filter let the event through?";
  const verdict = filterVerdict(filter, payload);
  if (verdict.kind === "unreadable") return [];
  const lines = verdict.conditions.map((condition) => conditionLine(condition, filter));
  if (verdict.kind === "sent") return [{ question, tone: "good", answer: ["Yes."], lines }];
  return [
    {
      question,
      tone: "bad",
      answer: [`No: ${failed(verdict.conditions)}.`],
      lines,
      todo: [
        "Change the filter, or what the producer writes there. A filter decides once, at publication: publish the event again under another id.",
      ],
      isReason: true,
    },
  ];
}

function failed(conditions: readonly ConditionVerdict[]): string {
  const names = conditions.filter(({ isMatch }) => !isMatch).map(({ path }) => path);
  if (names.length === 0) {
    return "each condition is met by itself, but those on one list have to be met by the same element of it";
  }
  return `what stands at ${names.join(" and at ")} is not what it asks for`;
}

function conditionLine(
  { path, isMatch, found }: ConditionVerdict,
  filter: NonNullable<Webhook["filter"]>,
): string {
  const asked = termsWords((filter[path] ?? []) as FilterTerm[]);
  return `${isMatch ? "✓" : "✗"} ${path} ${asked}: there is ${found}`;
}

/** What it wanted then may have been something else. */
function changedSince({ accepted_at: accepted }: Event, webhook: Webhook): Finding[] {
  const { created_at: created, modified_at: modified } = webhook;
  const isChanged = modified !== created && Date.parse(modified) > Date.parse(accepted);
  if (!isChanged) return [];
  return [
    {
      question: "Is it as it was then?",
      tone: "quiet",
      answer: [
        "It was changed ",
        { at: modified },
        ", after the event: what it wanted before may have been something else.",
      ],
    },
  ];
}

function noneFound(event: Event, webhook: Webhook, nowMs: number): Finding {
  const question = "Is there a delivery?";
  const [changed] = changedSince(event, webhook);
  if (changed !== undefined) {
    return {
      question,
      tone: "bad",
      answer: [
        "No. As it is now it would get the event; but it was changed ",
        { at: webhook.modified_at },
        ", after the event, and an event goes to those that wanted it when it was published.",
      ],
      todo: ["Publish the event again under another id."],
      isReason: true,
    };
  }
  if (nowMs - Date.parse(event.accepted_at) > KEPT_DAYS * DAY_MS) {
    return {
      question,
      tone: "quiet",
      answer: [`None that is kept: deliveries are removed ${KEPT_DAYS} days after their end.`],
    };
  }
  return {
    question,
    tone: "warn",
    answer: [
      webhook.hidden === true
        ? "No: this webhook is for callback URLs of notifications, and gets those alone."
        : "No, though it wants the event. The callback of a notification goes to the webhook of its callback URL alone.",
    ],
    todo: ["If this event is none of these, tell the operator its id."],
    isReason: true,
  };
}
