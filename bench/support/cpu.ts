/** CPU milliseconds (user and system) of this process per unit while `work` does `units`. */
export async function cpuMsPer(units: number, work: () => Promise<void>): Promise<number> {
  const before = process.cpuUsage();
  await work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000 / units;
}

/** The middle value, which a neighbour's burst does not move. */
export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}

/** Runs `task` `count` times, `width` at a time: as the records of a batch run. */
export async function inBatches(
  count: number,
  width: number,
  task: () => Promise<void>,
): Promise<void> {
  for (let done = 0; done < count; done += width) {
    await Promise.all(Array.from({ length: width }, task));
  }
}
