import { RemovalPolicy, Validations } from "aws-cdk-lib";
import { AccessLogField, AccessLogFormat } from "aws-cdk-lib/aws-apigateway";
import {
  HttpApi,
  HttpNoneAuthorizer,
  HttpStage,
  LogGroupLogDestination,
} from "aws-cdk-lib/aws-apigatewayv2";
import { HttpLambdaIntegration } from "aws-cdk-lib/aws-apigatewayv2-integrations";
import type { IFunction } from "aws-cdk-lib/aws-lambda";
import { LogGroup } from "aws-cdk-lib/aws-logs";
import { Construct } from "constructs";

import type { Settings } from "../settings.ts";

/** Which function answers. */
export interface HttpEndpointProps {
  readonly settings: Settings;
  readonly function: IFunction;
}

/** One line a request: who, what, how long, and whose fault. No query, header or body: they may hold keys. */
const ACCESS_LOG_LINE = {
  requestId: AccessLogField.contextRequestId(),
  time: AccessLogField.contextRequestTime(),
  ip: AccessLogField.contextIdentitySourceIp(),
  userAgent: AccessLogField.contextIdentityUserAgent(),
  method: AccessLogField.contextHttpMethod(),
  path: AccessLogField.contextPath(),
  status: AccessLogField.contextStatus(),
  bytes: AccessLogField.contextResponseLength(),
  latencyMs: AccessLogField.contextResponseLatency(),
  integrationError: AccessLogField.contextIntegrationErrorMessage(),
};

/** The HTTP API: every request to one function, throttled, and logged without its secrets. */
export class HttpEndpoint extends Construct {
  readonly apiId: string;
  readonly url: string;

  constructor(scope: Construct, id: string, props: HttpEndpointProps) {
    super(scope, id);
    const { settings } = props;
    const api = new HttpApi(this, "Api", {
      apiName: settings.namePrefix,
      description: "Ringback's config API",
      createDefaultStage: false,
      // Routes live in the function, which also answers 404 as a problem document.
      defaultIntegration: new HttpLambdaIntegration("ConfigApi", props.function),
      defaultAuthorizer: new HttpNoneAuthorizer(),
    });
    Validations.of(api).acknowledge({
      id: "AwsSolutions-APIG4",
      reason:
        "The function checks every key itself: an HTTP API cannot shape an authorizer's refusal into a problem document, and some routes are public.",
    });
    const accessLog = new LogGroup(this, "AccessLog", {
      // This prefix spares a resource policy that outgrows its limit: https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/AWS-logs-and-resource-policy.html
      logGroupName: `/aws/vendedlogs/${settings.namePrefix}-api-access`,
      retention: settings.logRetentionDays,
      removalPolicy: RemovalPolicy.DESTROY,
    });
    const stage = new HttpStage(this, "Stage", {
      httpApi: api,
      stageName: "$default",
      autoDeploy: true,
      throttle: { rateLimit: settings.apiRequestsPerSecond, burstLimit: settings.apiBurst },
      accessLogSettings: {
        destination: new LogGroupLogDestination(accessLog),
        format: AccessLogFormat.custom(JSON.stringify(ACCESS_LOG_LINE)),
      },
    });
    this.apiId = api.apiId;
    this.url = stage.url;
  }
}
