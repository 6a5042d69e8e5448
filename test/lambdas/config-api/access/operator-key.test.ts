import { expect, test } from "vitest";

import { makeOperatorKeyReader } from "../../../../lambdas/config-api/access/operator-key.ts";
import { makeFakeSecretsManager } from "../../../support/fakes/fake-secrets-manager.ts";

test("the operator key is read from its secret, its newest version", async () => {
  const secrets = makeFakeSecretsManager({ operator: "first" });
  const read = makeOperatorKeyReader({ secretsManager: secrets.client, keyId: "operator" });
  expect(await read()).toBe("first");
  secrets.rotate("operator", "second");
  expect(await read()).toBe("second");
});

test("an empty secret is no operator key", async () => {
  const secrets = makeFakeSecretsManager({ operator: "" });
  const read = makeOperatorKeyReader({ secretsManager: secrets.client, keyId: "operator" });
  await expect(read()).rejects.toThrow("no text");
});
