import type { Delivery } from "../../client/client.ts";
import { useStore } from "../api/use-store.ts";
import { Button } from "../parts/button.tsx";
import { Checkbox } from "../parts/checkbox.tsx";
import { ConfirmButton } from "../parts/confirm-button.tsx";
import { resendRun } from "./resend-run.ts";
import { MOST_SELECTED, selectedOf, type Selection, type SelectionChange } from "./selection.ts";
import type { SelectAll } from "./use-select-all.ts";

/** What is selected, how more of it is, and what can be done with it. */
export function SelectionBar({
  rows,
  selection,
  selectAll,
  onSelect,
  onResend,
}: {
  /** Of the page that is shown. */
  readonly rows: readonly Delivery[];
  readonly selection: Selection;
  readonly selectAll: SelectAll;
  readonly onSelect: (change: SelectionChange) => void;
  readonly onResend: () => void;
}) {
  const isBusy = useStore(resendRun)?.progress.state === "running";
  const count = selection.ids.size;
  const deliveries = countText(count);
  return (
    <div class="selection-bar" role="group" aria-label="Selection">
      <Checkbox
        label="All on this page"
        name="page"
        checked={selectedOf(rows, selection) === "all"}
        onChange={(isSelected) =>
          onSelect({ kind: "set", ids: rows.map(({ id }) => id), isSelected })
        }
      />
      {selectAll.isRunning ? (
        <Button onClick={selectAll.stop}>Stop selecting</Button>
      ) : (
        <Button onClick={selectAll.start}>Select all that match</Button>
      )}
      <p role="status">
        {selectAll.isRunning && `${selectAll.found} found so far. `}
        {count === 0 ? "Nothing is selected." : `${deliveries} selected.`}
        {isBusy && " A resend is under way; another can begin after it."}
        {selection.isFull && ` So many are the most at once: ${MOST_SELECTED}.`}
      </p>
      {count > 0 && (
        <div class="actions">
          <ConfirmButton
            kind="primary"
            label="Resend"
            question={`Resend ${deliveries}?`}
            isDisabled={isBusy || selectAll.isRunning}
            onConfirm={onResend}
          >
            <p>
              Each is sent now, with a fresh schedule, also what was delivered before. Where one is
              refused, the others go on.
            </p>
          </ConfirmButton>
          <Button onClick={() => onSelect({ kind: "clear" })}>Clear selection</Button>
        </div>
      )}
    </div>
  );
}

/** So many deliveries, in words: `1 delivery`. */
export function countText(count: number): string {
  return `${count} ${count === 1 ? "delivery" : "deliveries"}`;
}
