import { Select } from "../../../parts/select.tsx";
import { TextField } from "../../../parts/text-field.tsx";
import { AmountField } from "../fields/amount-field.tsx";
import { retryPolicyOf } from "../retry/retry-policy-of.ts";
import { hasErrorIn } from "../route-errors.ts";
import type { RetryForm } from "../state/form-state.ts";
import { retriesSummary, setSections } from "../summaries.ts";
import { FoldedSection } from "./folded-section.tsx";
import { RetryFields } from "./retry-fields.tsx";
import { RetryTimes } from "./retry-times.tsx";
import type { SectionProps } from "./section-props.ts";

/** What its fields begin with. */
const FIELDS = [
  "config.retry",
  "config.timeout_seconds",
  "config.rate_limit",
  "config.max_in_flight",
];

/** When failed attempts are repeated, and how fast all of them may come. */
export function RetriesSection(props: SectionProps) {
  const { form, set, problem, defaults, longestTimeout, stored } = props;
  const { retry } = form;
  const change = (part: Partial<RetryForm>) => set({ retry: { ...retry, ...part } });
  return (
    <FoldedSection
      title="Retries and limits"
      summary={retriesSummary(form, defaults)}
      isSet={setSections(stored).retries}
      hasProblem={hasErrorIn(problem, FIELDS)}
    >
      <Select
        label="Retry schedule"
        name="config.retry.kind"
        hint="When an attempt that failed is repeated."
        value={retry.kind}
        problem={problem}
        options={[
          { value: "", label: "As the profile says" },
          { value: "exponential", label: "Longer delays each time" },
          { value: "fixed", label: "The same delay each time" },
        ]}
        onChange={(kind) => change({ kind })}
      />
      {retry.kind !== "" && <RetryFields retry={retry} change={change} problem={problem} />}
      <RetryTimes policy={retryPolicyOf(retry, defaults.retry)} />
      {retry.kind !== "" && (
        <div class="row">
          <Select
            label="While the receiver is down"
            name="config.retry.breaker"
            hint="What becomes of what is due meanwhile."
            value={retry.breaker}
            problem={problem}
            options={[
              { value: "", label: "By schedule and profile (default)" },
              { value: "true", label: "Send nothing but probes" },
              { value: "false", label: "Send whatever is due" },
            ]}
            onChange={(breaker) => change({ breaker })}
          />
          <TextField
            label="Statuses that end a delivery"
            name="config.retry.stop_on"
            hint="Answers that never heal; none by default."
            placeholder="400, 404, 422"
            value={retry.stopOn}
            problem={problem}
            onInput={(stopOn) => change({ stopOn })}
          />
        </div>
      )}
      <div class="row amounts">
        <AmountField
          label="Timeout"
          name="config.timeout_seconds"
          hint={`Of one attempt in all${longestTimeout === undefined ? "" : `: 1 to ${longestTimeout}`}.`}
          unit="s"
          placeholder={String(defaults.timeoutSeconds)}
          value={form.timeoutSeconds}
          problem={problem}
          onInput={(timeoutSeconds) => set({ timeoutSeconds })}
        />
        <AmountField
          label="Rate limit"
          name="config.rate_limit.per_second"
          hint="What comes faster waits: 0.01 to 1,000."
          unit="a second"
          placeholder={defaults.perSecond || "the installation's"}
          value={form.perSecond}
          problem={problem}
          onInput={(perSecond) => set({ perSecond })}
        />
        <AmountField
          label="Requests at once"
          name="config.max_in_flight"
          hint="What finds no room waits."
          unit="requests"
          placeholder={defaults.maxInFlight || "the installation's"}
          value={form.maxInFlight}
          problem={problem}
          onInput={(maxInFlight) => set({ maxInFlight })}
        />
      </div>
    </FoldedSection>
  );
}
