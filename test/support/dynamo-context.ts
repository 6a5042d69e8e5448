import type { RequestContext } from "./iam-conditions.ts";

/** A request to DynamoDB, or a part of one: what names items and attributes in it. */
interface ItemRequest {
  readonly Key?: Item;
  readonly Keys?: readonly Item[];
  readonly Item?: Item;
  readonly KeyConditionExpression?: string;
  readonly UpdateExpression?: string;
  readonly ConditionExpression?: string;
  readonly FilterExpression?: string;
  readonly ProjectionExpression?: string;
  readonly ExpressionAttributeNames?: Readonly<Record<string, string>>;
  readonly ExpressionAttributeValues?: Item;
  readonly Select?: string;
  readonly ReturnValues?: string;
}

type Item = Readonly<Record<string, { readonly S?: string }>>;

/** What stands in expressions beside attributes and values. */
const WORDS = new Set(
  (
    "SET ADD REMOVE DELETE AND OR NOT IN BETWEEN attribute_exists attribute_not_exists attribute_type " +
    "begins_with contains size if_not_exists list_append"
  ).split(" "),
);

/** An attribute or a word, with what is below it: `config.#name[0]`. */
const PATH = /(?<![:\w#])#?[A-Za-z_]\w*(?:\.#?\w+|\[\d+\])*/gu;

/**
 * The condition keys of a request for items. The primary key's names always count as named; with
 * neither projection nor `Select`, reads ask for all attributes. https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/specifying-conditions.html#FGAC_DDB.ConditionKeys
 */
export function itemContext(request: ItemRequest, kind: "read" | "write"): RequestContext {
  const keys = [...(request.Keys ?? []), ...(request.Key ? [request.Key] : [])];
  const written = request.Item ? [request.Item] : [];
  const leading = [...[...keys, ...written].flatMap(({ pk }) => pk?.S ?? []), ...queried(request)];
  const attributes = new Set([
    ...[...keys, ...written].flatMap((item) => Object.keys(item)),
    ...expressionsOf(request).flatMap((text) => namesIn(text, request.ExpressionAttributeNames)),
  ]);
  const select =
    request.ProjectionExpression === undefined ? "ALL_ATTRIBUTES" : "SPECIFIC_ATTRIBUTES";
  return {
    ...(leading.length > 0 && { "dynamodb:LeadingKeys": leading }),
    "dynamodb:Attributes": [...attributes],
    ...(kind === "read" && { "dynamodb:Select": [request.Select ?? select] }),
    ...(kind === "write" && { "dynamodb:ReturnValues": [request.ReturnValues ?? "NONE"] }),
  };
}

/**
 * The same with partitions of one kind made equal, so that a run has few different ones: of
 * `acme#production#evt_1`, what holds a digit, `_` or a capital is taken for an id.
 */
export function withoutIds(context: RequestContext): RequestContext {
  const { "dynamodb:LeadingKeys": leading } = context;
  if (leading === undefined) return context;
  const kinds = leading.map((key) => key.replaceAll(/[^#]*[^a-z#-][^#]*/gu, "x"));
  return { ...context, "dynamodb:LeadingKeys": [...new Set(kinds)].toSorted() };
}

/** The value of the partition key in a query: ours all begin with it. */
function queried({ KeyConditionExpression: text, ExpressionAttributeValues: values }: ItemRequest) {
  const name = /^\s*#?\w+\s*=\s*(?<value>:\w+)/u.exec(text ?? "")?.groups?.["value"];
  const value = name === undefined ? undefined : values?.[name]?.S;
  return value === undefined ? [] : [value];
}

function expressionsOf(request: ItemRequest): string[] {
  const { KeyConditionExpression, UpdateExpression, ConditionExpression } = request;
  const { FilterExpression, ProjectionExpression } = request;
  const all = [KeyConditionExpression, UpdateExpression, ConditionExpression];
  return [...all, FilterExpression, ProjectionExpression].filter((text) => text !== undefined);
}

/** Names of the attributes in an expression, of the top level only. */
function namesIn(text: string, names: Readonly<Record<string, string>> = {}): string[] {
  return [...text.matchAll(PATH)].flatMap(([path]) => {
    const top = /^#?\w+/u.exec(path)?.[0] ?? "";
    return WORDS.has(top) ? [] : (names[top] ?? top);
  });
}
