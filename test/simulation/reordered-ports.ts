import type { DeliverPorts } from "../../lambdas/deliver/deliver-one.ts";
import { parseDeliveryId } from "../../lambdas/shared/domain/identifiers.ts";
import { delaySecondsUntil, visibilitySecondsUntil } from "../../lambdas/shared/domain/waiting.ts";
import { CONSTANTS } from "./cloud.ts";
import type { DoubleTools, Doubles } from "./doubles.ts";

/** Sends a delivery message under an id that was chosen before. */
function sendAs(tools: DoubleTools, messageId: string, message: object, delaySeconds: number) {
  const { cloud, task, call } = tools;
  return call(`send (out of order) ${messageId}`, () =>
    cloud.sendDelivery(task, messageId, JSON.stringify(message), delaySeconds),
  );
}

/** R the wrong way round: the mark names a message that is sent only then. */
export const marksFirst: NonNullable<Doubles["releasePorts"]> = (ports, tools) => {
  let send: () => Promise<string>;
  return {
    ...ports,
    messages: {
      send: (message, delaySeconds) => {
        const messageId = tools.cloud.newMessageId();
        send = () => sendAs(tools, messageId, message, delaySeconds);
        return Promise.resolve(messageId);
      },
    },
    records: {
      mark: async (...args) => {
        const result = await ports.records.mark(...args);
        if (result === "written") {
          await send();
        }
        return result;
      },
    },
  };
};

/** O the wrong way round: the record is queued for a message that is sent only then. */
export const resendsQueued: NonNullable<Doubles["resendPorts"]> = (ports, tools) => {
  const messageId = tools.cloud.newMessageId();
  return {
    ...ports,
    records: {
      ...ports.records,
      resend: (seen, change) =>
        ports.records.resend(seen, {
          ...change,
          set: { ...change.set, status: "queued", carrier: messageId },
        }),
    },
    release: async ({ dispatch, eventId, webhookId, application, environment }) => {
      const deliveryId = `dlv_${eventId.slice(4)}_${webhookId.slice(3)}`;
      await sendAs(tools, messageId, { deliveryId, dispatch, application, environment }, 0);
    },
  };
};

/** D6 before D5: the message is gone when what follows from the commit begins. */
export const acksEarly: NonNullable<Doubles["deliverPorts"]> = (ports, tools) => ({
  ...ports,
  records: {
    ...ports.records,
    commit: async (request) => {
      const result = await ports.records.commit(request);
      if (result === "written" && request.change.set.status !== "queued") {
        const { receiptHandle } = tools.received;
        await tools.call("ack (too early)", () =>
          tools.cloud.deliveriesQueue.delete(receiptHandle),
        );
      }
      return result;
    },
  },
});

/** D5 of a hold before D4. */
export const changesVisibilityFirst: NonNullable<Doubles["deliverPorts"]> = (ports, tools) => ({
  ...ports,
  records: {
    ...ports.records,
    commit: async (request) => {
      const { status, nextAttemptAtMs } = request.change.set;
      if (status === "queued" && nextAttemptAtMs !== undefined) {
        const seconds = visibilitySecondsUntil(nextAttemptAtMs, ports.now());
        await ports.visibility.change(tools.received.receiptHandle, seconds);
      }
      return ports.records.commit(request);
    },
  },
  visibility: { change: () => Promise.resolve() },
});

/** A delay that is sent before it is committed, and committed with the new message as its carrier. */
export const sendsDelayFirst: NonNullable<Doubles["deliverPorts"]> = (ports, tools) => {
  const committed = new Set<string>();
  const commit: DeliverPorts["records"]["commit"] = async (request) => {
    const { status, nextAttemptAtMs = Infinity } = request.change.set;
    const isDelay =
      status === "parked" &&
      request.change.attempts === 1 &&
      nextAttemptAtMs <= ports.now() + CONSTANTS.horizonSeconds * 1000;
    if (!isDelay) {
      return ports.records.commit(request);
    }
    const carrier = tools.cloud.newMessageId();
    const { application, environment } = request.identity;
    const { deliveryId } = JSON.parse(tools.received.body) as { deliveryId: string };
    const dispatch = (request.seen?.dispatch ?? 0) + 1;
    const message = { deliveryId, dispatch, application, environment };
    await sendAs(tools, carrier, message, delaySecondsUntil(nextAttemptAtMs, ports.now()));
    const set = { ...request.change.set, status: "queued", carrier } as const;
    const result = await ports.records.commit({ ...request, change: { ...request.change, set } });
    tools.task.owes.delete(carrier);
    committed.add(deliveryId);
    return result;
  };
  return {
    ...ports,
    records: { ...ports.records, commit },
    release: async (parked) => {
      const isSent = [...committed].some((id) => parseDeliveryId(id)?.eventId === parked.eventId);
      if (!isSent) {
        await ports.release(parked);
      }
    },
  };
};
