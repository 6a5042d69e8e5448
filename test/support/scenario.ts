import { afterAll } from "vitest";

import { newTenant, testCloud, type TestCloud, type TestTenant } from "./cloud.ts";
import { type Receiver, startReceiver } from "./receiver.ts";

/** What most tests of the deployed stacks begin with. */
export interface Scenario {
  readonly cloud: TestCloud;
  /** Of this file's own. */
  readonly tenant: TestTenant;
  /** Closed after the file's tests. */
  readonly receiver: Receiver;
}

/**
 * Opens the local cloud, makes a tenant and starts a receiver, for all tests of a file: awaited where the file begins,
 * so that what the file declares may use them.
 *
 * @param label part of the tenant's id, to be found again in logs
 */
export async function startScenario(label: string): Promise<Scenario> {
  const cloud = await testCloud();
  const [tenant, receiver] = await Promise.all([newTenant(cloud, label), startReceiver()]);
  afterAll(() => receiver.close());
  return { cloud, tenant, receiver };
}
