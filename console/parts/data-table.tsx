/* oxlint-disable jsx-a11y/no-redundant-roles, jsx-a11y/no-interactive-element-to-noninteractive-role --
   Safari takes the roles from elements that are displayed otherwise, as the cards of a phone are */
import type { ComponentChildren } from "preact";
import { useRef } from "preact/hooks";

import { hashOf } from "../shell/hash-place.ts";
import { Button } from "./button.tsx";
import { useGrowing } from "./use-growing.ts";
import { useOverflow } from "./use-overflow.ts";

/** A column of a table. */
export interface Column<Row> {
  readonly head: string;
  readonly cell: (row: Row) => ComponentChildren;
  /** Digits below each other, to the right. */
  readonly isNumeric?: boolean;
}

/** Rows of one kind. On a phone each row is a card of its own. */
export function DataTable<Row>({
  caption,
  columns,
  rows,
  keyOf,
  rowLink,
  isCaptionShown = false,
}: {
  /** What the table is, for those who do not see what is around it. */
  readonly caption: string;
  readonly columns: readonly Column<Row>[];
  readonly rows: readonly Row[];
  readonly keyOf: (row: Row) => string;
  /** Where a row leads; its first cell is the link. */
  readonly rowLink?: (row: Row) => string;
  readonly isCaptionShown?: boolean;
}) {
  const scroll = useRef<HTMLDivElement>(null);
  const overflows = useOverflow(scroll);
  const end = useRef<HTMLDivElement>(null);
  const { count, grow } = useGrowing(rows.length, end);
  return (
    <div
      class="table-scroll"
      ref={scroll}
      role={overflows ? "region" : undefined}
      aria-label={overflows ? caption : undefined}
      tabIndex={overflows ? 0 : undefined}
    >
      <table class={rowLink === undefined ? "table" : "table linked"} role="table">
        <caption class={isCaptionShown ? undefined : "unseen"}>{caption}</caption>
        <thead role="rowgroup">
          <tr role="row">
            {columns.map(({ head, isNumeric }) => (
              <th
                key={head}
                scope="col"
                role="columnheader"
                class={isNumeric === true ? "numeric" : undefined}
              >
                {head}
              </th>
            ))}
          </tr>
        </thead>
        <tbody role="rowgroup">
          {rows.slice(0, count).map((row) => (
            <tr key={keyOf(row)} role="row">
              {columns.map(({ head, cell, isNumeric }, at) => (
                <td
                  key={head}
                  role="cell"
                  data-head={head}
                  class={isNumeric === true ? "numeric" : undefined}
                >
                  {at === 0 && rowLink !== undefined ? (
                    <a href={hashOf(rowLink(row))} class="row-link">
                      {cell(row)}
                    </a>
                  ) : (
                    cell(row)
                  )}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
      {count < rows.length && (
        <div class="table-end" ref={end}>
          <Button onClick={grow}>Show more of {rows.length} rows</Button>
        </div>
      )}
    </div>
  );
}
