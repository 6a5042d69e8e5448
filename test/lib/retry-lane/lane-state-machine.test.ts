import { expect, test } from "vitest";

import {
  EVENTS_PER_FAILED_TRY,
  EVENTS_PER_WAKE,
  MOST_WAKES,
  wakesOf,
  wakesOfFailure,
} from "../../../lambdas/retry-lane/history.ts";
import {
  functionNamed,
  resourceNamed,
  resourcesOf,
  synthesizeRingback,
} from "../../support/template.ts";

/** A state, with the fields that the lane's states have. */
interface State {
  readonly Type: string;
  readonly Next?: string;
  readonly Default?: string;
  readonly Seconds?: number;
  readonly TimeoutSeconds?: number;
  readonly Resource?: string;
  readonly Arguments?: { readonly FunctionName: string; readonly Payload: string };
  readonly Output?: string;
  readonly Choices?: readonly { readonly Condition: string; readonly Next: string }[];
  readonly Retry?: readonly Readonly<Record<string, unknown>>[];
  readonly Catch?: readonly {
    readonly ErrorEquals: readonly string[];
    readonly Next: string;
    readonly Output: Readonly<Record<string, string>>;
  }[];
}

interface Definition {
  readonly StartAt: string;
  readonly QueryLanguage: string;
  readonly TimeoutSeconds?: number;
  readonly States: Readonly<Record<string, State>>;
}

/** Where Step Functions ends an execution. */
const HISTORY_LIMIT = 25_000;

const { pipeline } = synthesizeRingback({ laneSleepSeconds: 700 });
const { resource: machine } = resourceNamed(
  pipeline,
  "AWS::StepFunctions::StateMachine",
  "StateMachineName",
  "ringback-retry-lane",
);
const release = functionNamed(pipeline, "retry-lane");
const definition = definitionOf(machine.Properties["DefinitionString"]);
const { States: states } = definition;
const task = states["Wake"]!;

/** The definition, with `<logical id>` where the template refers to something. */
function definitionOf(value: unknown): Definition {
  const [separator, parts] = (value as { "Fn::Join": [string, (string | object)[]] })["Fn::Join"];
  const text = parts
    .map((part) => (typeof part === "string" ? part : `<${referenceOf(part)}>`))
    .join(separator);
  return JSON.parse(text) as Definition;
}

function referenceOf(part: object): string {
  const [target] = Object.values(part) as [string | string[]];
  return [target].flat().join(".");
}

/** Every way to go from a state. */
function nextOf(state: State): string[] {
  return [
    ...(state.Choices ?? []).map(({ Next }) => Next),
    ...(state.Catch ?? []).map(({ Next }) => Next),
    state.Next,
    state.Default,
  ].filter((name) => name !== undefined);
}

test("it is a Standard state machine: an Express one ends after five minutes", () => {
  expect(machine.Properties["StateMachineType"]).toBe("STANDARD");
});

test("it starts with a wake and has no time limit of its own", () => {
  expect(definition).toMatchObject({ StartAt: "Wake", QueryLanguage: "JSONata" });
  expect(definition).not.toHaveProperty("TimeoutSeconds");
});

test("it has these transitions and no other", () => {
  expect(
    Object.fromEntries(Object.entries(states).map(([name, state]) => [name, nextOf(state)])),
  ).toEqual({
    Wake: ["Sleep", "Decide"],
    Decide: ["Wake", "SleepShortly", "End", "Sleep"],
    Sleep: ["Wake"],
    SleepShortly: ["Wake"],
    End: [],
  });
  expect(Object.values(states).map(({ Type }) => Type)).toEqual([
    "Task",
    "Choice",
    "Wait",
    "Wait",
    "Succeed",
  ]);
});

test("a wake takes three transitions", () => {
  const cycle = ["Wake", "Decide", "Sleep"];
  for (const [index, name] of cycle.entries()) {
    expect(nextOf(states[name]!)).toContain(cycle[(index + 1) % cycle.length]);
  }
});

