import type { ComponentChildren } from "preact";
import { useContext, useEffect, useRef } from "preact/hooks";

import { takeFocusDebt } from "../shell/hash-location.ts";
import { TitleContext } from "./title-context.ts";

/** A page: its one heading, which gets the focus after navigation, and what can be done there. */
export function Page({
  title,
  lead,
  actions,
  children,
}: {
  readonly title: string;
  /** A sentence below the heading. */
  readonly lead?: ComponentChildren;
  readonly actions?: ComponentChildren;
  readonly children?: ComponentChildren;
}) {
  const heading = useRef<HTMLHeadingElement>(null);
  const place = useContext(TitleContext);
  useEffect(() => {
    document.title = [title, place, "Ringback"].filter((part) => part !== "").join(" · ");
  }, [title, place]);
  useEffect(() => {
    if (takeFocusDebt()) heading.current?.focus();
  });
  return (
    <>
      <header class="page-head">
        <div>
          <h1 tabIndex={-1} ref={heading}>
            {title}
          </h1>
          {lead !== undefined && <p class="lead">{lead}</p>}
        </div>
        {actions !== undefined && <div class="actions">{actions}</div>}
      </header>
      {children}
    </>
  );
}
