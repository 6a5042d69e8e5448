import { Duration } from "aws-cdk-lib";
import type { IFunction } from "aws-cdk-lib/aws-lambda";
import { Construct } from "constructs";

import type { consoleEnv } from "../../lambdas/console/env.ts";
import type { Settings } from "../settings.ts";
import { PipelineFunction } from "../shared/pipeline-function.ts";
import { FRAMES_OF_PORTALS } from "../storage/item-conditions.ts";
import type { WebhooksTable } from "../storage/webhooks-table.ts";

/** What the console reads. */
export interface ConsoleProps {
  readonly settings: Settings;
  readonly webhooks: WebhooksTable;
}

/** A file is read and sent in milliseconds; a table that does not answer is given two seconds. */
const TIMEOUT_SECONDS = 10;
/** CPU grows with memory: a cold start is most of what somebody waits for here. */
const MEMORY_MB = 256;

/** The function that serves the pages of console, portal and API reference, and what they load. */
export class Console extends Construct {
  readonly function: IFunction;

  constructor(scope: Construct, id: string, { settings, webhooks }: ConsoleProps) {
    super(scope, id);
    const environment: Record<keyof typeof consoleEnv, string> = {
      WEBHOOKS_TABLE: webhooks.tableName,
      API_HOSTS: settings.apiHosts.join(","),
    };
    this.function = new PipelineFunction(this, "Console", {
      room: "console",
      description:
        "The pages of console, portal and API reference, and what they load: no data of tenants",
      settings,
      environment,
      permissions: [
        // Which sites may show a portal in a frame.
        { actions: ["dynamodb:GetItem"], on: [webhooks.tableArn], when: FRAMES_OF_PORTALS },
      ],
      timeout: Duration.seconds(TIMEOUT_SECONDS),
      memoryMb: MEMORY_MB,
      bundledWith: { script: "console/build/build-assets.ts", folder: "files" },
    }).function;
  }
}
