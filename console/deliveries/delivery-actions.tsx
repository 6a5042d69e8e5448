import type { Delivery } from "../../client/client.ts";
import { useAction } from "../api/use-action.ts";
import { Button } from "../parts/button.tsx";
import { ConfirmButton } from "../parts/confirm-button.tsx";
import { useNotices } from "../parts/notices.tsx";
import { ProblemNotice } from "../parts/problem-notice.tsx";
import type { AllowedActions } from "./allowed-actions.ts";

/** Resends or cancels a delivery, where that can be; says why not. */
export function DeliveryActions({
  id,
  allowed: { mayResend, mayCancel, obstacle },
  onDone,
}: {
  readonly id: string;
  readonly allowed: AllowedActions;
  /** The delivery has changed, or is not as this page thought. */
  readonly onDone: () => void;
}) {
  const { tell } = useNotices();
  const params = { path: { id } };
  const done = (text: string) => () => {
    tell(text);
    onDone();
  };
  const resend = useAction<[], Delivery>(
    (client) => client.POST("/deliveries/{id}/resend", { params }),
    { done: done("It is sent again, with a fresh schedule.") },
  );
  const cancel = useAction<[], Delivery>(
    (client) => client.POST("/deliveries/{id}/cancel", { params }),
    { done: done("It is cancelled.") },
  );
  const problem = resend.problem ?? cancel.problem;
  return (
    <>
      <ProblemNotice problem={problem}>
        <Button onClick={() => refresh(onDone, resend, cancel)}>Look again</Button>
      </ProblemNotice>
      <div class="actions delivery-actions">
        {mayResend && (
          <Button
            kind="primary"
            isRunning={resend.isRunning}
            onClick={() => {
              cancel.clear();
              void resend.run();
            }}
          >
            Resend now
          </Button>
        )}
        {mayCancel && (
          <ConfirmButton
            label="Cancel delivery"
            question="Cancel this delivery?"
            isRunning={cancel.isRunning}
            onConfirm={async () => {
              resend.clear();
              await cancel.run();
            }}
          >
            <p>It is not attempted any more. A request that is under way is not taken back.</p>
          </ConfirmButton>
        )}
        {obstacle !== undefined && <p class="hint">{obstacle}</p>}
      </div>
    </>
  );
}

function refresh(onDone: () => void, ...actions: readonly { clear(): void }[]): void {
  for (const action of actions) action.clear();
  onDone();
}
