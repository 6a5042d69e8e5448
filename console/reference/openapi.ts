/** The parts of an OpenAPI document that the page reads or changes. */
export interface OpenApi {
  readonly info: { readonly title: string; readonly description?: string };
  readonly servers?: readonly { readonly url: string; readonly description?: string }[];
  readonly tags?: readonly { readonly name: string }[];
  readonly paths?: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components?: {
    readonly securitySchemes?: Readonly<Record<string, { readonly description?: string }>>;
  };
}

/** A method of a path. */
export interface Operation {
  readonly operationId?: string;
  readonly parameters?: readonly Parameter[];
  readonly requestBody?: { readonly content?: Content };
  readonly responses?: Readonly<Record<string, { readonly content?: Content }>>;
  /** By which keys it may be called, any one of them. */
  readonly security?: readonly Readonly<Record<string, unknown>>[];
}

/** What a request has beside its body. */
export interface Parameter {
  readonly in?: string;
  readonly name?: string;
  readonly description?: string;
  readonly schema?: { readonly description?: string; readonly examples?: readonly string[] };
}

/** Bodies by their media type. */
export type Content = Readonly<Record<string, { readonly example?: unknown }>>;
