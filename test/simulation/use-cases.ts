/** The code under test, as one door: the simulation takes it from here, or from a copy with one rule taken away. */
export { makeBuryOne } from "../../lambdas/bury/bury-one.ts";
export { makeDeliverOne } from "../../lambdas/deliver/deliver-one.ts";
export { makeFanOutOne } from "../../lambdas/fan-out/fan-out-one.ts";
export { makeFirstMessages } from "../../lambdas/fan-out/first-messages.ts";
export { makeRunLaneStep } from "../../lambdas/retry-lane/run-lane-step.ts";
export { makeDeliverySender } from "../../lambdas/shared/adapters/sqs-delivery-sender.ts";
export { parseDeliveryMessage } from "../../lambdas/shared/domain/delivery-message.ts";
export { makeCancel } from "../../lambdas/shared/waiting/cancel.ts";
export { makeEnsureLane } from "../../lambdas/shared/waiting/ensure-lane.ts";
export { makeRelease } from "../../lambdas/shared/waiting/release.ts";
export { makeResend } from "../../lambdas/shared/waiting/resend.ts";
export { makeLookAtLanes } from "../../lambdas/sweep/look-at-lanes.ts";
export { makeSweep } from "../../lambdas/sweep/sweep.ts";
