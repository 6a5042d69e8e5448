import type { ComponentChildren } from "preact";
import { useState } from "preact/hooks";

import { Button, type ButtonKind } from "./button.tsx";
import { Dialog } from "./dialog.tsx";

/** A button that asks before it does what it says. */
export function ConfirmButton({
  label,
  question,
  onConfirm,
  kind = "danger",
  isRunning = false,
  isDisabled = false,
  children,
}: {
  readonly label: string;
  /** A whole sentence: "Delete the webhook whk_1?" */
  readonly question: string;
  /** The dialog closes when it is done. */
  readonly onConfirm: () => unknown;
  readonly kind?: ButtonKind;
  readonly isRunning?: boolean;
  readonly isDisabled?: boolean;
  /** What follows from it. */
  readonly children?: ComponentChildren;
}) {
  const [isOpen, setOpen] = useState(false);
  return (
    <>
      <Button
        kind={kind}
        isDisabled={isDisabled}
        isRunning={isRunning}
        onClick={() => setOpen(true)}
      >
        {label}
      </Button>
      <Dialog title={question} isOpen={isOpen} onClose={() => setOpen(false)}>
        {children}
        <div class="actions">
          <Button onClick={() => setOpen(false)}>Cancel</Button>
          <Button
            kind={kind === "danger" ? "danger" : "primary"}
            isRunning={isRunning}
            onClick={async () => {
              await onConfirm();
              setOpen(false);
            }}
          >
            {label}
          </Button>
        </div>
      </Dialog>
    </>
  );
}
