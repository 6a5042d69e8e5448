import { useLocation } from "wouter-preact";

import type { Webhook } from "../../../client/client.ts";
import { useAction } from "../../api/use-action.ts";
import { Button } from "../../parts/button.tsx";
import { ConfirmButton } from "../../parts/confirm-button.tsx";
import { useNotices } from "../../parts/notices.tsx";
import { ProblemNotice } from "../../parts/problem-notice.tsx";
import { useAccess } from "../../shell/use-access.ts";
import { titleOf } from "../list/list-model.ts";

/** Enable, disable, delete. */
export function StatusActions({
  webhook,
  onChanged,
}: {
  readonly webhook: Webhook;
  readonly onChanged: () => void;
}) {
  const { path } = useAccess();
  const [, navigate] = useLocation();
  const { tell } = useNotices();
  const title = titleOf(webhook);
  const given = { params: { path: { id: webhook.id } } };
  const enable = useAction((client) => client.POST("/webhooks/{id}/enable", given), {
    done() {
      tell(`${title} is enabled: what waits for it goes out.`);
      onChanged();
    },
  });
  const disable = useAction((client) => client.POST("/webhooks/{id}/disable", given), {
    done() {
      tell(`${title} is disabled: its deliveries wait.`);
      onChanged();
    },
  });
  const remove = useAction((client) => client.DELETE("/webhooks/{id}", given), {
    done() {
      tell(`${title} is deleted.`);
      navigate(path("/webhooks"));
    },
  });
  return (
    <>
      <ProblemNotice problem={enable.problem ?? disable.problem ?? remove.problem} />
      <div class="actions webhook-actions">
        {webhook.status === "enabled" ? (
          <ConfirmButton
            label="Disable"
            kind="plain"
            question={`Disable ${title}?`}
            isRunning={disable.isRunning}
            onConfirm={() => disable.run()}
          >
            <p>Events go on to be accepted for it. Its deliveries wait, at most 28 days.</p>
          </ConfirmButton>
        ) : (
          <Button kind="primary" isRunning={enable.isRunning} onClick={() => enable.run()}>
            Enable
          </Button>
        )}
        <ConfirmButton
          label="Delete"
          question={`Delete ${title}?`}
          isRunning={remove.isRunning}
          onConfirm={() => remove.run()}
        >
          <p>
            Deliveries that wait for it are dropped, and cannot be sent again. Its secrets are gone.
          </p>
        </ConfirmButton>
      </div>
    </>
  );
}
