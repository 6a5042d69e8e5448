import { afterAll } from "vitest";

import { newTenant, testCloud, type TestCloud, type TestTenant } from "./cloud.ts";
import { publish } from "./producer.ts";
import { type Receiver, startReceiver } from "./receiver.ts";
import { createWebhook } from "./test-webhook.ts";
import { within } from "./within.ts";

/** What most tests of the deployed stacks begin with. */
export interface Scenario {
  readonly cloud: TestCloud;
  /** Of this file's own. */
  readonly tenant: TestTenant;
  /** Closed after the file's tests. */
  readonly receiver: Receiver;
  /** Puts an event of the tenant on the bus; its payload is its type, unless another is given. */
  publishOne(type: string, payload?: object): Promise<void>;
  /** Puts so many events on the bus, with a number each from `first` (0) on as their payload. */
  publishMany(type: string, count: number, first?: number): Promise<void>;
  /** Makes a webhook of the tenant at a path of the receiver, with its event types: its id. */
  webhookAt(path: string, events: readonly string[], config?: object): Promise<string>;
  /** A delivery of the tenant, as the API answers it, once it has this status. */
  // oxlint-disable-next-line typescript/no-explicit-any -- each test knows the shape it asked for
  untilStatus(deliveryId: string, status: string): Promise<any>;
}

/**
 * Opens the local cloud, makes a tenant and starts a receiver, for all tests of a file: awaited
 * where the file begins, so that what the file declares may use them.
 *
 * @param label part of the tenant's id, to be found again in logs
 */
export async function startScenario(label: string): Promise<Scenario> {
  const cloud = await testCloud();
  const [tenant, receiver] = await Promise.all([newTenant(cloud, label), startReceiver()]);
  const { application, api } = tenant;
  afterAll(() => receiver.close());
  return {
    cloud,
    tenant,
    receiver,
    async publishOne(type, payload = { type }) {
      await publish(cloud, [{ type, detail: { application, payload } }]);
    },
    async publishMany(type, count, first = 0) {
      const numbers = Array.from({ length: count }, (_, place) => first + place);
      const details = numbers.map((number) => ({ application, payload: { number } }));
      await publish(
        cloud,
        details.map((detail) => ({ type, detail })),
      );
    },
    webhookAt(path, events, config) {
      const webhook = { endpoint: `${receiver.url}${path}`, events };
      return createWebhook(tenant, { ...webhook, ...(config !== undefined && { config }) });
    },
    untilStatus: (deliveryId, status) =>
      within({ timeoutMs: 20_000 }, async () => {
        const { body } = await api("GET", `/deliveries/${deliveryId}`);
        if (body.status !== status) throw new Error(`${deliveryId} is ${body.status}`);
        return body;
      }),
  };
}
