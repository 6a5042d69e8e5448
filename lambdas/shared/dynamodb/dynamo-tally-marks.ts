import { type DynamoDBClient, UpdateItemCommand } from "@aws-sdk/client-dynamodb";

import { batchCalls, type BatchScope } from "../aws-client/batch-calls.ts";
import {
  countOf,
  MOST_EXAMPLES,
  ownerKey,
  spanStartMs,
  type Tally,
  type TallyMark,
  tallyOf,
} from "../domain/tally.ts";
import { makeRecentMap } from "../memory/recent-map.ts";
import type { Log } from "../runtime/logger.ts";
import { within } from "../runtime/machine.ts";
import { type ItemKey, numberValue } from "./attributes.ts";
import { isWritten } from "./dynamo-conditions.ts";
import { addReasons, openItemKey, tallyEndSeconds } from "./tally-item.ts";

/** Counts a drop or rejection. Never throws, takes a second at most: deliveries matter more. */
export type CountMark = (mark: TallyMark) => Promise<void>;

/** Marks that are gathered at most: more than the batches of ten that a function has at a time. */
const MOST_MARKS = 100;
/** A slower write is not waited for: DynamoDB answers in ten milliseconds, or throttles. */
const LONGEST_WAIT_MS = 1_000;
/** After a failure nothing is added to that item for so long: throttling holds up no batches. */
const PAUSE_MS = 10_000;
/** Tallies of which a warm function remembers that they have their examples, or failed. */
const MOST_REMEMBERED = 200;

/**
 * Counts drops and rejections in DynamoDB: one write for all of a batch that are of one owner and
 * span, spread over four items an owner. A count is as good as it can be for that price: what was
 * not written is logged and lost, and what is told again after a crash counts again. The dropped
 * queue and the rejected-events queue hold each of them.
 */
export function makeDynamoTallyMarks(options: {
  readonly dynamodb: Pick<DynamoDBClient, "send">;
  readonly tableName: string;
  /** How long one tally gathers. */
  readonly spanMs: number;
  readonly batch: BatchScope;
  readonly log: Pick<Log, "error">;
  readonly now: () => number;
  /** @default 1,000 */
  readonly longestWaitMs?: number;
}): CountMark {
  const { dynamodb, tableName: TableName, spanMs, batch, log, now } = options;
  const { longestWaitMs = LONGEST_WAIT_MS } = options;
  const full = makeRecentMap<true>(MOST_REMEMBERED);
  const pausedUntilMs = makeRecentMap<number>(MOST_REMEMBERED);
  let written = 0;

  function add(tally: Tally, key: ItemKey, withExamples: boolean): Promise<boolean> {
    const update = { TableName, Key: key, ...additionOf(tally, withExamples) };
    return isWritten(dynamodb, new UpdateItemCommand(update));
  }

  async function write(tally: Tally, key: ItemKey, name: string): Promise<void> {
    if (full.get(name) === undefined && (await add(tally, key, true))) return;
    full.set(name, true);
    await add(tally, key, false);
  }

  async function tryWrite(tally: Tally): Promise<void> {
    written += 1;
    // Entries that could not be read have no ids: they take turns.
    const key = openItemKey(tally, tally.ids[0] ?? String(written));
    const name = `${key.pk.S}\n${key.sk.S}`;
    try {
      if ((pausedUntilMs.get(name) ?? 0) > now()) throw new Error("it failed a moment ago");
      await within(longestWaitMs, write(tally, key, name), batch.machine).catch(
        (error: unknown) => {
          pausedUntilMs.set(name, now() + PAUSE_MS);
          throw error;
        },
      );
    } catch (error) {
      const count = countOf(tally.reasons);
      log.error("not counted", error, { owner: ownerKey(tally.owner), count });
    }
  }

  async function call(marks: readonly TallyMark[]): Promise<undefined[]> {
    const startMs = spanStartMs(now(), spanMs);
    await Promise.all(groupsOf(marks).map((group) => tryWrite(tallyOf(group, startMs))));
    return marks.map(() => undefined);
  }

  return batchCalls<TallyMark, undefined>({ batch, most: MOST_MARKS, call });
}

/**
 * The update that adds a tally to its item.
 * @param withExamples adds ids and places, too, unless enough were counted before
 */
function additionOf(tally: Tally, withExamples: boolean) {
  const { add, names, values } = addReasons(tally.reasons);
  const examples = Object.entries({ ids: tally.ids, places: tally.places }).filter(
    ([, texts]) => withExamples && texts.length > 0,
  );
  const additions = ["#count :count", add, ...examples.map(([name]) => `${name} :${name}`)];
  return {
    UpdateExpression: `SET expiresAt = :end ADD ${additions.join(", ")}`,
    ...(withExamples && {
      ConditionExpression: "attribute_not_exists(#count) OR #count < :enough",
    }),
    ExpressionAttributeNames: { ...names, "#count": "count" },
    ExpressionAttributeValues: {
      ...values,
      ...Object.fromEntries(examples.map(([name, texts]) => [`:${name}`, { SS: [...texts] }])),
      ...(withExamples && { ":enough": numberValue(MOST_EXAMPLES) }),
      ":count": numberValue(countOf(tally.reasons)),
      ":end": numberValue(tallyEndSeconds(tally.startMs)),
    },
  };
}

/** Those of one owner together, what is told apart from what is not. */
function groupsOf(marks: readonly TallyMark[]): [TallyMark, ...TallyMark[]][] {
  const groups = new Map<string, [TallyMark, ...TallyMark[]]>();
  for (const mark of marks) {
    const name = `${mark.isTold} ${ownerKey(mark.owner)}`;
    const group = groups.get(name);
    if (group === undefined) groups.set(name, [mark]);
    else group.push(mark);
  }
  return [...groups.values()];
}
