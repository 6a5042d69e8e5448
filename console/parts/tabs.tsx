import type { ComponentChildren } from "preact";
import { useId, useState } from "preact/hooks";

/** One of several views of a thing. */
export interface Tab {
  readonly id: string;
  readonly label: string;
  readonly panel: () => ComponentChildren;
}

/** Views of which one is shown (ARIA's tabs: arrows move between them). */
export function Tabs({
  label,
  tabs,
  selected,
  onSelect,
}: {
  readonly label: string;
  readonly tabs: readonly Tab[];
  /** @default - it keeps itself which one is shown */
  readonly selected?: string;
  readonly onSelect?: (id: string) => void;
}) {
  const base = useId();
  const [own, setOwn] = useState(tabs[0]?.id);
  const shown = tabs.find(({ id }) => id === (selected ?? own)) ?? tabs[0];
  if (shown === undefined) return null;
  const select = (tab: Tab | undefined) => {
    if (tab === undefined) return;
    setOwn(tab.id);
    onSelect?.(tab.id);
    document.querySelector<HTMLElement>(`#${CSS.escape(`${base}-${tab.id}`)}`)?.focus();
  };
  const at = tabs.indexOf(shown);
  const keys: Record<string, () => Tab | undefined> = {
    ArrowRight: () => tabs[(at + 1) % tabs.length],
    ArrowLeft: () => tabs.at(at - 1),
    Home: () => tabs[0],
    End: () => tabs.at(-1),
  };
  return (
    <div class="tabs">
      <div role="tablist" aria-label={label}>
        {tabs.map((tab) => (
          <button
            key={tab.id}
            type="button"
            role="tab"
            id={`${base}-${tab.id}`}
            aria-selected={tab === shown}
            aria-controls={`${base}-panel`}
            tabIndex={tab === shown ? 0 : -1}
            onClick={() => select(tab)}
            onKeyDown={(event) => {
              const next = keys[event.key];
              if (next === undefined) return;
              event.preventDefault();
              select(next());
            }}
          >
            {tab.label}
          </button>
        ))}
      </div>
      <div
        role="tabpanel"
        id={`${base}-panel`}
        aria-labelledby={`${base}-${shown.id}`}
        tabIndex={0}
      >
        {shown.panel()}
      </div>
    </div>
  );
}
