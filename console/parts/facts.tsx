import type { ComponentChildren } from "preact";

/** Terms and what they are; a value of undefined is left out. */
export function Facts({
  rows,
}: {
  readonly rows: readonly (readonly [term: string, value: ComponentChildren])[];
}) {
  return (
    <dl class="facts">
      {rows
        .filter(([, value]) => value !== undefined)
        .map(([term, value]) => (
          <div key={term}>
            <dt>{term}</dt>
            <dd>{value}</dd>
          </div>
        ))}
    </dl>
  );
}
