import { useEffect, useState } from "preact/hooks";

import { Button } from "../../parts/button.tsx";
import { Dialog } from "../../parts/dialog.tsx";
import { guardLeaving } from "../../shell/hash-location.ts";

/** Asks before a page with unsaved changes is left. */
export function LeaveDialog({
  isAsking,
}: {
  /** Whether there is something to lose. */
  readonly isAsking: boolean;
}) {
  const [leave, setLeave] = useState<() => void>();
  useEffect(() => {
    if (!isAsking) return undefined;
    const warn = (event: BeforeUnloadEvent) => event.preventDefault();
    addEventListener("beforeunload", warn);
    const release = guardLeaving((go) => setLeave(() => go));
    return () => {
      removeEventListener("beforeunload", warn);
      release();
    };
  }, [isAsking]);
  return (
    <Dialog
      title="Leave without saving?"
      isOpen={leave !== undefined}
      onClose={() => setLeave(undefined)}
    >
      <p>What was typed here is not saved.</p>
      <div class="actions">
        <Button onClick={() => setLeave(undefined)}>Stay</Button>
        <Button kind="danger" onClick={() => leave?.()}>
          Leave
        </Button>
      </div>
    </Dialog>
  );
}
