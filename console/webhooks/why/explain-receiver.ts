import type { Webhook } from "../../../client/client.ts";
import { answerWords } from "../words/answer-words.ts";
import { HEALTH_WORDS, STATUS_WORDS } from "../words/health-words.ts";
import type { Finding } from "./finding.ts";

/** What keeps every delivery of a webhook back, and what its receiver said last. */
export function explainReceiver(webhook: Webhook): Finding[] {
  return [...explainStanding(webhook), ...explainLast(webhook)];
}

/** What keeps every delivery of a webhook back. */
export function explainStanding(webhook: Webhook): Finding[] {
  return [explainStatus(webhook), ...explainHealth(webhook)];
}

function explainStatus({ status, status_reason: reason }: Webhook): Finding {
  const question = "Is it enabled?";
  const { means, todo, tone } = STATUS_WORDS[status];
  if (status === "enabled") return { question, tone, answer: ["Yes."] };
  return {
    question,
    tone: "bad",
    answer: [`No, it is ${status}${reason === undefined ? "" : ` (${reason})`}. ${means}`],
    ...(todo !== undefined && { todo: [todo] }),
    isReason: true,
  };
}

function explainHealth({ health }: Webhook): Finding[] {
  if (health === undefined) return [];
  const { word, tone, means, todo } = HEALTH_WORDS[health.state];
  return [
    {
      question: "How is its receiver?",
      tone,
      answer: [
        `It is ${word}`,
        ...(health.since === undefined ? [] : [" since ", { at: health.since }]),
        `. ${means}`,
      ],
      ...(todo !== undefined && { todo: [todo] }),
      ...((health.state === "down" || health.state === "limited") && { isReason: true }),
    },
  ];
}

function explainLast({ last_failure: failure, last_success: success }: Webhook): Finding[] {
  const question = "What did its receiver answer of late?";
  if (failure === undefined && success === undefined) {
    return [
      {
        question,
        tone: "quiet",
        answer: ["No attempt of its last hundred deliveries has ended, or it has none."],
        todo: [
          "Send a test request: it shows whether the receiver can be reached, without any event.",
        ],
      },
    ];
  }
  const findings: Finding[] = [];
  if (failure !== undefined) {
    const { said, todo } = answerWords(failure);
    const isLast = success === undefined || Date.parse(success.at) < Date.parse(failure.at);
    findings.push({
      question: "What failed last?",
      tone: isLast ? "bad" : "quiet",
      answer: [
        { to: `deliveries/${failure.delivery_id}`, text: "An attempt" },
        " ",
        { at: failure.at },
        `: ${said}.`,
      ],
      ...(todo !== undefined && { todo: [todo] }),
      ...(isLast && { isReason: true }),
    });
  }
  if (success !== undefined) {
    findings.push({
      question: "What succeeded last?",
      tone: "good",
      answer: [
        { to: `deliveries/${success.delivery_id}`, text: "A delivery" },
        " was answered 2xx ",
        { at: success.at },
        ".",
      ],
    });
  }
  return findings;
}
