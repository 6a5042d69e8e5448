import type { Webhook } from "../../../../client/client.ts";
import type { Problem } from "../../../api/problems.ts";
import type { ChosenType } from "../choices.ts";
import type { Defaults } from "../defaults.ts";
import type { WebhookForm } from "../state/form-state.ts";
import type { MovedOrigins } from "../state/moved-origins.ts";

/** What every section of the form gets. */
export interface SectionProps {
  readonly form: WebhookForm;
  /** Changes a part of the form. */
  readonly set: (part: Partial<WebhookForm>) => void;
  /** Errors, each at a field that is shown. */
  readonly problem: Problem | undefined;
  readonly defaults: Defaults;
  readonly moved: MovedOrigins;
  /** Event types there are to choose; empty until they are known. */
  readonly types: readonly ChosenType[];
  /** They could not be read: a key need not allow it. */
  readonly lacksTypes: boolean;
  /** Seconds that an attempt may take in this installation; `undefined` until that is known. */
  readonly longestTimeout: number | undefined;
  /** What is stored of the form: it says which sections are open at first. */
  readonly stored: WebhookForm;
  /** As it is stored; `undefined` of a new one. */
  readonly webhook: Webhook | undefined;
}
