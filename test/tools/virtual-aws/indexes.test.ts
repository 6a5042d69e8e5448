import { Match } from "aws-cdk-lib/assertions";
import { test } from "vitest";

import { DELIVERIES_INDEXES } from "../../../tools/virtual-aws/indexes.ts";
import { synthesizeRingback } from "../../support/template.ts";

const { storage } = synthesizeRingback();

test("the indexes are those of the stack", () => {
  storage.hasResourceProperties("AWS::DynamoDB::GlobalTable", {
    TableName: Match.stringLikeRegexp("deliveries"),
    GlobalSecondaryIndexes: DELIVERIES_INDEXES.map((index) => ({
      IndexName: index.name,
      KeySchema: [
        { AttributeName: index.partitionKey, KeyType: "HASH" },
        { AttributeName: index.sortKey, KeyType: "RANGE" },
      ],
      Projection:
        index.projected.length === 0
          ? { ProjectionType: "KEYS_ONLY" }
          : { ProjectionType: "INCLUDE", NonKeyAttributes: [...index.projected] },
    })),
  });
});
