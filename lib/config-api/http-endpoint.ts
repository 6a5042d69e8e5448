import { RemovalPolicy, Validations } from "aws-cdk-lib";
import { AccessLogField, AccessLogFormat } from "aws-cdk-lib/aws-apigateway";
import {
  type CfnStage,
  HttpApi,
  HttpMethod,
  HttpNoneAuthorizer,
  HttpStage,
  LogGroupLogDestination,
} from "aws-cdk-lib/aws-apigatewayv2";
import { HttpLambdaIntegration } from "aws-cdk-lib/aws-apigatewayv2-integrations";
import type { IFunction } from "aws-cdk-lib/aws-lambda";
import { LogGroup } from "aws-cdk-lib/aws-logs";
import { Construct } from "constructs";

import {
  DECLARED_ROUTES,
  WIDE_FACTOR,
  type RouteThrottle,
} from "../../lambdas/config-api/http/declared-routes.ts";
import { PAGE_ROUTES } from "../console/page-routes.ts";
import type { Settings } from "../settings.ts";
import { ThrottledRequests } from "./throttled-requests.ts";

/** Which functions answer. */
export interface HttpEndpointProps {
  readonly settings: Settings;
  /** Behind every route of the API. */
  readonly configApi: IFunction;
  /** Behind the pages. */
  readonly console: IFunction;
}

/**
 * One line a request: who, what, how long, whose fault. No query, header or body: keys are there.
 */
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

/** The HTTP API: the API itself and the pages, throttled by route, logged without secrets. */
export class HttpEndpoint extends Construct {
  readonly apiId: string;
  readonly url: string;

  constructor(scope: Construct, id: string, props: HttpEndpointProps) {
    super(scope, id);
    const { settings } = props;
    // Not with scopePermissionToRoute: false, whose /*/*/* fits no call of the route $default: https://github.com/aws/serverless-application-model/issues/1860
    const integration = new HttpLambdaIntegration("ConfigApi", props.configApi);
    const api = new HttpApi(this, "Api", {
      apiName: settings.namePrefix,
      description: "Ringback's config API",
      createDefaultStage: false,
      // Routes live in the function, which also answers 404 as a problem document; some are
      // declared for their throttle.
      defaultIntegration: integration,
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
    new ThrottledRequests(this, "ThrottledRequests", { settings, accessLog });
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
    const addRoutes = (keys: readonly string[], to: HttpLambdaIntegration) =>
      keys.flatMap((key) => {
        const [method = "", path = ""] = key.split(" ");
        const methods = [HttpMethod[method as keyof typeof HttpMethod]];
        return api.addRoutes({ path, methods, integration: to });
      });
    const declared = [
      ...addRoutes(Object.keys(DECLARED_ROUTES), integration),
      ...addRoutes(PAGE_ROUTES, new HttpLambdaIntegration("Console", props.console)),
    ];
    // The stage refuses settings of a route that is not there yet.
    stage.node.addDependency(...declared);
    (stage.node.defaultChild as CfnStage).routeSettings = routeSettings(settings);
    this.apiId = api.apiId;
    this.url = stage.url;
  }
}

/** What an account and region takes of all its APIs: https://docs.aws.amazon.com/apigateway/latest/developerguide/limits.html */
const ACCOUNT_RATE = 10_000;
const ACCOUNT_BURST = 5000;

/** The throttle of each declared route, for CloudFormation: the CDK knows one throttle a stage. */
function routeSettings({ apiRequestsPerSecond, apiBurst, apiTestsPerSecond }: Settings) {
  const throttles: Record<RouteThrottle, object> = {
    requests: { ThrottlingRateLimit: apiRequestsPerSecond, ThrottlingBurstLimit: apiBurst },
    wide: {
      ThrottlingRateLimit: Math.min(ACCOUNT_RATE, WIDE_FACTOR * apiRequestsPerSecond),
      ThrottlingBurstLimit: Math.min(ACCOUNT_BURST, WIDE_FACTOR * apiBurst),
    },
    tests: { ThrottlingRateLimit: apiTestsPerSecond, ThrottlingBurstLimit: apiTestsPerSecond },
  };
  return Object.fromEntries([
    ...Object.entries(DECLARED_ROUTES).map(([key, throttle]) => [key, throttles[throttle]]),
    ...PAGE_ROUTES.map((key) => [key, throttles.requests]),
  ]);
}
