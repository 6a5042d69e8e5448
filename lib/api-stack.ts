import { Stack } from "aws-cdk-lib";
import type { StackProps } from "aws-cdk-lib";
import type { Construct } from "constructs";

import { ConfigApi } from "./config-api/config-api.ts";
import { HttpEndpoint } from "./config-api/http-endpoint.ts";
import { Console } from "./console/console.ts";
import type { PipelineStack } from "./pipeline-stack.ts";
import type { Settings } from "./settings.ts";
import { publishOutputs } from "./shared/published-outputs.ts";
import type { StorageStack } from "./storage-stack.ts";

/** What the API stack needs to know. */
export interface ApiStackProps extends StackProps {
  readonly settings: Settings;
  readonly storage: StorageStack;
  readonly pipeline: PipelineStack;
}

/** The surface for people and producers: an HTTP API in front of the config API and the pages. */
export class ApiStack extends Stack {
  readonly apiId: string;

  constructor(scope: Construct, id: string, props: ApiStackProps) {
    super(scope, id, props);
    const { settings, storage, pipeline } = props;
    const { webhooks, deliveries, vaultKey, operatorKey, changeLog } = storage;
    const { queues, bus, notifications } = pipeline;

    const configApi = new ConfigApi(this, "ConfigApi", {
      settings,
      webhooks,
      deliveries,
      vaultKey,
      operatorKey,
      changeLog,
      queues,
      notificationExpiry: notifications.expiry,
      bus,
    });
    const pages = new Console(this, "Console", { settings, webhooks });
    const endpoint = new HttpEndpoint(this, "HttpEndpoint", {
      settings,
      configApi: configApi.function,
      console: pages.function,
    });

    this.apiId = endpoint.apiId;
    // Whether or not an alarm asks for it at the moment: CloudFormation removes no export that is
    // still in use.
    this.exportValue(endpoint.apiId);
    publishOutputs(this, settings, {
      ApiId: endpoint.apiId,
      ApiUrl: endpoint.url,
      ConsoleUrl: `${endpoint.url}console`,
      OperatorKeySecretArn: operatorKey.secretArn,
    });
  }
}
