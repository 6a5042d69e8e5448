import { tenantKey } from "../shared/domain/tenant.ts";
import type { SendMessage } from "../shared/sqs/sqs-queue.ts";
import { eventSliceBody } from "./domain/event-slice.ts";
import type { EventSlices } from "./ports.ts";

/** F2 on SQS for many webhooks: one group a tenant, so that none delays the slices of others. */
export function makeEventSlices(send: SendMessage): EventSlices {
  return {
    async sendAll(slices) {
      await Promise.all(
        slices.map((slice) => send({ body: eventSliceBody(slice), groupId: tenantKey(slice) })),
      );
    },
  };
}
