/** Why a delivery was given up: the drop reasons of docs/words.md. */
const DROP_WORDS: Readonly<Record<string, string>> = {
  attempts_spent: "no attempt of its schedule was answered 2xx",
  receiver_down: "its schedule was over while the receiver was down",
  gone: "the receiver answered 410, or its webhook is gone for that",
  webhook_deleted: "its webhook was deleted",
  expired: "it waited for 28 days",
  cancelled: "somebody cancelled it",
  unprocessable: "its message could not be worked off, again and again",
  rejected: "the receiver answered a status that ends the schedule (config.retry.stop_on)",
};

/** A drop reason in words; one that is not known here, as it is. */
export function dropWords(reason: string): string {
  return Object.hasOwn(DROP_WORDS, reason) ? String(DROP_WORDS[reason]) : reason;
}
