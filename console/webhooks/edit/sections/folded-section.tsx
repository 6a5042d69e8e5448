import type { ComponentChildren } from "preact";
import { useId, useState } from "preact/hooks";

/** A section that is opened where it is needed; closed, a line says what holds. */
export function FoldedSection({
  title,
  summary,
  isSet,
  hasProblem,
  children,
}: {
  readonly title: string;
  /** What holds, in a line. */
  readonly summary: string;
  /** Something in it is set: it is open at first. */
  readonly isSet: boolean;
  /** An error lies in it: it is open. */
  readonly hasProblem: boolean;
  readonly children?: ComponentChildren;
}) {
  const id = useId();
  const [isOpen, open] = useState(isSet);
  return (
    <section aria-labelledby={id}>
      <details
        class="section folded"
        open={isOpen || hasProblem}
        onToggle={({ currentTarget }) => open(currentTarget.open)}
      >
        <summary>
          <h2 id={id}>{title}</h2>
          <span class="hint">{summary}</span>
        </summary>
        <div class="fold">{children}</div>
      </details>
    </section>
  );
}
