import type { RefObject } from "preact";
import { useEffect, useRef } from "preact/hooks";

/** Keeps the focus where work goes on, when rows come and go. */
export interface RowFocus {
  /** Of the element that holds the rows (`data-row`) and the button that adds one (`data-add`). */
  readonly container: RefObject<HTMLElement>;
  /** Said before a row is added: its first field gets the focus. */
  readonly added: () => void;
  /** Said before a row is removed: the button that adds one gets the focus. */
  readonly removed: () => void;
}

/** Moves the focus after the next change of the rows. */
export function useRowFocus(): RowFocus {
  const container = useRef<HTMLElement>(null);
  const owed = useRef<"row" | "add">();
  useEffect(() => {
    const to = owed.current;
    owed.current = undefined;
    if (to === undefined) return;
    const rows = [...(container.current?.querySelectorAll(":scope > [data-row]") ?? [])];
    const place =
      to === "row" ? rows.at(-1) : container.current?.querySelector(":scope > [data-add]");
    place?.querySelector<HTMLElement>("input, select, button")?.focus();
  });
  return {
    container,
    added: () => (owed.current = "row"),
    removed: () => (owed.current = "add"),
  };
}
