import { expect, test } from "vitest";

import { resourceNamed, resourcesOf, synthesizeRingback } from "../support/template.ts";

const { api } = synthesizeRingback();

/** The id and properties of the only resource of a type. */
function only(type: string, template = api) {
  const found = [...resourcesOf(template, type)];
  expect(found).toHaveLength(1);
  const [id, { Properties: properties }] = found[0]!;
  return { id, properties };
}

test("every request goes to the one function, in payload format 2.0", () => {
  const { id: functionId } = resourceNamed(
    api,
    "AWS::Lambda::Function",
    "FunctionName",
    "ringback-config-api",
  );
  expect(only("AWS::ApiGatewayV2::Route").properties["RouteKey"]).toBe("$default");
  expect(only("AWS::ApiGatewayV2::Integration").properties).toMatchObject({
    IntegrationType: "AWS_PROXY",
    IntegrationUri: { "Fn::GetAtt": [functionId, "Arn"] },
    PayloadFormatVersion: "2.0",
  });
});

test("only this API may call the function", () => {
  const permission = only("AWS::Lambda::Permission").properties;
  expect(permission).toMatchObject({
    Action: "lambda:InvokeFunction",
    Principal: "apigateway.amazonaws.com",
  });
  expect(JSON.stringify(permission["SourceArn"])).toContain(
    JSON.stringify({ Ref: only("AWS::ApiGatewayV2::Api").id }),
  );
});

test("the API has no CORS: a console must be of the same origin", () => {
  expect(only("AWS::ApiGatewayV2::Api").properties).not.toHaveProperty("CorsConfiguration");
});

test("requests are throttled by the settings", () => {
  const { properties } = only(
    "AWS::ApiGatewayV2::Stage",
    synthesizeRingback({ apiRequestsPerSecond: 10, apiBurst: "30" }).api,
  );
  expect(properties).toMatchObject({
    StageName: "$default",
    AutoDeploy: true,
    DefaultRouteSettings: { ThrottlingRateLimit: 10, ThrottlingBurstLimit: 30 },
  });
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

test("the function ends before the API gives up on it", () => {
  const { resource } = resourceNamed(
    api,
    "AWS::Lambda::Function",
    "FunctionName",
    "ringback-config-api",
  );
  expect(resource.Properties["Timeout"]).toBe(29);
});

test("the outputs name the API and the operator's key", () => {
  expect(Object.keys(api.findOutputs("*"))).toEqual(
    expect.arrayContaining(["ApiId", "ApiUrl", "OperatorKeySecretArn"]),
  );
});
