import type { RepairCounts, TenantCounts } from "./repair-all.ts";

const COLUMNS = [
  ["queued", "queued, overdue"],
  ["absent", "no record"],
  ["parked", "parked"],
  ["repaired", "repaired"],
  ["movedOn", "moved on"],
  ["failed", "failed"],
] as const satisfies readonly (readonly [keyof TenantCounts, string])[];

/** Deliveries that no message carries, and those that failed. */
interface Sums {
  readonly uncarried: number;
  readonly parked: number;
  readonly repaired: number;
  readonly movedOn: number;
  readonly failed: number;
}

/** The numbers of all tenants. */
export function sumsOf({ tenants }: RepairCounts): Sums {
  const sum = (name: (typeof COLUMNS)[number][0]): number =>
    [...tenants.values()].reduce((total, counts) => total + counts[name], 0);
  return {
    uncarried: sum("queued") + sum("absent"),
    parked: sum("parked"),
    repaired: sum("repaired"),
    movedOn: sum("movedOn"),
    failed: sum("failed"),
  };
}

/** One line while it goes on. */
export function tellProgress(counts: RepairCounts): string {
  const { uncarried, parked } = sumsOf(counts);
  return `${counts.pages} pages, ${counts.items} events and records: ${uncarried} without a message, ${parked} parked\n`;
}

/** What was found and done: a line for each tenant, and what to do next. */
export function tellRepair(counts: RepairCounts, isDryRun: boolean): string {
  return [...tableOf(counts), ...closing(counts, isDryRun), ""].join("\n");
}

function tableOf({ tenants }: RepairCounts): readonly string[] {
  if (tenants.size === 0) return [];
  const named = [...tenants].toSorted(([one], [other]) => (one < other ? -1 : 1));
  const names = padded(["", ...named.map(([name]) => name)], "padEnd");
  const columns = COLUMNS.map(([column, title]) =>
    padded([title, ...named.map(([, counts]) => String(counts[column]))], "padStart"),
  );
  return names.map((name, row) => [name, ...columns.map((cells) => cells[row])].join("  "));
}

/** The cells of a column, as wide as the widest of them. */
function padded(cells: readonly string[], pad: "padStart" | "padEnd"): readonly string[] {
  const width = Math.max(...cells.map((cell) => cell.length));
  return cells.map((cell) => cell[pad](width));
}

function closing(counts: RepairCounts, isDryRun: boolean): readonly string[] {
  const { items, unreadable } = counts;
  const { uncarried, parked, repaired, movedOn, failed } = sumsOf(counts);
  const lines = [`${items} events and records looked at.`];
  if (unreadable > 0) lines.push(`${unreadable} items cannot be read, and were passed over.`);
  if (failed > 0) lines.push(`${failed} failed: run it again.`);
  if (uncarried + parked === 0) return [...lines, "Nothing to repair."];
  if (isDryRun) {
    return [
      ...lines,
      `${uncarried} would be parked, and the lanes of ${parked} that are parked be put on the sweep's list: ` +
        "run it again with --apply.",
    ];
  }
  return [
    ...lines,
    `${repaired} parked, ${movedOn} had moved on by themselves. The sweep takes them within half an hour.`,
  ];
}
