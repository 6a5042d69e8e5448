import type { CloudFormationClient } from "@aws-sdk/client-cloudformation";
import { BOOTSTRAP_QUALIFIER_CONTEXT, DefaultStackSynthesizer } from "aws-cdk-lib";

import { RunFailed } from "../../local/session/run-failed.ts";
import type { AwsTarget } from "./aws-target.ts";
import { signedCall } from "./signed-call.ts";

/** The oldest bootstrap that the stacks can be deployed with, as each CDK assembly states. */
export const OLDEST_BOOTSTRAP = 6;

/** Where a deployment goes, and by which bootstrap. */
export interface BootstrapPlace {
  readonly target: AwsTarget;
  /** The context of the CDK. */
  readonly context: Readonly<Record<string, unknown>>;
  /** As given by `--profile`. */
  readonly profile?: string | undefined;
}

/**
 * Looks whether the account and region are prepared for the CDK, where the CDK itself looks, too.
 * https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_GetParameter.html
 *
 * @param caller with the caller's credentials and region
 * @returns what to tell of it
 * @throws {RunFailed} when they are not, or by too old a bootstrap, with the command that mends it
 */
export async function checkBootstrap(
  caller: CloudFormationClient,
  place: BootstrapPlace,
): Promise<string> {
  const { account, region } = place.target;
  const name = `/cdk-bootstrap/${qualifierOf(place)}/version`;
  const reading = await readVersion(caller, name);
  switch (reading.outcome) {
    case "unknown":
      return `! The version of the CDK's bootstrap could not be read (${reading.why}); ssm:GetParameter on ${name} allows it. The CDK looks for itself.`;
    case "missing":
      throw new RunFailed(
        `account ${account} is not prepared for the CDK in ${region} (there is no parameter ${name}): ${bootstrapCommand(place)}, then npm run deploy again`,
      );
    case "read":
      if (Number(reading.version) >= OLDEST_BOOTSTRAP) {
        return `The CDK's bootstrap has version ${reading.version}.`;
      }
      throw new RunFailed(
        `the CDK's bootstrap of account ${account} in ${region} has version ${reading.version}, and at least ${OLDEST_BOOTSTRAP} is needed: ${bootstrapCommand(place)}, then npm run deploy again`,
      );
  }
}

type VersionReading =
  | { readonly outcome: "read"; readonly version: string }
  | { readonly outcome: "missing" }
  | { readonly outcome: "unknown"; readonly why: string };

async function readVersion(caller: CloudFormationClient, name: string): Promise<VersionReading> {
  try {
    const { status, text } = await signedCall(caller, {
      service: "ssm",
      method: "POST",
      path: "/",
      headers: {
        "content-type": "application/x-amz-json-1.1",
        "x-amz-target": "AmazonSSM.GetParameter",
      },
      body: JSON.stringify({ Name: name }),
    });
    const answer = JSON.parse(text) as {
      readonly __type?: string;
      readonly message?: string;
      readonly Parameter?: { readonly Value?: string };
    };
    const { Parameter: { Value: version } = {}, __type: type, message } = answer;
    if (status === 200 && version !== undefined) return { outcome: "read", version };
    // Some protocols put a namespace before the name: com.amazonaws.ssm#ParameterNotFound.
    if (type?.split("#").at(-1) === "ParameterNotFound") return { outcome: "missing" };
    return { outcome: "unknown", why: message ?? type ?? `status ${status}` };
  } catch (error) {
    return { outcome: "unknown", why: error instanceof Error ? error.message : String(error) };
  }
}

/** What is in the names of the bootstrap's resources: https://docs.aws.amazon.com/cdk/v2/guide/bootstrapping-customizing.html */
function qualifierOf({ context }: BootstrapPlace): string {
  const given = context[BOOTSTRAP_QUALIFIER_CONTEXT];
  return typeof given === "string" ? given : DefaultStackSynthesizer.DEFAULT_QUALIFIER;
}

/** A qualifier of one's own needs its own stack, or it replaces all other apps' bootstrap. */
function bootstrapCommand(place: BootstrapPlace): string {
  const { account, region } = place.target;
  const qualifier = qualifierOf(place);
  return [
    `npx cdk bootstrap aws://${account}/${region}`,
    ...(qualifier === DefaultStackSynthesizer.DEFAULT_QUALIFIER
      ? []
      : [`--qualifier ${qualifier} --toolkit-stack-name CDKToolkit-${qualifier}`]),
    ...(place.profile === undefined ? [] : [`--profile ${place.profile}`]),
  ].join(" ");
}
