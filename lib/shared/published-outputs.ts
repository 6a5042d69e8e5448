import { CfnOutput } from "aws-cdk-lib";
import type { Stack } from "aws-cdk-lib";
import { StringParameter } from "aws-cdk-lib/aws-ssm";

import type { Settings } from "../settings.ts";

/**
 * Puts values out of a stack for people, as outputs, and for other programs and stacks, as
 * parameters of Systems Manager: `EventBusArn` of the installation `acme` is also the parameter
 * `/ringback/acme/event-bus-arn`, a string. All of one installation: `aws ssm
 * get-parameters-by-path --path /ringback/acme`. The names stay when stacks are cut anew; a secret
 * is put out by its ARN only.
 *
 * @param values by the name of the output, in PascalCase; unique over all stacks of an installation
 */
export function publishOutputs(
  stack: Stack,
  settings: Settings,
  values: Readonly<Record<string, string>>,
): void {
  putOut(stack, values);
  publishParameters(stack, settings, values);
}

/** Puts values out of a stack as outputs alone. */
export function putOut(stack: Stack, values: Readonly<Record<string, string>>): void {
  for (const [name, value] of Object.entries(values)) new CfnOutput(stack, name, { value });
}

/** Publishes values as parameters alone, of a stack that must not make anything after them. */
export function publishParameters(
  stack: Stack,
  settings: Settings,
  values: Readonly<Record<string, string>>,
): void {
  for (const [name, value] of Object.entries(values)) {
    new StringParameter(stack, `${name}Parameter`, {
      parameterName: `${parametersPath(settings.namePrefix)}/${kebabCase(name)}`,
      stringValue: value,
    });
  }
}

/** Where the parameters of an installation are. */
export function parametersPath(namePrefix: string): string {
  return `/ringback/${namePrefix}`;
}

function kebabCase(name: string): string {
  return name.replaceAll(/(?<!^)[A-Z]/gu, "-$&").toLowerCase();
}
