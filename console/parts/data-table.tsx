import type { ComponentChildren } from "preact";
import { Link } from "wouter-preact";

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
  return (
    <div class="table-scroll" role="region" aria-label={caption} tabIndex={0}>
      <table class={rowLink === undefined ? "table" : "table linked"}>
        <caption class={isCaptionShown ? undefined : "unseen"}>{caption}</caption>
        <thead>
          <tr>
            {columns.map(({ head, isNumeric }) => (
              <th key={head} scope="col" class={isNumeric === true ? "numeric" : undefined}>
                {head}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={keyOf(row)}>
              {columns.map(({ head, cell, isNumeric }, at) => (
                <td key={head} data-head={head} class={isNumeric === true ? "numeric" : undefined}>
                  {at === 0 && rowLink !== undefined ? (
                    <Link href={rowLink(row)} className="row-link">
                      {cell(row)}
                    </Link>
                  ) : (
                    cell(row)
                  )}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
