import type { Environment } from "../../lambdas/shared/domain/tenant.ts";
import type { Item } from "../../lambdas/shared/dynamodb/attributes.ts";
import type { ScannedPage } from "./deliveries-scan.ts";
import type { Finding, FoundPage } from "./ports.ts";

/** What was found of one application in one environment, and what was done. */
export interface TenantCounts {
  readonly application: string;
  readonly environment: Environment;
  queued: number;
  absent: number;
  parked: number;
  repaired: number;
  movedOn: number;
  failed: number;
}

/** How far a run has come. */
export interface RepairCounts {
  pages: number;
  /** Events and records that were looked at. */
  items: number;
  unreadable: number;
  readonly tenants: Map<string, TenantCounts>;
}

/** What `repairAll` needs. */
export interface RepairAllPorts {
  readonly segments: number;
  readonly scan: (segment: number, after: Item | undefined) => Promise<ScannedPage>;
  readonly repairPage: (page: FoundPage) => Promise<readonly Finding[]>;
  /** Told after each page. */
  readonly progress: (counts: RepairCounts) => void;
  readonly signal: AbortSignal;
}

/**
 * Goes through the whole table once, its segments side by side; holds a page of each, and a few
 * numbers for each tenant.
 */
export async function repairAll(ports: RepairAllPorts): Promise<RepairCounts> {
  const { segments, scan, repairPage, progress, signal } = ports;
  const counts: RepairCounts = { pages: 0, items: 0, unreadable: 0, tenants: new Map() };

  async function walk(segment: number): Promise<void> {
    let after: Item | undefined;
    do {
      signal.throwIfAborted();
      const page = await scan(segment, after);
      for (const finding of await repairPage(page)) count(counts.tenants, finding);
      counts.pages += 1;
      counts.items += page.events.length + page.records.length;
      counts.unreadable += page.unreadable;
      progress(counts);
      after = page.next;
    } while (after !== undefined);
  }

  await Promise.all(Array.from({ length: segments }, (_, segment) => walk(segment)));
  return counts;
}

function count(tenants: RepairCounts["tenants"], finding: Finding): void {
  const { application, environment, found, result } = finding;
  const name = `${application}/${environment}`;
  const counts = tenants.get(name) ?? {
    application,
    environment,
    queued: 0,
    absent: 0,
    parked: 0,
    repaired: 0,
    movedOn: 0,
    failed: 0,
  };
  counts[found] += 1;
  if (result === "moved_on") counts.movedOn += 1;
  // The lane of what is parked is noted; it goes on by itself.
  else if (result === "failed" || (result === "repaired" && found !== "parked"))
    counts[result] += 1;
  tenants.set(name, counts);
}
