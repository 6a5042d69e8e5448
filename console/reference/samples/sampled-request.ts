import type { Content, Operation } from "../openapi.ts";

/** A request that an operation takes, from the document's examples. */
export interface SampledRequest {
  /** `GET`, `POST` … */
  readonly method: string;
  /** With the names of its parameters: `/webhooks/{id}`. */
  readonly path: string;
  readonly pathParameters: Readonly<Record<string, string>>;
  /** Absent where it takes none. */
  readonly body?: unknown;
  /** The variable of the environment that has the key; absent where none is needed. */
  readonly keyVariable?: "KEY" | "OPERATOR_KEY";
  /** Whether what it answers is JSON. */
  readonly answersJson: boolean;
  /** Whether it answers with a body. */
  readonly hasAnswer: boolean;
}

/** The request that is shown of an operation. */
export function sampledRequest(path: string, method: string, operation: Operation): SampledRequest {
  const { parameters = [], requestBody, responses = {} } = operation;
  const pathParameters = parameters
    .filter((parameter) => parameter.in === "path")
    .map(({ name = "", schema }) => [name, schema?.examples?.[0] ?? name] as const);
  const body = exampleOf(requestBody?.content);
  const keyVariable = keyVariableOf(operation);
  const answers = Object.entries(responses)
    .filter(([status]) => status.startsWith("2"))
    .flatMap(([, { content = {} }]) => Object.keys(content));
  return {
    method: method.toUpperCase(),
    path,
    pathParameters: Object.fromEntries(pathParameters),
    ...(body !== undefined && { body }),
    ...(keyVariable !== undefined && { keyVariable }),
    answersJson: answers.length === 0 || answers[0] === "application/json",
    hasAnswer: answers.length > 0,
  };
}

function exampleOf(content: Content | undefined): unknown {
  return content?.["application/json"]?.example;
}

/** An API key where one will do; the operator key where nothing else does. */
function keyVariableOf({ security = [] }: Operation): SampledRequest["keyVariable"] {
  if (security.length === 0) return undefined;
  return security.some((kind) => "apiKey" in kind) ? "KEY" : "OPERATOR_KEY";
}

/** The path with the examples of its parameters. */
export function filledPath({ path, pathParameters }: SampledRequest): string {
  return path.replaceAll(/\{([^}]+)\}/gu, (_, name: string) =>
    encodeURIComponent(pathParameters[name] ?? name),
  );
}
