import { readFileSync } from "node:fs";

import { describe, expect, test } from "vitest";

import { makeConfigApiTestBed, OPERATOR_KEY } from "../../support/config-api-test-bed.ts";

test("x", async () => {
  const bed = makeConfigApiTestBed();
  const a = await bed.admin("POST", "/webhooks", {
    endpoint: "https://example.com/",
    events: ["A"],
    config: {
      basic_auth_username: "u",
      basic_auth_password: "p",
      custom_headers: [{ header_name: "a", header_value: "b" }],
    },
  });
  console.log(a.status, a.headers, a.body, bed.lines);
  for (const [m, p, b] of [
    ["GET", "/webhooks"],
    ["GET", "/openapi.json"],
    ["HEAD", "/health"],
    ["OPTIONS", "/webhooks"],
    ["PUT", "/webhooks"],
    ["GET", "/nope"],
    ["POST", "/webhooks", {}],
    [
      "POST",
      "/webhooks",
      '{"a":1,"endpoint":"http://localhost","events":[], "config":{"retry":{"kind":"x"},"signature":{"scheme":"jws"},"oauth2":{}}}',
    ],
    ["PATCH", "/webhooks/" + a.body.id, { name: "x", config: { basic_auth_username: null } }],
    [
      "PATCH",
      "/webhooks/" + a.body.id,
      {
        name: "x",
        config: {
          basic_auth_username: "v",
          custom_headers: [{ header_name: "b", header_value: "1" }, { header_name: "A" }],
        },
      },
    ],
    ["GET", "/deliveries"],
    ["POST", "/events", { type: "A", payload: {} }],
    ["POST", "/events", '{"events":[{"type":"A","payload":{"a": 5.00}},{}]}'],
  ] as const) {
    const r = await bed.admin(m, p, b);
    console.log(
      m,
      p,
      r.status,
      r.headers["allow"],
      p === "/openapi.json" ? r.text.length : r.body && JSON.stringify(r.body),
    );
  }
  console.log((await bed.admin("GET", "/docs")).text.length);
});
