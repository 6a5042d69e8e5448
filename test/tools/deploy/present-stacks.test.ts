import { describe, expect, it } from "vitest";

import { preparePresentStacks } from "../../../tools/deploy/present-stacks.ts";
import {
  awsError,
  describedStack,
  type StandInAnswer,
  startStandInAws,
} from "../../support/stand-in-aws.ts";

const UNPROTECTED = "<UpdateTerminationProtectionResponse/>";

/** What is found of the stack `A`, and the calls that were made. */
async function prepare(stack: StandInAnswer, update: StandInAnswer = UNPROTECTED) {
  const aws = await startStandInAws({ DescribeStacks: stack, UpdateTerminationProtection: update });
  const found = await preparePresentStacks(aws.caller, ["A"]);
  return { presence: found.get("A"), calls: aws.calls() };
}

describe("a stack", () => {
  it.each([
    ["new", describedStack()],
    ["present", describedStack("UPDATE_COMPLETE", true)],
    ["present", describedStack("UPDATE_ROLLBACK_COMPLETE", true)],
    ["failed", describedStack("ROLLBACK_COMPLETE", false)],
    ["unknown", awsError("AccessDenied", "you may not")],
  ])("is found %s, and left as it is", async (presence, answer) => {
    expect(await prepare(answer)).toEqual({ presence, calls: ["DescribeStacks"] });
  });

  it.each(["ROLLBACK_COMPLETE", "ROLLBACK_FAILED"])(
    "that never was made whole (%s) loses the protection that would keep it from being made anew",
    async (status) => {
      const { presence, calls } = await prepare(describedStack(status, true));
      expect(presence).toBe("failed");
      expect(calls).toEqual(["DescribeStacks", "UpdateTerminationProtection"]);
    },
  );

  it("that cannot lose it is refused, with the command", async () => {
    const denied = awsError("AccessDenied", "you may not");
    await expect(prepare(describedStack("ROLLBACK_COMPLETE", true), denied)).rejects.toThrow(
      /the first deployment of A failed, .*\(you may not\): aws cloudformation update-termination-protection --region eu-west-1 --no-enable-termination-protection --stack-name A, then/u,
    );
  });
});

it("every stack is looked for under its own name", async () => {
  const { caller } = await startStandInAws({
    DescribeStacks: ({ StackName }) =>
      describedStack(StackName === "B" ? "CREATE_COMPLETE" : undefined),
  });
  expect(await preparePresentStacks(caller, ["A", "B"])).toEqual(
    new Map([
      ["A", "new"],
      ["B", "present"],
    ]),
  );
});
