import { expect, test } from "vitest";

import { resourcesOf, synthesizeRingback, type TemplateResource } from "../support/template.ts";

interface Statement {
  readonly Effect: string;
  readonly Principal: { readonly Service?: string };
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
}

const { storage, pipeline, api, signals } = synthesizeRingback();

function all(type: string): readonly TemplateResource[] {
  return [storage, pipeline, api, signals].flatMap((template) => [
    ...resourcesOf(template, type).values(),
  ]);
}

/** The statements that let services of AWS in. */
function trusting(type: string, property: string): readonly Statement[] {
  return all(type)
    .flatMap(({ Properties }) => (Properties[property] as { Statement: Statement[] }).Statement)
    .filter(({ Effect, Principal }) => Effect === "Allow" && Principal.Service !== undefined);
}

function conditionKeys({ Condition: condition = {} }: Statement): readonly string[] {
  return Object.values(condition).flatMap((keys) => Object.keys(keys));
}

test("Step Functions may take the lane's role for the lane's state machine of this account only", () => {
  const roles = trusting("AWS::IAM::Role", "AssumeRolePolicyDocument");
  const states = roles.filter(({ Principal }) => Principal.Service === "states.amazonaws.com");
  expect(states.map(({ Condition }) => Condition)).toEqual([
    {
      StringEquals: { "aws:SourceAccount": { Ref: "AWS::AccountId" } },
      ArnLike: {
        "aws:SourceArn": {
          "Fn::Join": [
            "",
            [
              "arn:",
              { Ref: "AWS::Partition" },
              ":states:",
              { Ref: "AWS::Region" },
              ":",
              { Ref: "AWS::AccountId" },
              ":stateMachine:ringback-retry-lane",
            ],
          ],
        },
      },
    },
  ]);
});

test("all other roles are functions', which Lambda takes for functions of this account only", () => {
  const services = trusting("AWS::IAM::Role", "AssumeRolePolicyDocument").map(
    ({ Principal }) => Principal.Service,
  );
  expect(services.filter((service) => service !== "states.amazonaws.com")).toEqual(
    Array(all("AWS::Lambda::Function").length).fill("lambda.amazonaws.com"),
  );
});

test("whoever may call a function names what calls it", () => {
  const permissions = all("AWS::Lambda::Permission");
  expect(permissions.length).toBeGreaterThanOrEqual(4);
  for (const { Properties } of permissions) expect(Properties["SourceArn"]).toBeDefined();
});

test("whoever may send to a queue names what sends", () => {
  const statements = trusting("AWS::SQS::QueuePolicy", "PolicyDocument");
  expect(statements.length).toBeGreaterThanOrEqual(2);
  for (const statement of statements) expect(conditionKeys(statement)).toContain("aws:SourceArn");
});

test("only this installation's alarms may publish to the topic of alarms", () => {
  const statements = trusting("AWS::SNS::TopicPolicy", "PolicyDocument");
  expect(statements).toHaveLength(1);
  const [{ Principal, Condition: condition }] = statements as [Statement];
  expect(Principal.Service).toBe("cloudwatch.amazonaws.com");
  expect(condition?.["StringEquals"]).toEqual({ "aws:SourceAccount": { Ref: "AWS::AccountId" } });
  expect(JSON.stringify(condition?.["ArnLike"])).toMatch(/:cloudwatch:.*:alarm:ringback-\*"/);
});