test("the answer of the function decides: again, soon, end, and in any other case sleep", () => {
  expect(states["Decide"]).toMatchObject({
    Choices: [
      { Condition: "{% $states.input.next = 'again' %}", Next: "Wake" },
      { Condition: "{% $states.input.next = 'soon' %}", Next: "SleepShortly" },
      { Condition: "{% $states.input.next = 'end' %}", Next: "End" },
    ],
    Default: "Sleep",
  });
});

test("it sleeps as long as the settings say", () => {
  expect(states["Sleep"]).toMatchObject({ Seconds: 700 });
  // Ten seconds, or longer where the function says so.
  const seconds = "{% $max([$states.input.sleepSeconds, 10]) %}";
  expect(states["SleepShortly"]).toMatchObject({ Seconds: seconds });
});

test("the task calls the function with its input and the number of tries before, and hands on its answer", () => {
  expect(task).toMatchObject({
    Resource: "arn:<AWS::Partition>:states:::lambda:invoke",
    Arguments: {
      FunctionName: `<${release.id}.Arn>`,
      Payload: "{% $merge([$states.input, {'retries': $states.context.State.RetryCount}]) %}",
    },
    Output: "{% $states.result.Payload %}",
  });
});

test("the task outlives its function, so that two tries never run at once", () => {
  expect(task.TimeoutSeconds).toBeGreaterThan(Number(release.resource.Properties["Timeout"]));
});

test("every error is tried again four times within half a minute, then left to the next wake", () => {
  expect(task.Retry).toEqual([
    {
      ErrorEquals: ["States.ALL"],
      IntervalSeconds: 2,
      BackoffRate: 2,
      MaxAttempts: 4,
      JitterStrategy: "FULL",
    },
  ]);
  expect(task.Catch).toEqual([
    {
      ErrorEquals: ["States.ALL"],
      // No page: the next wake begins at the front of the lane.
      Output: {
        webhook: "{% $states.input.webhook %}",
        generation: "{% $states.input.generation %}",
        wakes: "{% $sum([$states.input.wakes, 3]) %}",
      },
      Next: "Sleep",
    },
  ]);
});

test("no state but the task can fail, and none is a Fail", () => {
  for (const state of Object.values(states)) {
    expect(["Choice", "Wait", "Succeed"].includes(state.Type) || state === task).toBe(true);
  }
});

test("the history of an execution stays below its limit, whatever fails in it", () => {
  const tries = 1 + Number(task.Retry?.[0]?.["MaxAttempts"]);
  // Task entered and left around its tries, wait entered and left; then choice entered and left
  // where the task succeeds.
  const eventsOfFailure = 2 + tries * EVENTS_PER_FAILED_TRY + 2;
  expect(wakesOfFailure(tries) * EVENTS_PER_WAKE).toBeGreaterThanOrEqual(eventsOfFailure);
  for (let retries = 0; retries < tries; retries += 1) {
    const events = 2 + retries * EVENTS_PER_FAILED_TRY + 3 + 2 + 2;
    expect(wakesOf(retries) * EVENTS_PER_WAKE).toBeGreaterThanOrEqual(events);
  }
  // Started, ended, the end's own state; and the last wake may be the dearest.
  const most = 4 + (MOST_WAKES + wakesOfFailure(tries)) * EVENTS_PER_WAKE;
  expect(most).toBeLessThan(0.75 * HISTORY_LIMIT);
});

test("the state machine may call its function, and nothing else", () => {
  const role = resourcesOf(pipeline, "AWS::IAM::Role").get(
    (machine.Properties["RoleArn"] as { "Fn::GetAtt": [string] })["Fn::GetAtt"][0],
  );
  expect(role?.Properties).toMatchObject({
    AssumeRolePolicyDocument: {
      Statement: [{ Principal: { Service: "states.amazonaws.com" }, Action: "sts:AssumeRole" }],
    },
    Policies: [
      {
        PolicyDocument: {
          Statement: [
            {
              Effect: "Allow",
              Action: "lambda:InvokeFunction",
              Resource: { "Fn::GetAtt": [release.id, "Arn"] },
            },
          ],
        },
      },
    ],
  });
  expect(role?.Properties["ManagedPolicyArns"]).toBeUndefined();
});
