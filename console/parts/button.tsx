import type { ComponentChildren } from "preact";

/** How much a button stands out. */
export type ButtonKind = "primary" | "plain" | "danger";

/** A button. While it runs it can be reached still, and does nothing. */
export function Button({
  kind = "plain",
  type = "button",
  isRunning = false,
  isDisabled = false,
  onClick,
  label,
  children,
}: {
  readonly kind?: ButtonKind;
  readonly type?: "button" | "submit";
  readonly isRunning?: boolean;
  readonly isDisabled?: boolean;
  readonly onClick?: () => unknown;
  /** What it is called where its text alone does not say so. */
  readonly label?: string;
  readonly children?: ComponentChildren;
}) {
  return (
    <button
      // oxlint-disable-next-line react/button-has-type -- it is one of the two
      type={type}
      class={`button ${kind}`}
      disabled={isDisabled}
      aria-disabled={isRunning}
      aria-busy={isRunning}
      aria-label={label}
      onClick={(event) => {
        if (isRunning) event.preventDefault();
        else onClick?.();
      }}
    >
      {children}
    </button>
  );
}
