import { createHash } from "node:crypto";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";

import type { Item } from "../../lambdas/shared/dynamodb/attributes.ts";
import { sayReady } from "./child.ts";

/*
 * As much of DynamoDB, SQS and Secrets Manager as one delivery or release needs, answering at once:
 * every conditional write holds, the webhooks table has what it was told, the deliveries table
 * keeps events only, sent messages are kept to be asked for (GET /sent).
 */

type Request = Record<string, unknown>;
type Statement = { Statement: string; Parameters: Item[string][] };
type Key = { pk: { S: string }; sk: { S: string } };

const items = new Map<string, Item>();
let sent: { MessageId: string; MessageBody: string }[] = [];
let messageCount = 0;
const calls: Record<string, number> = {};

const nameOf = ({ pk, sk }: Key): string => `${pk.S}\n${sk.S}`;

const operations: Record<string, (request: Request) => object> = {
  BatchGetItem: (request) => {
    const tables = request["RequestItems"] as Record<string, { Keys: Key[] }>;
    const found = Object.entries(tables).map(([table, { Keys }]) => {
      return [table, Keys.map((key) => items.get(nameOf(key))).filter(Boolean)];
    });
    return { Responses: Object.fromEntries(found), UnprocessedKeys: {} };
  },
  BatchExecuteStatement: (request) => ({
    Responses: (request["Statements"] as Statement[]).map((statement) => {
      keepEvent(statement);
      return { TableName: "deliveries" };
    }),
  }),
  Query: (request) => {
    // Webhooks of a tenant, all keys of a ring, or what is parked in a lane: that stays.
    const values = request["ExpressionAttributeValues"] as Item;
    const { ":tenant": tenant, ":ring": ring, ":lane": lane } = values;
    const isAsked = (item: Item) => {
      if (lane !== undefined) return item["lane"]?.S === lane.S;
      const { pk, sk } = item;
      if (ring !== undefined) return pk?.S === ring.S;
      return pk?.S === tenant?.S && sk?.S?.startsWith("webhook#") === true;
    };
    const limit = (request["Limit"] as number | undefined) ?? Infinity;
    return { Items: [...items.values()].filter(isAsked).slice(0, limit) };
  },
  GetItem: (request) => ({ Item: items.get(nameOf(request["Key"] as Key)) }),
  UpdateItem: (request) => ({ Attributes: items.get(nameOf(request["Key"] as Key)) }),
  SendMessageBatch: (request) => ({
    Failed: [],
    Successful: (request["Entries"] as { Id: string; MessageBody: string }[]).map(
      ({ Id, MessageBody }) => {
        messageCount += 1;
        const MessageId = `message-${messageCount}`;
        sent.push({ MessageId, MessageBody });
        return {
          Id,
          MessageId,
          MD5OfMessageBody: createHash("md5").update(MessageBody).digest("hex"),
        };
      },
    ),
  }),
  GetSecretValue: () => ({
    Name: "vault",
    VersionId: "00000000-0000-0000-0000-000000000000",
    SecretString: "the vault key of a benchmark",
  }),
};

/** Slices of an event read it again. */
function keepEvent({ Statement: text, Parameters: parameters }: Statement): void {
  const names = [...text.matchAll(/'(?<name>\w+)': \?/gu)].map(({ groups }) => groups?.["name"]);
  const item = Object.fromEntries(parameters.map((value, index) => [names[index], value])) as Item;
  if (item["sk"]?.S === "event") items.set(nameOf(item as unknown as Key), item);
}

const server = createServer((request, response) => {
  const chunks: Buffer[] = [];
  request.on("data", (chunk: Buffer) => chunks.push(chunk));
  request.on("end", () => {
    const text = Buffer.concat(chunks).toString("utf8");
    const answer = request.url === "/sent" ? takeSent() : answerTo(request.headers, text);
    response.setHeader("content-type", "application/x-amz-json-1.0");
    response.end(JSON.stringify(answer));
  });
});
server.keepAliveTimeout = 60_000;

function answerTo(headers: NodeJS.Dict<string | string[]>, text: string): object {
  const operation = String(headers["x-amz-target"]).split(".").at(-1) ?? "";
  const answer = operations[operation];
  if (answer === undefined) throw new Error(`no stand-in for ${operation}`);
  calls[operation] = (calls[operation] ?? 0) + 1;
  return answer(JSON.parse(text) as Request);
}

function takeSent(): object {
  const taken = { messages: sent, calls: { ...calls } };
  sent = [];
  return taken;
}

process.on("message", (told: { items: Item[] }) => {
  for (const item of told.items) items.set(nameOf(item as unknown as Key), item);
});
server.listen(0, "127.0.0.1", () => {
  sayReady({ port: (server.address() as AddressInfo).port });
});
