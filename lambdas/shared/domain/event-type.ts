import type { StepBudget } from "./step-budget.ts";
import type { ProfileName } from "./webhook.ts";

/** A JSON Schema (draft 2020-12) as data. */
export type JsonSchema = Readonly<Record<string, unknown>>;

/** The attributes of an event type: members at the root of its payload, by name. */
export interface EventAttributes {
  /** Always sent, whatever a webhook selects. */
  readonly mandatory: readonly string[];
  /** May be selected beside the mandatory ones. */
  readonly selectable: readonly string[];
  /**
   * What a webhook gets that selects nothing, beside the mandatory ones; `*`: the payload as it is,
   * members that no document lists included.
   */
  readonly default: readonly string[] | "*";
}

/** An entry of the catalogue. */
export interface EventType {
  readonly name: string;
  /** One or two sentences for people. */
  readonly description: string;
  /** The system whose document describes it; absent: an application's own. */
  readonly profile?: ProfileName;
  readonly schema: JsonSchema;
  readonly attributes: EventAttributes;
  /** A payload that is valid under the schema. */
  readonly example?: Readonly<Record<string, unknown>>;
}

/** What is wrong with one place of a payload. Never holds a value of it, which may be personal. */
export interface PayloadError {
  /** `card_transaction.id`, `fee_details[0].amount`; empty for the payload itself. */
  readonly path: string;
  /** What is there and what was expected: `expected a string, got a number`. */
  readonly message: string;
}

/**
 * Steps that checking one payload may take: 0.3 s of a full core (20 ns each). To say whether it
 * fits a schema that is accepted today never takes more, whatever the payload (see `schemaLoad`);
 * one that was stored before that was so may. To find the places that do not fit may take the rest.
 */
export const MAX_CHECK_STEPS = 14_000_000;

/**
 * What is wrong with a payload, at most ten places, none when it is valid; `unchecked` where the
 * budget is spent before that is known.
 */
export type PayloadVerdict = readonly PayloadError[] | "unchecked";

/** Checks a parsed payload. */
export type CheckPayload = (payload: unknown, budget: StepBudget) => PayloadVerdict;
