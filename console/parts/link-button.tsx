import type { ComponentChildren } from "preact";
import { Link } from "wouter-preact";

import type { ButtonKind } from "./button.tsx";

/** A link that looks like a button: it leads to another page. */
export function LinkButton({
  to,
  kind = "plain",
  children,
}: {
  /** A path of this page: `path("/webhooks/new")`. */
  readonly to: string;
  readonly kind?: ButtonKind;
  readonly children?: ComponentChildren;
}) {
  return (
    <Link href={to} className={`button ${kind}`}>
      {children}
    </Link>
  );
}
