import { describe, expect, it } from "vitest";

import { checkRegion, needsOf } from "../../../tools/deploy/region-check.ts";
import {
  awsError,
  describedType,
  type StandInAnswer,
  startStandInAws,
} from "../../support/stand-in-aws.ts";

const FUNCTION = {
  Type: "AWS::Lambda::Function",
  Properties: { Code: {}, RecursiveLoop: "Allow" },
};
const QUEUE = { Type: "AWS::SQS::Queue", Properties: { QueueName: "x" } };
const NEEDS = needsOf([FUNCTION, QUEUE]);

/** The check against a registry that answers so for a type; queues are known. */
async function check(functions: StandInAnswer) {
  const { caller } = await startStandInAws({
    DescribeType: ({ TypeName }) =>
      TypeName === FUNCTION.Type ? functions : describedType(["QueueName", "Tags"]),
  });
  return checkRegion(caller, NEEDS);
}

describe("a region", () => {
  it("that knows all types and properties will do", async () => {
    expect(await check(describedType(["Code", "RecursiveLoop", "Tags"]))).toBe(
      "eu-west-1 has all that is needed: 2 types of resources.",
    );
  });

  it("that lacks a property is refused, with the way to another", async () => {
    await expect(check(describedType(["Code"]))).rejects.toThrow(
      /^eu-west-1 has no RecursiveLoop of AWS::Lambda::Function, which Ringback needs: .*AWS_REGION=eu-central-1 npm run deploy/u,
    );
  });

  it("that lacks a type is refused", async () => {
    await expect(check(awsError("TypeNotFoundException", "not found"))).rejects.toThrow(
      "eu-west-1 has no AWS::Lambda::Function, which",
    );
  });

  it("is not judged by a schema that CloudFormation does not provision by", async () => {
    expect(await check(describedType([], "NON_PROVISIONABLE"))).toContain("has all that is needed");
  });

  it("that may not be asked is left to CloudFormation", async () => {
    const line = await check(awsError("AccessDenied", "you may not"));
    expect(line).toContain("! Whether eu-west-1 has all that is needed could not be checked");
    expect(line).toContain("(you may not); cloudformation:DescribeType allows it");
  });
});

it("what is needed are the properties of all resources of a type, but for what is in every region", () => {
  const dead = { Type: "AWS::SQS::Queue", Properties: { QueueName: "y", KmsMasterKeyId: "z" } };
  const bare = { Type: "AWS::ApiGatewayV2::Api" };
  const everywhere = ["AWS::CDK::Metadata", "AWS::CloudFormation::Stack", "Custom::Thing"];
  const resources = [QUEUE, dead, bare, ...everywhere.map((Type) => ({ Type }))];
  expect(needsOf(resources)).toEqual(
    new Map([
      ["AWS::SQS::Queue", new Set(["QueueName", "KmsMasterKeyId"])],
      ["AWS::ApiGatewayV2::Api", new Set()],
    ]),
  );
});
