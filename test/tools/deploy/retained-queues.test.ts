import { describe, expect, it } from "vitest";

import type { StackPresence } from "../../../tools/deploy/present-stacks.ts";
import { checkRetainedQueues } from "../../../tools/deploy/retained-queues.ts";
import { startStandInAws } from "../../support/stand-in-aws.ts";

const STACKS = [
  {
    name: "AcmePipeline",
    resources: ["events", "dropped"].map((room) => ({
      Type: "AWS::SQS::Queue",
      Properties: { QueueName: `acme-${room}` },
    })),
  },
  { name: "AcmeStorage", resources: [{ Type: "AWS::DynamoDB::GlobalTable" }] },
];
const ABSENT = { status: 400, body: '{"__type":"com.amazonaws.sqs#QueueDoesNotExist"}' };

/** A check in an account that holds this queue, and what it asked for. */
async function check(presence: StackPresence, kept?: string) {
  const { caller, calls } = await startStandInAws({
    "AmazonSQS.GetQueueUrl": ({ QueueName }) => (QueueName === kept ? "{}" : ABSENT),
  });
  const found = new Map(STACKS.map(({ name }) => [name, presence]));
  return { checked: checkRetainedQueues(caller, STACKS, found), calls };
}

describe("queues of a stack that is not there", () => {
  it.each(["new", "failed"] as const)("end a deployment when it is %s", async (presence) => {
    const { checked } = await check(presence, "acme-dropped");
    await expect(checked).rejects.toThrow(
      /queues of a stack AcmePipeline that was deleted \(acme-dropped\).*"A stack was deleted"/u,
    );
  });

  it("are none, mostly", async () => {
    const { checked, calls } = await check("new");
    await checked;
    expect(calls()).toEqual(["AmazonSQS.GetQueueUrl", "AmazonSQS.GetQueueUrl"]);
  });
});

it.each(["present", "unknown"] as const)("queues of a stack that is %s are its own", async (is) => {
  const { checked, calls } = await check(is, "acme-events");
  await checked;
  expect(calls()).toEqual([]);
});

it("who may not look finds none", async () => {
  const { caller } = await startStandInAws({});
  const presence = new Map(STACKS.map(({ name }) => [name, "new" as const]));
  await expect(checkRetainedQueues(caller, STACKS, presence)).resolves.toBeUndefined();
});
