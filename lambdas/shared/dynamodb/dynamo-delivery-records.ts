import type { AttributeValue } from "@aws-sdk/client-dynamodb";

import { applyChange, type RecordChange } from "../domain/commit.ts";
import {
  blankRecord,
  NO_CARRIER,
  type DeliveryIdentity,
  type DeliveryRecord,
} from "../domain/delivery-record.ts";
import type { DeliveryKey } from "../domain/identifiers.ts";
import { laneKeyOf } from "../domain/lane-keys.ts";
import type { CommitRequest, DeliveryRecords, WriteResult } from "../waiting/delivery-ports.ts";
import { numberValue } from "./attributes.ts";
import {
  attributeOf,
  DELIVERY_ATTRIBUTES,
  deliveryItemKey,
  readDeliveryItem,
  undeliveredKeyOf,
  writeAttemptItem,
  writeDeliveryItem,
} from "./delivery-item.ts";
import type { ReadItem } from "./dynamo-batch-reader.ts";
import {
  insertStatement,
  itemName,
  type RunStatement,
  type Statement,
} from "./dynamo-statements.ts";

const LIVE: readonly AttributeValue[] = [{ S: "queued" }, { S: "parked" }];
const IS_LIVE = '"status" IN (?, ?)';

/** Delivery records in DynamoDB: strongly consistent reads, conditional writes, in batches. */
export function makeDynamoDeliveryRecords(options: {
  readonly tableName: string;
  readonly readItem: ReadItem;
  readonly run: RunStatement;
  /** Whether the parked wait under one of four lane keys. @default - under the webhook's id */
  readonly spreadsLanes?: boolean;
}): DeliveryRecords {
  const { tableName, readItem, run, spreadsLanes = false } = options;
  const table = { tableName, spreadsLanes };

  /**
   * The first change of a delivery: no record must have appeared.
   * @param isForAny whether one that has appeared, and is live, is changed all the same
   */
  async function commitFirst(
    identity: DeliveryIdentity,
    change: RecordChange,
    isForAny: boolean,
    isPatient?: boolean,
  ): Promise<WriteResult> {
    const record = applyChange(blankRecord(identity), change);
    const result = await run(
      insertStatement(tableName, writeDeliveryItem(record, spreadsLanes)),
      isPatient,
    );
    if (result === "duplicate" && isForAny) {
      return update(updateOf(table, record, change, IS_LIVE, LIVE), isPatient);
    }
    return result === "written" ? "written" : "refused";
  }

  function commitNext(seen: DeliveryRecord, request: CommitRequest): Promise<WriteResult> {
    const { change, me, isPatient } = request;
    return update(
      change.set.status === "delivered"
        ? updateOf(table, seen, change, IS_LIVE, LIVE)
        : updateOf(table, seen, change, `"dispatch" = ? AND ${IS_LIVE} AND "carrier" IN (?, ?)`, [
            numberValue(seen.dispatch),
            ...LIVE,
            { S: NO_CARRIER },
            { S: me },
          ]),
      isPatient,
    );
  }

  async function update(statement: Statement, isPatient?: boolean): Promise<WriteResult> {
    return (await run(statement, isPatient)) === "written" ? "written" : "refused";
  }

  return {
    async read(key) {
      const item = await readItem(deliveryItemKey(key));
      return item === undefined ? undefined : readDeliveryItem(item);
    },

    commit(request) {
      const { seen, identity, change, isPatient } = request;
      if (seen !== undefined) return commitNext(seen, request);
      return commitFirst(identity, change, change.set.status === "delivered", isPatient);
    },

    resend(seen, change) {
      return update(updateOf(table, seen, change, '"dispatch" = ?', [numberValue(seen.dispatch)]));
    },

    cancel(identity, change) {
      return commitFirst(identity, change, true);
    },

    // R2
    mark(key, dispatch, carrier, isPatient) {
      const statement = {
        text: `UPDATE "${tableName}" SET "status" = ? SET "carrier" = ? REMOVE "lane" WHERE "pk" = ? AND "sk" = ? AND "dispatch" = ? AND "status" = ?`,
        parameters: [
          { S: "queued" },
          { S: carrier },
          ...keyValues(key),
          numberValue(dispatch),
          { S: "parked" },
        ],
        item: itemName(deliveryItemKey(key)),
      };
      return update(statement, isPatient);
    },

    async putAttempt(key, attempt, isPatient) {
      // A duplicate is our own write, repeated by the SDK or brought by a carried commit.
      await run(insertStatement(tableName, writeAttemptItem(key, attempt)), isPatient);
    },
  };
}

function keyValues(key: DeliveryKey): AttributeValue[] {
  const { pk, sk } = deliveryItemKey(key);
  return [{ ...pk }, { ...sk }];
}

/** A change as one UPDATE. `dispatch` and `attempts` grow from what the table holds. */
function updateOf(
  { tableName, spreadsLanes }: { readonly tableName: string; readonly spreadsLanes: boolean },
  record: DeliveryRecord,
  change: RecordChange,
  condition: string,
  conditionValues: readonly AttributeValue[],
): Statement {
  const clauses = ['SET "dispatch" = "dispatch" + 1'];
  const parameters: AttributeValue[] = [];
  const set = (attribute: string, value: AttributeValue) => {
    clauses.push(`SET "${attribute}" = ?`);
    parameters.push(value);
  };
  if (change.attempts === 1) {
    clauses.push('SET "attempts" = "attempts" + 1');
  }
  for (const [name, value] of Object.entries(change.set)) {
    set(DELIVERY_ATTRIBUTES[name as keyof typeof change.set], attributeOf(value));
  }
  const { status } = change.set;
  if (status === "parked") {
    set("lane", { S: laneKeyOf(record, spreadsLanes) });
  }
  if (status !== "delivered") {
    set("undeliveredKey", undeliveredKeyOf(record));
  }
  const removed: string[] = change.remove.map((name) => DELIVERY_ATTRIBUTES[name]);
  if (status !== "parked") {
    removed.push("lane");
  }
  if (status === "delivered") {
    removed.push("undeliveredKey");
  }
  clauses.push(...removed.map((name) => `REMOVE "${name}"`));
  return {
    text: `UPDATE "${tableName}" ${clauses.join(" ")} WHERE "pk" = ? AND "sk" = ? AND ${condition}`,
    parameters: [...parameters, ...keyValues(record), ...conditionValues],
    item: itemName(deliveryItemKey(record)),
  };
}
