import { fileURLToPath } from "node:url";

import { Duration, RemovalPolicy } from "aws-cdk-lib";
import { Rule, Schedule } from "aws-cdk-lib/aws-events";
import { LambdaFunction } from "aws-cdk-lib/aws-events-targets";
import { PolicyDocument, Role, ServicePrincipal } from "aws-cdk-lib/aws-iam";
import { Architecture, Runtime } from "aws-cdk-lib/aws-lambda";
import type { RecursiveLoop } from "aws-cdk-lib/aws-lambda";
import { NodejsFunction, OutputFormat } from "aws-cdk-lib/aws-lambda-nodejs";
import { LogGroup } from "aws-cdk-lib/aws-logs";
import { Construct } from "constructs";

import type { Settings } from "../settings.ts";
import { BUNDLING } from "./bundling.ts";
import { policyStatement } from "./permission.ts";
import type { Permission } from "./permission.ts";
import { traceFunction, tracePermissions } from "./tracing.ts";

const PROJECT_ROOT = fileURLToPath(new URL("../..", import.meta.url));

/** Where CloudWatch keeps the metrics of an installation: two in one account must not add up. */
export function metricsNamespace({ namePrefix }: Pick<Settings, "namePrefix">): string {
  return `Ringback/${namePrefix}`;
}

/** How long Lambda keeps a run that finds no room: at most, and at least. https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-error-handling.html */
const LONGEST_EVENT_AGE_SECONDS = 21_600;
const SHORTEST_EVENT_AGE_SECONDS = 60;

/** What differs between the functions. */
export interface PipelineFunctionProps {
  /** Last part of the function's name. */
  readonly room: string;
  /**
   * Folder in `lambdas/`, and the function's name in logs and metrics.
   * @default - the room
   */
  readonly folder?: string;
  readonly description: string;
  readonly settings: Settings;
  /**
   * Type it as `Record<keyof typeof <room>Env, string>`, so that a missing variable does not
   * compile.
   */
  readonly environment: Readonly<Record<string, string>>;
  /** All the function may do, except writing its own log, which every function may. */
  readonly permissions: readonly Permission[];
  readonly timeout: Duration;
  readonly memoryMb: number;
  /** @default - none */
  readonly reservedConcurrency?: number | "none";
  /**
   * The schedule that runs it, and what for. What a run that fails left is the next one's: nothing
   * repeats it, and Lambda gives a run up that found no room until then.
   * @default - no schedule does
   */
  readonly runs?: { readonly every: Duration; readonly description: string };
  /**
   * A script that makes more files for the function's package, by its path in the project, and the
   * folder beside the function that it is given as its argument.
   * @default - there is only the function
   */
  readonly bundledWith?: { readonly script: string; readonly folder: string };
  /**
   * Whether Lambda ends what it takes for an endless loop.
   * @default - it does, after about 16 rounds
   */
  readonly recursiveLoop?: RecursiveLoop;
}

/**
 * The preset of all functions: Node 24 on arm64, one minified ES module, own log group and role.
 */
export class PipelineFunction extends Construct {
  readonly function: NodejsFunction;
  readonly room: string;
  readonly functionName: string;
  readonly timeoutSeconds: number;
  /** Seconds between two runs by its schedule; undefined without one. */
  readonly runsEverySeconds: number | undefined;

  constructor(scope: Construct, id: string, props: PipelineFunctionProps) {
    super(scope, id);
    const { room, folder = room, settings, reservedConcurrency = "none", runs } = props;
    const functionName = `${settings.namePrefix}-${room}`;
    this.room = room;
    this.functionName = functionName;
    this.timeoutSeconds = props.timeout.toSeconds();
    this.runsEverySeconds = runs?.every.toSeconds();
    const logGroup = new LogGroup(this, "Log", {
      logGroupName: `/aws/lambda/${functionName}`,
      retention: settings.logRetentionDays,
      // Logs end by their own retention; kept groups would stand in the way of the next deploy by
      // their name.
      removalPolicy: RemovalPolicy.DESTROY,
    });
    // One inline policy, made with the role: an event source mapping is refused while its function
    // may not read the queue.
    const role = new Role(this, "Role", {
      assumedBy: new ServicePrincipal("lambda.amazonaws.com"),
      description: `What the function ${functionName} may do`,
      inlinePolicies: {
        [room]: new PolicyDocument({
          statements: [
            { actions: ["logs:CreateLogStream", "logs:PutLogEvents"], on: [logGroup.logGroupArn] },
            ...tracePermissions(settings),
            ...props.permissions,
          ].map(policyStatement),
        }),
      },
    });
    this.function = new NodejsFunction(this, "Function", {
      functionName,
      description: props.description,
      entry: `${PROJECT_ROOT}lambdas/${folder}/handler.ts`,
      handler: "handler",
      projectRoot: PROJECT_ROOT,
      depsLockFilePath: `${PROJECT_ROOT}package-lock.json`,
      runtime: Runtime.NODEJS_24_X,
      architecture: Architecture.ARM_64,
      timeout: props.timeout,
      memorySize: props.memoryMb,
      ...(reservedConcurrency === "none"
        ? {}
        : { reservedConcurrentExecutions: reservedConcurrency }),
      ...(props.recursiveLoop === undefined ? {} : { recursiveLoop: props.recursiveLoop }),
      ...(this.runsEverySeconds === undefined ? {} : withoutRepeats(this.runsEverySeconds)),
      role,
      logGroup,
      environment: {
        ...props.environment,
        POWERTOOLS_SERVICE_NAME: folder,
        POWERTOOLS_METRICS_NAMESPACE: metricsNamespace(settings),
        LOG_LEVEL: settings.logLevel,
        FAST_AWS_CLIENTS: String(settings.fastAwsClients),
      },
      bundling: {
        format: OutputFormat.ESM,
        target: BUNDLING.target,
        mainFields: BUNDLING.mainFields,
        minify: BUNDLING.minify,
        banner: BUNDLING.banner.js,
        externalModules: BUNDLING.external,
        define: BUNDLING.define,
        esbuildArgs: Object.fromEntries(
          Object.entries(BUNDLING.alias).map(([name, path]) => [`--alias:${name}`, path]),
        ),
        ...(props.bundledWith === undefined ? {} : { commandHooks: running(props.bundledWith) }),
      },
    });
    traceFunction(this.function, role, settings);
    if (runs === undefined) return;
    new Rule(scope, "Schedule", {
      description: runs.description,
      schedule: Schedule.rate(runs.every),
      targets: [new LambdaFunction(this.function, { retryAttempts: 0 })],
    });
  }
}

/** Runs a script when the function is bundled: on this Node, the project's own. */
function running({ script, folder }: { readonly script: string; readonly folder: string }) {
  return {
    beforeBundling: () => [],
    beforeInstall: () => [],
    afterBundling: (_: string, outFolder: string) => [
      [process.execPath, `${PROJECT_ROOT}${script}`, `${outFolder}/${folder}`]
        .map((word) => `"${word}"`)
        .join(" "),
    ],
  };
}

/** Lambda's queue of asynchronous runs repeats a failed one twice and keeps one for six hours. */
function withoutRepeats(runsEverySeconds: number): { retryAttempts: 0; maxEventAge: Duration } {
  const age = Math.min(LONGEST_EVENT_AGE_SECONDS, runsEverySeconds);
  return {
    retryAttempts: 0,
    maxEventAge: Duration.seconds(Math.max(SHORTEST_EVENT_AGE_SECONDS, age)),
  };
}
