import { noBreaker } from "../../lambdas/deliver/breakers.ts";
import { onePool } from "../../lambdas/deliver/pools.ts";
import type { DeliverPorts } from "../../lambdas/deliver/ports.ts";
import { makeFirstMessages, type FirstMessages } from "../../lambdas/fan-out/first-messages.ts";
import { eachPool } from "../../lambdas/shared/domain/pool.ts";
import type { SendMessage } from "../../lambdas/shared/sqs/sqs-queue.ts";
import type { Release } from "../../lambdas/shared/waiting/release.ts";

/** One pool and no limit, for whoever asks about something else. */
export function servedQuickly(
  release: Release,
): Pick<
  DeliverPorts,
  "pools" | "poolOf" | "guardOf" | "messages" | "release" | "tellSlow" | "limits"
> {
  const never = () => Promise.reject(new Error("there is one pool"));
  return {
    pools: onePool("quick"),
    poolOf: async () => "quick",
    guardOf: noBreaker,
    messages: eachPool(() => ({ send: never })),
    release: { quick: release, trial: never, slow: never },
    limits: { enter: never, putOff: never, heed: never },
    tellSlow: never,
  };
}

/** First messages, where there is one pool. */
export function firstMessagesThrough(send: SendMessage): FirstMessages {
  return makeFirstMessages(
    eachPool(() => send),
    async () => () => "quick",
  );
}
