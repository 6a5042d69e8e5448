import { TransactionCanceledException } from "@aws-sdk/client-dynamodb";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";

import { writeTransaction } from "../../../../lambdas/shared/dynamodb/dynamo-transaction.ts";

const ITEMS = [{ Delete: { TableName: "t", Key: { pk: { S: "a" } } } }];
const send = vi.fn<() => Promise<unknown>>();
const dynamodb = { send } as never;

function cancelled(...codes: string[]): Error {
  return new TransactionCanceledException({
    message: "cancelled",
    $metadata: {},
    CancellationReasons: codes.map((Code) => ({ Code })),
  });
}

beforeEach(() => {
  send.mockReset();
  send.mockResolvedValue({});
  vi.spyOn(Math, "random").mockReturnValue(0);
});

afterEach(() => {
  vi.restoreAllMocks();
});

describe("writeTransaction", () => {
  test("writes all", async () => {
    expect(await writeTransaction(dynamodb, ITEMS)).toEqual({ ok: true });
    expect(send).toHaveBeenCalledTimes(1);
  });

  test("tells which conditions did not hold, and does not try again", async () => {
    send.mockRejectedValue(cancelled("None", "ConditionalCheckFailed", "TransactionConflict"));
    expect(await writeTransaction(dynamodb, ITEMS)).toEqual({ ok: false, refused: new Set([1]) });
    expect(send).toHaveBeenCalledTimes(1);
  });

  test("tries again when another transaction is in the way, eight times in all", async () => {
    send.mockRejectedValueOnce(cancelled("TransactionConflict", "None"));
    expect(await writeTransaction(dynamodb, ITEMS)).toEqual({ ok: true });
    expect(send).toHaveBeenCalledTimes(2);
    send.mockReset();
    send.mockRejectedValue(cancelled("TransactionConflict"));
    await expect(writeTransaction(dynamodb, ITEMS)).rejects.toThrow("cancelled");
    expect(send).toHaveBeenCalledTimes(8);
  });

  test.each([cancelled("ThrottlingError"), new Error("connection lost")])(
    "throws everything else: %s",
    async (fault) => {
      send.mockRejectedValue(fault);
      await expect(writeTransaction(dynamodb, ITEMS)).rejects.toBe(fault);
    },
  );
});
