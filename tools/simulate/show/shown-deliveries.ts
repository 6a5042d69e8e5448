import type { Outage, SimulatedDelivery } from "../simulate-outage.ts";

/** So many deliveries of all, spread evenly, the first and the last to end among them. */
export function shownDeliveries(
  deliveries: readonly SimulatedDelivery[],
  most: number,
): readonly SimulatedDelivery[] {
  if (deliveries.length <= most) return deliveries;
  const byEnd = deliveries.toSorted((one, other) => one.end.atMs - other.end.atMs);
  return Array.from({ length: most }, (_, index) => {
    const at = Math.round((index * (byEnd.length - 1)) / (most - 1));
    return byEnd[at] as SimulatedDelivery;
  });
}

/** When everything was over, in milliseconds since the acceptance; at least a second. */
export function endOf({ deliveries, lanes }: Outage): number {
  return Math.max(
    1000,
    ...deliveries.map(({ end }) => end.atMs),
    ...lanes.map(({ endMs }) => endMs),
  );
}
