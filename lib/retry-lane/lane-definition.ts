import { wakesOfFailure } from "../../lambdas/retry-lane/history.ts";

/** What the state machine is made of. */
export interface LaneDefinitionProps {
  /** Resource of a task that calls a function: `arn:<partition>:states:::lambda:invoke`. */
  readonly invokeArn: string;
  readonly functionArn: string;
  /** Longer than the function's timeout: no try begins while the last one still runs. */
  readonly taskTimeoutSeconds: number;
  readonly sleepSeconds: number;
}

/**
 * The task is tried again after up to 2, 4, 8 and 16 s, half a minute in all: what is transient
 * passes in that time, and what is not can wait for the next wake.
 */
const RETRY = {
  ErrorEquals: ["States.ALL"],
  IntervalSeconds: 2,
  BackoffRate: 2,
  MaxAttempts: 4,
  JitterStrategy: "FULL",
} as const;

/**
 * Until a lane that was called looks once more. However often it is called, it looks six times a
 * minute; and in so long the index shows what was parked just before the call. One whose webhook
 * has a rate limit may say that it sleeps for longer.
 */
const SHORT_SLEEP_SECONDS = 10;

/** What a wake that failed in every try counts for, so that the history stays within its limit. */
const FAILURE_WAKES = wakesOfFailure(1 + RETRY.MaxAttempts);

/**
 * The lane of one webhook, in Amazon States Language: wake, and by the function's answer wake
 * again, sleep or end. A function that fails is tried again and then given up until after the next
 * sleep, without its page, from the beginning of the lane: so an execution never fails by itself.
 * Three transitions a wake. https://docs.aws.amazon.com/step-functions/latest/dg/concepts-amazon-states-language.html
 */
export function laneDefinition(props: LaneDefinitionProps) {
  return {
    Comment: "Wakes the parked deliveries of one webhook, as long as there are any",
    QueryLanguage: "JSONata",
    StartAt: "Wake",
    States: {
      Wake: {
        Type: "Task",
        Resource: props.invokeArn,
        Arguments: {
          FunctionName: props.functionArn,
          Payload: "{% $merge([$states.input, {'retries': $states.context.State.RetryCount}]) %}",
        },
        Output: "{% $states.result.Payload %}",
        TimeoutSeconds: props.taskTimeoutSeconds,
        Retry: [RETRY],
        Catch: [
          {
            ErrorEquals: ["States.ALL"],
            Output: {
              webhook: "{% $states.input.webhook %}",
              generation: "{% $states.input.generation %}",
              wakes: `{% $sum([$states.input.wakes, ${FAILURE_WAKES}]) %}`,
            },
            Next: "Sleep",
          },
        ],
        Next: "Decide",
      },
      Decide: {
        Type: "Choice",
        Choices: [
          { Condition: "{% $states.input.next = 'again' %}", Next: "Wake" },
          { Condition: "{% $states.input.next = 'soon' %}", Next: "SleepShortly" },
          { Condition: "{% $states.input.next = 'end' %}", Next: "End" },
        ],
        Default: "Sleep",
      },
      Sleep: { Type: "Wait", Seconds: props.sleepSeconds, Next: "Wake" },
      SleepShortly: {
        Type: "Wait",
        Seconds: `{% $max([$states.input.sleepSeconds, ${Math.min(SHORT_SLEEP_SECONDS, props.sleepSeconds)}]) %}`,
        Next: "Wake",
      },
      End: { Type: "Succeed" },
    },
  } as const;
}
