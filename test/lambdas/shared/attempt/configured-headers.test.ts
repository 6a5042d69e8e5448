import { describe, expect, test } from "vitest";

import { configuredHeaders } from "../../../../lambdas/shared/attempt/ready-webhooks.ts";

/** Opens `sealed x` as `x`. */
const openField = async (_field: string, jwe: string) => jwe.replace("sealed ", "");

describe("the headers of a configuration", () => {
  test("are those of the nCore sample: Basic and the apikey header", async () => {
    const webhook = {
      config: { basicAuthUsername: "username", customHeaderNames: ["apikey"] },
      sealed: {
        basic_auth_password: "sealed password",
        "custom_header:0": "sealed 306e38e4-54be-469f-beca-4297129289d6",
      },
    };
    await expect(configuredHeaders(webhook, openField)).resolves.toEqual([
      "authorization",
      "Basic dXNlcm5hbWU6cGFzc3dvcmQ=",
      "apikey",
      "306e38e4-54be-469f-beca-4297129289d6",
    ]);
  });

  test.each([
    ["an empty password", "key", "", "key:"],
    ["an empty user name", "", "token", ":token"],
  ])("are Basic with %s, too", async (_title, basicAuthUsername, password, decoded) => {
    const webhook = {
      config: { basicAuthUsername, customHeaderNames: [] },
      sealed: { basic_auth_password: `sealed ${password}` },
    };
    const credentials = Buffer.from(decoded).toString("base64");
    expect(await configuredHeaders(webhook, openField)).toEqual([
      "authorization",
      `Basic ${credentials}`,
    ]);
  });

  test("keep the order and the case that were configured, also of a name that stands twice", async () => {
    const webhook = {
      config: { customHeaderNames: ["X-B", "x-a", "X-B"] },
      sealed: {
        "custom_header:2": "sealed 3",
        "custom_header:0": "sealed 1",
        "custom_header:1": "sealed 2",
      },
    };
    await expect(configuredHeaders(webhook, openField)).resolves.toEqual(
      [
        ["X-B", "1"],
        ["x-a", "2"],
        ["X-B", "3"],
      ].flat(),
    );
  });

  // RFC 7617, section 2.1: user "test", password "123£" in UTF-8.
  test("write Basic credentials in UTF-8, as the example of the RFC", async () => {
    const webhook = {
      config: { basicAuthUsername: "test", customHeaderNames: [] },
      sealed: { basic_auth_password: "sealed 123£" },
    };
    await expect(configuredHeaders(webhook, openField)).resolves.toEqual([
      "authorization",
      "Basic dGVzdDoxMjPCow==",
    ]);
  });

  test("are those of a user without a password, as of an empty one", async () => {
    const webhook = { config: { basicAuthUsername: "u", customHeaderNames: [] }, sealed: {} };
    await expect(configuredHeaders(webhook, openField)).resolves.toEqual([
      "authorization",
      `Basic ${Buffer.from("u:").toString("base64")}`,
    ]);
  });

  test("are none where none are configured, and nothing is opened", async () => {
    const opened: string[] = [];
    const webhook = { config: { customHeaderNames: [] }, sealed: { other: "sealed x" } };
    const headers = await configuredHeaders(webhook, async (field) => {
      opened.push(field);
      return "";
    });
    expect([headers, opened]).toEqual([[], []]);
  });

  test("open each secret as the field that it is", async () => {
    const opened: unknown[] = [];
    const webhook = {
      config: { basicAuthUsername: "u", customHeaderNames: ["a"] },
      sealed: { basic_auth_password: "jwe p", "custom_header:0": "jwe 0" },
    };
    await configuredHeaders(webhook, async (field, jwe) => {
      opened.push([field, jwe]);
      return "x";
    });
    expect(opened).toEqual([
      ["basic_auth_password", "jwe p"],
      ["custom_header:0", "jwe 0"],
    ]);
  });
});
