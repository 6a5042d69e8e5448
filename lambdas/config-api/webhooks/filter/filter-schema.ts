import * as z from "zod";
import type { oas31 } from "zod-openapi";

import type { EventFilter } from "../../../shared/domain/event-filter.ts";
import { comparisonsOf } from "../../../shared/domain/filter-term.ts";
import { refusing } from "../../http/fields.ts";
import { termError, type FilterError } from "./term-error.ts";

/** Paths of one filter: more than a payload of a known document has branches. */
const MAX_PATHS = 20;
/** Longest path, names and dots together. */
const MAX_PATH_LENGTH = 256;
/**
 * Names of one path, as many as a schema may have levels: the fan-out keeps a place for each, of
 * all filters of a tenant, which took 480 MB for a thousand with twenty paths of 126 names.
 */
const MAX_NAMES = 20;
/** Terms of one path. */
const MAX_TERMS = 50;
/**
 * Longest filter as JSON: every webhook of a tenant is read for each event, and 8 KB of 400 KB
 * leave its item room.
 */
const MAX_FILTER_BYTES = 8192;
/**
 * Comparisons that a filter makes with each value that it meets: prefixes, suffixes and numeric
 * ranges, each element of a list by itself. What must be equal, or must not, is looked up and does
 * not count.
 */
const MAX_COMPARISONS = 100;
/** Errors that one answer tells. */
const MAX_ERRORS = 10;

/** One or more names with dots between them. */
const PATH = /^[^.]+(?:\.[^.]+)*$/u;

const DESCRIPTION =
  "Which payloads the webhook gets: path → terms, as in EventBridge's event patterns. Every path must match, by any of its " +
  "terms: a value, `prefix`, `suffix`, `anything-but`, `numeric` or `exists`.";

const TEXT: oas31.SchemaObject = { type: "string" };
const TEXTS: oas31.SchemaObject = { type: "array", items: TEXT };
/** A text or number of `anything-but`, and an operator or bound of `numeric`. */
const VALUE: oas31.SchemaObject = { type: ["string", "number"] };

const TERMS: oas31.SchemaObject = {
  type: "array",
  minItems: 1,
  maxItems: MAX_TERMS,
  items: {
    anyOf: [
      { type: ["string", "number", "boolean", "null"] },
      operator("prefix", TEXT),
      operator("suffix", TEXT),
      operator("exists", { type: "boolean" }),
      operator("numeric", { type: "array", minItems: 2, maxItems: 4, items: VALUE }),
      operator("anything-but", {
        anyOf: [
          VALUE,
          { type: "array", items: VALUE },
          operator("prefix", { anyOf: [TEXT, TEXTS] }),
          operator("suffix", { anyOf: [TEXT, TEXTS] }),
        ],
      }),
    ],
  },
};

/** What the filter looks like, for the documentation; the checks below say it in words. */
const DOCUMENTED: oas31.SchemaObject = {
  type: "object",
  minProperties: 1,
  maxProperties: MAX_PATHS,
  additionalProperties: TERMS,
};

const EXAMPLES = [{ "card_transaction.transaction_type": ["PURCHASE", { prefix: "REFUND" }] }];

function operator(name: string, value: oas31.SchemaObject): oas31.SchemaObject {
  return {
    type: "object",
    properties: { [name]: value },
    required: [name],
    additionalProperties: false,
  };
}

/** The field `filter` of a webhook in a request: which payloads it gets. */
export const eventFilterSchema = z
  .unknown()
  .superRefine((filter, context) => {
    for (const { path, message, hint } of filterErrors(filter).slice(0, MAX_ERRORS)) {
      refusing(context)(message, hint, [...path]);
    }
  })
  .meta({
    description: DESCRIPTION,
    examples: EXAMPLES,
    override: DOCUMENTED,
  }) as unknown as z.ZodType<EventFilter, EventFilter>;

/**
 * The field `filter` of a merge patch, for the documentation: what comes of it is checked as above.
 */
export const eventFilterPatchSchema = z.unknown().meta({
  description: `${DESCRIPTION} In a patch a path with null is taken away, and others stay.`,
  examples: EXAMPLES,
  override: { type: "object", additionalProperties: { anyOf: [TERMS, { type: "null" }] } },
}) as z.ZodType;

function filterErrors(filter: unknown): FilterError[] {
  if (typeof filter !== "object" || filter === null || Array.isArray(filter)) {
    return [
      {
        path: [],
        message: "is not an object",
        hint: 'use an object of paths and lists of terms: { "status": ["ACTIVE"] }',
      },
    ];
  }
  const paths = Object.entries(filter);
  if (paths.length === 0) {
    return [{ path: [], message: "is empty", hint: "name at least one path, or leave filter out" }];
  }
  if (paths.length > MAX_PATHS) {
    return [{ path: [], message: "has too many paths", hint: `use at most ${MAX_PATHS}` }];
  }
  const errors = paths.flatMap(([path, terms]) => pathErrors(path, terms));
  if (errors.length > 0) return errors;
  if (Buffer.byteLength(JSON.stringify(filter)) > MAX_FILTER_BYTES) {
    const hint = `use at most ${MAX_FILTER_BYTES} bytes of JSON`;
    return [{ path: [], message: "is too long", hint }];
  }
  const terms = Object.values(filter as EventFilter).flat();
  const comparisons = terms.reduce<number>((sum, term) => sum + comparisonsOf(term), 0);
  if (comparisons <= MAX_COMPARISONS) return [];
  const hint = `use at most ${MAX_COMPARISONS} prefixes, suffixes and numeric ranges in all; values cost nothing`;
  return [{ path: [], message: `makes ${comparisons} comparisons`, hint }];
}

function pathErrors(text: string, terms: unknown): FilterError[] {
  const path = text.split(".");
  if (text.length > MAX_PATH_LENGTH || !PATH.test(text)) {
    const hint = `use 1 to ${MAX_PATH_LENGTH} characters: names with a dot between them, such as card.status`;
    return [{ path: [text], message: "is not a path", hint }];
  }
  if (path.length > MAX_NAMES) {
    return [{ path: [text], message: "is too deep", hint: `use at most ${MAX_NAMES} names` }];
  }
  if (!Array.isArray(terms)) {
    return [{ path, message: "is not a list", hint: "use a list of terms" }];
  }
  if (terms.length === 0) {
    return [{ path, message: "is empty", hint: "use at least one term" }];
  }
  if (terms.length > MAX_TERMS) {
    return [{ path, message: "has too many terms", hint: `use at most ${MAX_TERMS}` }];
  }
  return terms.flatMap((term: unknown, index) => {
    const error = termError(term);
    return error === undefined ? [] : [{ ...error, path: [...path, index, ...error.path] }];
  });
}
