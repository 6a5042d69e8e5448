import type { Delivery } from "../../client/client.ts";
import { Badge } from "../parts/badge.tsx";
import { dropReasonText, STATUS_WORDS } from "./words.ts";

/** The status of a delivery in a word; why it was dropped is its title. */
export function StatusBadge({
  of: { status, drop_reason: reason },
}: {
  readonly of: Pick<Delivery, "status" | "drop_reason">;
}) {
  const { word, tone } = STATUS_WORDS[status];
  return (
    <>
      <Badge tone={tone}>{word}</Badge>
      {status === "dropped" && reason !== undefined && (
        <span class="hint drop-reason">{dropReasonText(reason)}</span>
      )}
    </>
  );
}
