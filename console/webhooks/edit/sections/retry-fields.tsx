import { AmountField } from "../fields/amount-field.tsx";
import { EXPONENTIAL_DEFAULTS, FIXED_DEFAULTS } from "../retry/retry-policy-of.ts";
import type { RetryForm } from "../state/form-state.ts";
import type { SectionProps } from "./section-props.ts";

/** The numbers of a schedule. */
export function RetryFields({
  retry,
  change,
  problem,
}: Pick<SectionProps, "problem"> & {
  readonly retry: RetryForm;
  readonly change: (part: Partial<RetryForm>) => void;
}) {
  const attempts = (
    <AmountField
      label="Attempts"
      name="config.retry.attempts"
      hint="The first included: 1 to 1,000."
      placeholder={String(
        retry.kind === "fixed" ? FIXED_DEFAULTS.attempts : EXPONENTIAL_DEFAULTS.attempts,
      )}
      value={retry.attempts}
      problem={problem}
      onInput={(typed) => change({ attempts: typed })}
    />
  );
  if (retry.kind === "fixed") {
    return (
      <div class="row amounts">
        {attempts}
        <AmountField
          label="Delay"
          name="config.retry.interval_seconds"
          hint="Between two attempts, up to a day."
          unit="s"
          placeholder={String(FIXED_DEFAULTS.intervalSeconds)}
          value={retry.intervalSeconds}
          problem={problem}
          onInput={(intervalSeconds) => change({ intervalSeconds })}
        />
      </div>
    );
  }
  return (
    <div class="row amounts">
      {attempts}
      <AmountField
        label="First delay"
        name="config.retry.initial_seconds"
        hint="After the first attempt."
        unit="s"
        placeholder={String(EXPONENTIAL_DEFAULTS.initialSeconds)}
        value={retry.initialSeconds}
        problem={problem}
        onInput={(initialSeconds) => change({ initialSeconds })}
      />
      <AmountField
        label="Factor"
        name="config.retry.factor"
        hint="Times the delay before: 1 to 10."
        placeholder={String(EXPONENTIAL_DEFAULTS.factor)}
        value={retry.factor}
        problem={problem}
        onInput={(factor) => change({ factor })}
      />
      <AmountField
        label="Longest delay"
        name="config.retry.cap_seconds"
        hint="It grows no further; up to a day."
        unit="s"
        placeholder={String(EXPONENTIAL_DEFAULTS.capSeconds)}
        value={retry.capSeconds}
        problem={problem}
        onInput={(capSeconds) => change({ capSeconds })}
      />
      <AmountField
        label="Jitter"
        name="config.retry.jitter"
        hint="A share: 0.25 is ± 25 %."
        placeholder={String(EXPONENTIAL_DEFAULTS.jitter)}
        value={retry.jitter}
        problem={problem}
        onInput={(jitter) => change({ jitter })}
      />
    </div>
  );
}
