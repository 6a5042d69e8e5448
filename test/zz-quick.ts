import { DynamoDBClient, BatchExecuteStatementCommand, BatchGetItemCommand, ListTablesCommand, CreateTableCommand, DeleteTableCommand } from "@aws-sdk/client-dynamodb";
import { localClientConfig } from "../local/cloud/local-aws.ts";
import { makeQuickClient } from "../lambdas/shared/adapters/quick-client.ts";
const ep = process.argv[2]!;
const plain = new DynamoDBClient({ ...localClientConfig(ep) });
const T = "zz-quick-" + process.pid;
await plain.send(new CreateTableCommand({ TableName: T, BillingMode: "PAY_PER_REQUEST", KeySchema: [{ AttributeName: "pk", KeyType: "HASH" }], AttributeDefinitions: [{ AttributeName: "pk", AttributeType: "S" }] }));
const quick = makeQuickClient(new DynamoDBClient(localClientConfig(ep)), { BatchExecuteStatementCommand, BatchGetItemCommand });
for (const [n, c] of [["plain", plain], ["quick", quick]] as const) for (let i = 0; i < 4; i++) {
  const t0 = performance.now();
  try { const r = await c.send(new BatchExecuteStatementCommand({ Statements: [{ Statement: `INSERT INTO "${T}" VALUE {'pk': ?, 'a': ?}`, Parameters: [{ S: n + i }, { N: "1" }] }] })); console.log(n, i, JSON.stringify(r.Responses), performance.now() - t0 | 0); }
  catch (e) { console.log(n, i, String(e).slice(0, 200)); }
}
const tw = (k: string) => ({ Statement: `INSERT INTO "${T}" VALUE {'pk': ?, 'a': ?}`, Parameters: [{ S: k }, { N: "1" }] });
try { console.log("twins insert", JSON.stringify((await plain.send(new BatchExecuteStatementCommand({ Statements: [tw("t"), tw("t")] }))).Responses)); } catch (e) { console.log("twins insert", String(e)); }
const up = { Statement: `UPDATE "${T}" SET a = a + 1 WHERE pk = ?`, Parameters: [{ S: "t" }] };
try { console.log("twins update", JSON.stringify((await plain.send(new BatchExecuteStatementCommand({ Statements: [up, up] }))).Responses)); } catch (e) { console.log("twins update", String(e)); }
await plain.send(new DeleteTableCommand({ TableName: T }));
