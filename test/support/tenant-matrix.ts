/*
 * Every route that names something, asked for another tenant's thing and for one that there is not:
 * from the OpenAPI document of the API alone, so that a new route joins by itself, in memory as
 * over HTTP.
 */

/** What a parameter or field may name. */
export type Kind =
  | "api_key"
  | "application"
  | "cursor"
  | "delivery"
  | "event"
  | "event_type"
  | "idempotency_key"
  | "notification"
  | "portal_link"
  | "producer_id"
  | "tenant"
  | "webhook";

/**
 * Something of each kind that belongs to one tenant, or to nobody; a tenant as
 * `application/environment`.
 */
export type Named = Readonly<Record<Exclude<Kind, "cursor">, string>>;

/** A request, but for the key that it comes with. */
export interface MatrixRequest {
  readonly method: string;
  readonly path: string;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

/** One place of a request that may name another tenant's thing. */
export interface Slot {
  readonly title: string;
  readonly kind: Kind;
  /** The request with this value there, and what is the caller's own everywhere else. */
  readonly request: (value: string) => MatrixRequest;
}

/** A route as the document describes it. */
export interface MatrixRoute {
  readonly method: string;
  readonly path: string;
  readonly operationId: string;
  /** Who may call it; empty when everybody may. */
  readonly roles: readonly string[];
  readonly pathParameters: readonly string[];
  readonly queryParameters: readonly string[];
  /** Names of body fields, each with the lists that it lies in: `events[].application`. */
  readonly bodyFields: readonly string[];
}

/** Bodies that the caller's own requests have, by operation. */
export type Bodies = Readonly<Record<string, unknown>>;

/** Routes that need no key. What they show is everybody's by design, so that each is named here. */
export const PUBLIC_PATHS: readonly string[] = [
  "/health",
  "/openapi.json",
  "/signing-keys/{kid}",
  "/applications/{application}/{environment}/signing-keys/{kid}",
  "/applications/{application}/{environment}/.well-known/jwks.json",
  "/.well-known/jwks.json",
  "/portal-links/{id}/exchange",
];

/** What a parameter of a path names, by the part of the path before it. */
const PATH_KINDS: Readonly<Record<string, Exclude<Kind, "cursor">>> = {
  "api-keys/{id}": "api_key",
  "applications/{id}": "application",
  "deliveries/{id}": "delivery",
  "event-types/{name}": "event_type",
  "events/{id}": "event",
  "notifications/{uuid}": "notification",
  "portal-links/{id}": "portal_link",
  "webhooks/{id}": "webhook",
};

/** What query parameters and body fields name; those that depend on the path come with it. */
const FIELD_KINDS: Readonly<Record<string, Kind>> = {
  application: "tenant",
  applications: "tenant",
  cursor: "cursor",
  environment: "tenant",
  environments: "tenant",
  event: "event_type",
  event_type: "event_type",
  events: "event_type",
  webhook_id: "webhook",
  "/applications id": "application",
  "/events id": "producer_id",
  "/events events[].id": "producer_id",
  "/events type": "event_type",
  "/events events[].type": "event_type",
};

/** Names that look like identifiers, but name nothing of Ringback's. */
const NAMES_NOTHING: ReadonlySet<string> = new Set([
  "client_id",
  "content_type",
  "msg_id",
  "msg_type",
  "private_key",
  "user_id",
]);

/** What the name of an identifier ends with. */
const IDENTIFIER =
  /(?:^|_)(?:id|ids|uuid|kid|keys?|cursor|tenants?|applications?|environments?|webhooks?|deliver(?:y|ies)|events?|types?|notifications?)$/u;

/** Reads the routes of an OpenAPI document. */
export function routesOf(document: any): MatrixRoute[] {
  return Object.entries<Record<string, any>>(document.paths).flatMap(([path, item]) =>
    Object.entries(item).map(([method, operation]) => {
      const named = (place: string): string[] =>
        (operation.parameters ?? [])
          .filter((parameter: any) => parameter.in === place)
          .map(({ name }: { name: string }) => name);
      const schema = operation.requestBody?.content["application/json"].schema;
      const holders = /Keys: (?<roles>[a-z, ]+)\.$/u.exec(operation.description ?? "");
      return {
        method: method.toUpperCase(),
        path,
        operationId: operation.operationId,
        roles:
          operation.security.length === 0 ? [] : (holders?.groups?.["roles"] ?? "").split(", "),
        pathParameters: named("path"),
        queryParameters: named("query"),
        bodyFields: [...new Set(fieldsOf(schema, document.components.schemas))],
      };
    }),
  );
}

/** The fields of a body, those of objects in it and in lists as well. */
function fieldsOf(
  schema: any,
  known: Record<string, any>,
  seen: readonly unknown[] = [],
): string[] {
  if (typeof schema !== "object" || schema === null || seen.includes(schema)) return [];
  const within = [...seen, schema];
  const name = /^#\/components\/schemas\/(?<name>.+)$/u.exec(schema.$ref ?? "")?.groups?.["name"];
  const parts = [
    ...(name === undefined ? [] : [known[name]]),
    ...(schema.anyOf ?? []),
    ...(schema.oneOf ?? []),
    ...(schema.allOf ?? []),
  ];
  const own = Object.entries<any>(schema.properties ?? {}).flatMap(([field, inner]) => [
    field,
    ...fieldsOf(inner, known, within).map((below) => `${field}.${below}`),
    ...fieldsOf(inner.items, known, within).map((below) => `${field}[].${below}`),
  ]);
  return [...own, ...parts.flatMap((part) => fieldsOf(part, known, within))];
}

/**
 * The places of a route's requests that may name another tenant's thing.
 * @param own what the caller names everywhere else
 * @throws Error when nobody has said what a parameter or field names
 */
export function slotsOf(route: MatrixRoute, own: Named, bodies: Bodies): Slot[] {
  if (route.roles.length === 0) {
    if (PUBLIC_PATHS.includes(route.path)) return [];
    throw new Error(`${route.path} needs no key: name it in PUBLIC_PATHS if that is meant so`);
  }
  const plain = ownRequest(route, own, bodies);
  const inPath = route.pathParameters.map((name): Slot => {
    const kind = pathKind(route.path, name);
    const request = (value: string) => ({
      ...plain,
      path: filledPath(route.path, { ...own, [kind]: value }),
    });
    return { title: `the path's ${name}`, kind, request };
  });
  const inQuery = slotFields(route, route.queryParameters).map(([kind, names]): Slot => {
    const request = (value: string) => {
      const query = names.map((name) => `${name}=${encodeURIComponent(partOf(name, value))}`);
      return { ...plain, path: `${plain.path}?${query.join("&")}` };
    };
    return { title: `the query's ${names.join(" and ")}`, kind, request };
  });
  const inBody = slotFields(route, route.bodyFields).map(([kind, fields]): Slot => {
    const request = (value: string) => ({
      ...plain,
      body: fields.reduce(
        (body, field) => withField(body, field, partOf(field, value)),
        plain.body,
      ),
    });
    return { title: `the body's ${fields.join(" and ")}`, kind, request };
  });
  const header: Slot = {
    title: "the idempotency-key",
    kind: "idempotency_key",
    request: (value) => ({ ...plain, headers: { "idempotency-key": value } }),
  };
  return [...inPath, ...inQuery, ...inBody, ...(route.method === "POST" ? [header] : [])];
}

/** The request of a route that names only what is the caller's own. */
export function ownRequest(route: MatrixRoute, own: Named, bodies: Bodies): MatrixRequest {
  const body = bodies[route.operationId];
  return {
    method: route.method,
    path: filledPath(route.path, own),
    ...(body !== undefined && { body }),
  };
}

/** The fields that name something; environments go with the application beside them. */
function slotFields(route: MatrixRoute, fields: readonly string[]): (readonly [Kind, string[]])[] {
  return fields.flatMap((field) => {
    const kind = fieldKind(route, field);
    if (kind === undefined || isListOfObjects(route, field)) return [];
    const application = field.replace(/environments?$/u, "application");
    if (application !== field && fields.includes(application)) return [];
    const environment = ["environment", "environments"]
      .map((name) => field.replace(/application$/u, name))
      .find((name) => name !== field && fields.includes(name));
    return [[kind, environment === undefined ? [field] : [field, environment]] as const];
  });
}

function pathKind(path: string, name: string): Exclude<Kind, "cursor"> {
  const before = path.split("/").findLast((_, index, parts) => parts[index + 1] === `{${name}}`);
  const kind = PATH_KINDS[`${before}/{${name}}`];
  if (kind !== undefined) return kind;
  throw new Error(`${path}: say in PATH_KINDS what ${before}/{${name}} names`);
}

function fieldKind({ path }: MatrixRoute, field: string): Kind | undefined {
  const name = field.replace(/^.*\./u, "");
  const kind = FIELD_KINDS[`${path} ${field}`] ?? FIELD_KINDS[name];
  if (kind !== undefined || !IDENTIFIER.test(name) || NAMES_NOTHING.has(name)) return kind;
  throw new Error(`${path}: say in FIELD_KINDS or NAMES_NOTHING what ${field} names`);
}

/** `events` of `POST /events` is a list of events, not of names. */
function isListOfObjects({ bodyFields }: MatrixRoute, field: string): boolean {
  return bodyFields.some((other) => other.startsWith(`${field}[].`));
}

function filledPath(path: string, named: Named): string {
  return path.replaceAll(/\{(?<name>\w+)\}/gu, (_, name: string) =>
    PUBLIC_PATHS.includes(path) ? NO_UUID : encodeURIComponent(named[pathKind(path, name)]),
  );
}

/** Of a public signing key that there is not. */
const NO_UUID = "00000000-0000-4000-8000-000000000000";

/** The part of `application/environment` that a field takes; other values as they are. */
function partOf(field: string, value: string): string {
  const name = field.replace(/^.*\./u, "");
  const [application = "", environment = ""] = value.split("/");
  if (name.startsWith("application")) return application;
  return name.startsWith("environment") ? environment : value;
}

/**
 * A body with a value in a field; one that lies in a list makes the whole body that list's only
 * element.
 */
function withField(body: unknown, field: string, value: string): unknown {
  const base = (body ?? {}) as Record<string, unknown>;
  const [, list, inner] = /^(?<list>\w+)\[\]\.(?<inner>.+)$/u.exec(field) ?? [];
  if (list !== undefined && inner !== undefined) return { [list]: [withField(base, inner, value)] };
  const [first = "", ...rest] = field.split(".");
  if (rest.length > 0) return { ...base, [first]: withField(base[first], rest.join("."), value) };
  const isList = first.endsWith("s");
  const withoutSiblings = first === "applications" ? { ...base, application: undefined } : base;
  return { ...withoutSiblings, [first]: isList ? [value] : value };
}
