import {
  ConditionalCheckFailedException,
  DynamoDBServiceException,
  ProvisionedThroughputExceededException,
} from "@aws-sdk/client-dynamodb";

import type { Item } from "../../../lambdas/shared/dynamodb/attributes.ts";

/** A request that DynamoDB refuses whatever the table holds: it would be refused again. */
export function validationFailed(message: string): DynamoDBServiceException {
  return new DynamoDBServiceException({
    name: "ValidationException",
    $fault: "client",
    message,
    $metadata: { httpStatusCode: 400 },
  });
}

/**
 * A request that the table or one of its indexes has no capacity for; the same may succeed in a
 * moment.
 */
export function throttled(): ProvisionedThroughputExceededException {
  return new ProvisionedThroughputExceededException({
    message: "The level of configured provisioned throughput for the table was exceeded",
    $metadata: { httpStatusCode: 400 },
  });
}

/** A write whose condition does not hold. @param returns shows the item when it is ALL_OLD */
export function conditionFailed(
  item: Item | undefined,
  returns: string | undefined,
): ConditionalCheckFailedException {
  return new ConditionalCheckFailedException({
    message: "The conditional request failed",
    $metadata: { httpStatusCode: 400 },
    ...(returns === "ALL_OLD" && item !== undefined && { Item: item }),
  });
}
