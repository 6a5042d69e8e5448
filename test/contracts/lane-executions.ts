import { randomBytes } from "node:crypto";

import { beforeAll, describe, expect, test } from "vitest";

import { webhookIdFrom } from "../../lambdas/shared/domain/identifiers.ts";
import type { LaneExecutions } from "../../lambdas/shared/waiting/lane-ports.ts";

/** Executions that run until they are told to end. */
export interface StoppableExecutions extends LaneExecutions {
  end(webhookId: string, generation: number): Promise<void>;
}

/** What Step Functions does with the names of executions: E4. Each test has webhooks of its own. */
export function laneExecutionsContract(open: () => Promise<StoppableExecutions>): void {
  let executions: StoppableExecutions;

  beforeAll(async () => {
    executions = await open();
  });

  describe("an execution", () => {
    test("is started once for each generation of a webhook", async () => {
      const [one, other] = [newWebhook(), newWebhook()];
      expect(await executions.start(one, 1)).toBe("started");
      expect(await executions.start(one, 2)).toBe("started");
      expect(await executions.start(other, 1)).toBe("started");
      for (const [webhookId, generation] of [
        [one, 1],
        [one, 2],
        [other, 1],
      ] as const) {
        await executions.end(webhookId, generation);
      }
    });

    test("does not start again once it has ended: its name is used up", async () => {
      const webhookId = newWebhook();
      expect(await executions.start(webhookId, 1)).toBe("started");
      await executions.end(webhookId, 1);
      expect(await executions.start(webhookId, 1)).toBe("already_ended");
      expect(await executions.start(webhookId, 2)).toBe("started");
      await executions.end(webhookId, 2);
    });

    test("that runs is no error to start: AWS answers with it, the emulator as for one that ended", async () => {
      const webhookId = newWebhook();
      await executions.start(webhookId, 1);
      expect(["started", "already_ended"]).toContain(await executions.start(webhookId, 1));
      await executions.end(webhookId, 1);
    });
  });
}

function newWebhook(): string {
  return webhookIdFrom(randomBytes(16));
}
