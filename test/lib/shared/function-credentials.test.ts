import { expect, test, vi } from "vitest";

import { defaultProvider } from "../../../lib/shared/function-credentials.ts";

test("are those that Lambda puts into the environment, read at each call", async () => {
  const provide = defaultProvider();
  vi.stubEnv("AWS_ACCESS_KEY_ID", "id");
  vi.stubEnv("AWS_SECRET_ACCESS_KEY", "secret");
  vi.stubEnv("AWS_SESSION_TOKEN", "token");
  await expect(provide()).resolves.toMatchObject({
    accessKeyId: "id",
    secretAccessKey: "secret",
    sessionToken: "token",
  });
  vi.stubEnv("AWS_SESSION_TOKEN", undefined);
  await expect(provide()).resolves.not.toHaveProperty("sessionToken");
});

test("missing ones are said to be missing", async () => {
  vi.stubEnv("AWS_ACCESS_KEY_ID", undefined);
  await expect(defaultProvider()()).rejects.toThrow("Unable to find environment variable");
});
