import type { SynthesizedStack } from "../../local/cloud/synthesized-templates.ts";
import type { StackPresence } from "./present-stacks.ts";

/** What people would look for in the console, one and many, in the order in which it is told. */
const NOUNS: readonly (readonly [type: string, one: string, many: string])[] = [
  ["AWS::DynamoDB::GlobalTable", "table", "tables"],
  ["AWS::SecretsManager::Secret", "secret", "secrets"],
  ["AWS::Events::EventBus", "event bus", "event buses"],
  ["AWS::Events::Rule", "rule", "rules"],
  ["AWS::SQS::Queue", "queue", "queues"],
  ["AWS::Lambda::Function", "function", "functions"],
  ["AWS::StepFunctions::StateMachine", "state machine", "state machines"],
  ["AWS::ApiGatewayV2::Api", "HTTP API", "HTTP APIs"],
  ["AWS::SNS::Topic", "topic", "topics"],
  ["AWS::CloudWatch::Alarm", "alarm", "alarms"],
  ["AWS::CloudWatch::Dashboard", "dashboard", "dashboards"],
  ["AWS::Logs::LogGroup", "log group", "log groups"],
  ["AWS::SSM::Parameter", "parameter", "parameters"],
  ["AWS::IAM::Role", "role", "roles"],
];

/** No resource, but the CDK's note of its own version. */
const NOTE = "AWS::CDK::Metadata";

const PRESENCE = {
  new: "new",
  present: "there already",
  failed: "failed, made anew",
  unknown: "",
} as const satisfies Readonly<Record<StackPresence, string>>;

/** What a deployment makes or changes, a line each stack. */
export function planLines(
  stacks: readonly SynthesizedStack[],
  presence: ReadonlyMap<string, StackPresence>,
): readonly string[] {
  const width = Math.max(...stacks.map(({ name }) => name.length));
  return stacks.map((stack) => {
    const state = PRESENCE[presence.get(stack.name) ?? "unknown"];
    const parts = partsOf(stack).join(", ");
    return `  ${stack.name.padEnd(width)}  ${state === "" ? "" : `(${state}) `}${parts}`;
  });
}

function partsOf({ resources }: SynthesizedStack): readonly string[] {
  const types = resources.map(({ Type }) => Type).filter((type) => type !== NOTE);
  const named = new Set(NOUNS.map(([type]) => type));
  const others = types.filter((type) => !named.has(type)).length;
  const parts = NOUNS.flatMap(([type, one, many]) => {
    const count = types.filter((each) => each === type).length;
    return count === 0 ? [] : [`${count} ${count === 1 ? one : many}`];
  });
  return others === 0 ? parts : [...parts, `${others} that tie them together`];
}
