import type { APIGatewayProxyEventV2 } from "aws-lambda";
import { describe, expect, test, vi } from "vitest";

import { readHttpRequest, readJsonText } from "../../../../lambdas/config-api/http/http-request.ts";

const MIB = 1024 * 1024;

/** A request with this body, as the gateway gives it. */
function withBody(body: string | undefined, isBase64Encoded = false) {
  return readHttpRequest({
    headers: { Host: "127.0.0.1:4566" },
    rawQueryString: "a=1",
    requestContext: {
      apiId: "api",
      domainName: "api.execute-api.localhost",
      http: { method: "POST", path: "/events", sourceIp: "192.0.2.1" },
    },
    ...(body !== undefined && { body }),
    isBase64Encoded,
  } as unknown as APIGatewayProxyEventV2);
}

describe("the size of a body", () => {
  test.each([
    ["none", undefined, false, 0],
    ["text", "é", false, 2],
    ["base64", Buffer.from([1, 2, 3, 4]).toString("base64"), true, 4],
  ])("of %s is known", (_, body, isBase64Encoded, bytes) => {
    const request = withBody(body, isBase64Encoded);
    expect(request.bodyBytes).toBe(bytes);
    expect(request.body()).toHaveLength(bytes);
  });

  test("is judged before the body is decoded", () => {
    const request = withBody(Buffer.alloc(5 * MIB).toString("base64"), true);
    const body = vi.fn(request.body);
    expect(readJsonText({ ...request, body })).toMatchObject({ code: "body-too-large" });
    expect(body).not.toHaveBeenCalled();
    const fitting = withBody(Buffer.alloc(MIB, " ").toString("base64"), true);
    expect(readJsonText(fitting)).toMatchObject({ kind: "text" });
  });
});

test("a request knows by which hosts it came, and from where", () => {
  expect(withBody(undefined)).toMatchObject({
    sourceIp: "192.0.2.1",
    hosts: { apiId: "api", authorities: ["api.execute-api.localhost", "127.0.0.1:4566"] },
  });
});
