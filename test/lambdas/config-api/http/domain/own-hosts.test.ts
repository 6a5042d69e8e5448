import { describe, expect, test } from "vitest";

import { isOwnUrl } from "../../../../../lambdas/config-api/http/domain/own-hosts.ts";

const own = {
  apiId: "a1b2c3d4e5",
  authorities: [
    "a1b2c3d4e5.execute-api.eu-central-1.amazonaws.com",
    "Bücher.example",
    "127.0.0.1:4566",
  ],
};

describe("isOwnUrl", () => {
  test.each([
    "https://a1b2c3d4e5.execute-api.eu-central-1.amazonaws.com/events",
    "https://a1b2c3d4e5.execute-api.eu-central-1.amazonaws.com",
    "https://A1B2C3D4E5.Execute-API.eu-central-1.AmazonAWS.com/",
    "https://a1b2c3d4e5.execute-api.eu-central-1.amazonaws.com./",
    "https://a1b2c3d4e5.execute-api.eu-central-1.amazonaws.com:443/",
    "http://a1b2c3d4e5.execute-api.eu-central-1.amazonaws.com/",
    "https://%61%31b2c3d4e5.execute-api.eu-central-1.amazonaws.com/",
    "https://ａ1b2c3d4e5.execute-api.eu-central-1.amazonaws.com/",
    "https://a1b2c3d4e5。execute-api。eu-central-1．amazonaws｡com/",
    // Other names of the same API: dual stack, and what an emulator gives it.
    "https://a1b2c3d4e5.execute-api.eu-central-1.api.aws/",
    "https://a1b2c3d4e5.execute-api-fips.us-east-1.amazonaws.com/",
    "http://a1b2c3d4e5.execute-api.localhost:4566/",
    "https://bücher.example/",
    "https://BÜCHER.example/",
    "https://xn--bcher-kva.example/",
    "https://b%C3%BCcher.example/",
    "http://127.0.0.1:4566/_aws/execute-api/x/",
    "http://127.1:4566/",
    "http://0x7f000001:4566/",
    "http://2130706433:4566/",
    "https://127.0.0.1:4566/",
  ])("takes %s for its own", (url) => {
    expect(isOwnUrl(url, own)).toBe(true);
  });

  test.each([
    "https://example.com/?x=a1b2c3d4e5.execute-api.eu-central-1.amazonaws.com",
    "https://f6a1b2c3d4.execute-api.eu-central-1.amazonaws.com/events",
    "https://xa1b2c3d4e5.execute-api.eu-central-1.amazonaws.com/",
    "https://a1b2c3d4e5.example.com/",
    "https://a1b2c3d4e5.execute-apis.example.com/",
    "https://bücher.example:8443/",
    "http://127.0.0.1:8080/hooks",
    "http://127.0.0.1/hooks",
    "http://127.0.0.2:4566/hooks",
    "not a URL",
    "",
  ])("lets %s pass", (url) => {
    expect(isOwnUrl(url, own)).toBe(false);
  });

  test("knows no URL by an empty id, nor by what is no host", () => {
    const nobody = { apiId: "", authorities: ["no host", ""] };
    expect(isOwnUrl("https://.execute-api.example.com/", nobody)).toBe(false);
    expect(isOwnUrl("https://example.com/", nobody)).toBe(false);
  });
});
