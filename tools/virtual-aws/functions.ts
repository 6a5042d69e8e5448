/**
 * The functions that take part, as one door: to be taken from here, or from a copy with one rule
 * taken away.
 */
export { makeBury } from "../../lambdas/bury/make-bury.ts";
export { composeOperations } from "../../lambdas/config-api/deliveries/compose-operations.ts";
export { makeDeliver } from "../../lambdas/deliver/make-deliver.ts";
export { makeFanOut } from "../../lambdas/fan-out/make-fan-out.ts";
export { makeRetryLane } from "../../lambdas/retry-lane/make-retry-lane.ts";
export { makeBatchScope } from "../../lambdas/shared/aws-client/batch-calls.ts";
export { composeEnsureLane } from "../../lambdas/shared/compose/compose-ensure-lane.ts";
export { makeDeliveryHistory } from "../../lambdas/config-api/deliveries/delivery-history.ts";
export { makeItemReader } from "../../lambdas/shared/dynamodb/dynamo-batch-reader.ts";
export { makeSweepRun } from "../../lambdas/sweep/make-sweep-run.ts";
export { composeRepair } from "../repair/compose.ts";
export { repairAll } from "../repair/repair-all.ts";
