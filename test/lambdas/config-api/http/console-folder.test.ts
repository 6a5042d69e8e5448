import { expect, test } from "vitest";

import { makeConfigApiTestBed } from "../../../support/config-api-test-bed.ts";

const bed = makeConfigApiTestBed();

test.each(["GET", "HEAD"])(
  "%s of the console's folder, which is another function's, leads to its page",
  async (method) => {
    const { status, headers, text } = await bed.ask(method, "/console/");
    expect({ status, text }).toEqual({ status: 308, text: "" });
    expect(new URL(headers["location"]!, "https://h/base/console/").pathname).toBe(
      "/base/console/index.html",
    );
  },
);

test.each(["/console", "/console/x", "/console//"])("there is nothing else at %s", async (path) => {
  expect((await bed.ask("GET", path)).status).toBe(404);
});
