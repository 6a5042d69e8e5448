import { expect, test } from "vitest";

import { DECLARED_ROUTES } from "../../lambdas/config-api/http/declared-routes.ts";
import { PAGE_ROUTES } from "../../lib/console/page-routes.ts";
import { functionNamed, resourcesOf, synthesizeRingback } from "../support/template.ts";

const { api } = synthesizeRingback();

/** The id and properties of the only resource of a type. */
function only(type: string, template = api) {
  const found = [...resourcesOf(template, type)];
  expect(found).toHaveLength(1);
  const [id, { Properties: properties }] = found[0]!;
  return { id, properties };
}

/** The logical id of the integration that calls a function, in payload format 2.0. */
function integrationOf(room: string): string {
  const { id: functionId } = functionNamed(api, room);
  const found = [...resourcesOf(api, "AWS::ApiGatewayV2::Integration")].filter(
    ([, { Properties: properties }]) => {
      const { "Fn::GetAtt": [target] = [] } = properties["IntegrationUri"] as {
        "Fn::GetAtt"?: [string, string];
      };
      return target === functionId;
    },
  );
  expect(found.map(([, { Properties: properties }]) => properties)).toEqual([
    expect.objectContaining({ IntegrationType: "AWS_PROXY", PayloadFormatVersion: "2.0" }),
  ]);
  return found[0]![0];
}

test("pages go to the console, and every other request to the config API", () => {
  const routes = [...resourcesOf(api, "AWS::ApiGatewayV2::Route").values()];
  const targets = routes.map(({ Properties: route }) => [route["RouteKey"], route["Target"]]);
  const to = (room: string) => ({
    "Fn::Join": ["", ["integrations/", { Ref: integrationOf(room) }]],
  });
  expect(targets).toEqual([
    ...["$default", ...Object.keys(DECLARED_ROUTES)].map((key) => [key, to("config-api")]),
    ...PAGE_ROUTES.map((key) => [key, to("console")]),
  ]);
  expect(PAGE_ROUTES).toEqual(
    expect.arrayContaining(["GET /console", "GET /console/{proxy+}", "GET /portal/{proxy+}"]),
  );
});

test("only this API may call its functions", () => {
  const apiId = only("AWS::ApiGatewayV2::Api").id;
  const permissions = [...resourcesOf(api, "AWS::Lambda::Permission").values()];
  const sources = permissions.map(({ Properties: permission }) => {
    expect(permission).toMatchObject({
      Action: "lambda:InvokeFunction",
      Principal: "apigateway.amazonaws.com",
    });
    const { "Fn::Join": joined } = permission["SourceArn"] as { "Fn::Join": [string, unknown[]] };
    expect(joined[1].at(-2)).toEqual({ Ref: apiId });
    return joined[1].at(-1);
  });
  // A call of the route $default comes from <id>/<stage>/$default: a third asterisk would fit none.
  expect(sources).toContain("/*/*");
});

test("the API has no CORS: a console must be of the same origin", () => {
  expect(only("AWS::ApiGatewayV2::Api").properties).not.toHaveProperty("CorsConfiguration");
});

test("each declared route is throttled by itself, and all others together, by the settings", () => {
  const settings = { apiRequestsPerSecond: 10, apiBurst: "30", apiTestsPerSecond: 3 };
  const { api: throttled } = synthesizeRingback(settings);
  const { properties } = only("AWS::ApiGatewayV2::Stage", throttled);
  const requests = { ThrottlingRateLimit: 10, ThrottlingBurstLimit: 30 };
  const wide = { ThrottlingRateLimit: 100, ThrottlingBurstLimit: 300 };
  const tests = { ThrottlingRateLimit: 3, ThrottlingBurstLimit: 3 };
  expect(properties["RouteSettings"]).toEqual({
    "POST /events": wide,
    "POST /webhooks/{id}/test": tests,
    "GET /signing-keys/{kid}": wide,
    "GET /.well-known/jwks.json": wide,
    "GET /applications/{application}/{environment}/signing-keys/{kid}": wide,
    "GET /applications/{application}/{environment}/.well-known/jwks.json": wide,
    "POST /portal-links/{id}/exchange": requests,
    "GET /health": requests,
    "GET /openapi.json": requests,
    "GET /console": requests,
    "HEAD /console": requests,
    "GET /console/{proxy+}": requests,
    "HEAD /console/{proxy+}": requests,
    "GET /portal/{proxy+}": requests,
    "HEAD /portal/{proxy+}": requests,
    "GET /docs": requests,
    "HEAD /docs": requests,
  });
  expect(properties).toMatchObject({
    StageName: "$default",
    AutoDeploy: true,
    DefaultRouteSettings: { ThrottlingRateLimit: 10, ThrottlingBurstLimit: 30 },
  });
});

test("no route is throttled above what an account takes", () => {
  const settings = { apiRequestsPerSecond: 5000, apiBurst: 5000 };
  const { properties } = only("AWS::ApiGatewayV2::Stage", synthesizeRingback(settings).api);
  expect(properties["RouteSettings"]).toMatchObject({
    "POST /events": { ThrottlingRateLimit: 10_000, ThrottlingBurstLimit: 5000 },
  });
});

test("the stage comes after its routes, of whose settings it would refuse those that are not there", () => {
  const [stage] = Object.values(api.findResources("AWS::ApiGatewayV2::Stage"));
  const declared = [...resourcesOf(api, "AWS::ApiGatewayV2::Route")]
    .filter(([, { Properties: route }]) => route["RouteKey"] !== "$default")
    .map(([id]) => id);
  expect(stage?.["DependsOn"]).toEqual(expect.arrayContaining(declared));
});

test("the access log tells who, what and how long, and holds nothing that may be a key", () => {
  const settings = only("AWS::ApiGatewayV2::Stage").properties["AccessLogSettings"] as {
    Format: string;
    DestinationArn: { "Fn::GetAtt": [string, string] };
  };
  const fields = JSON.parse(settings.Format) as Record<string, string>;
  expect(Object.keys(fields)).toEqual(
    expect.arrayContaining(["requestId", "ip", "method", "path", "status", "latencyMs"]),
  );
  expect(settings.Format).not.toMatch(/header|query|body|authorization/i);
  const group = resourcesOf(api, "AWS::Logs::LogGroup").get(
    settings.DestinationArn["Fn::GetAtt"][0],
  );
  expect(group?.Properties["LogGroupName"]).toBe("/aws/vendedlogs/ringback-api-access");
});

test.each([
  ["config-api", 29],
  ["console", 10],
])("%s ends before the API gives up on it", (room, seconds) => {
  const { resource } = functionNamed(api, room);
  expect(resource.Properties["Timeout"]).toBe(seconds);
});

test("the outputs name the API, its console and the operator's key", () => {
  expect(Object.keys(api.findOutputs("*"))).toEqual(
    expect.arrayContaining(["ApiId", "ApiUrl", "ConsoleUrl", "OperatorKeySecretArn"]),
  );
});
