import { useId, useMemo } from "preact/hooks";

import type { RetryPolicy } from "../../../../lambdas/shared/domain/retry-policy.ts";
import { type AttemptTime, attemptTimes } from "../retry/attempt-times.ts";
import { DRAWING, retryDrawing } from "../retry/drawing.ts";
import { scheduleRows, scheduleSentence } from "../retry/schedule-words.ts";

/** A schedule in words, as a drawing and as a table. */
export function RetryTimes({ policy }: { readonly policy: RetryPolicy | undefined }) {
  const times = useMemo(
    () => (policy === undefined ? undefined : attemptTimes(policy)),
    [JSON.stringify(policy)],
  );
  if (times === undefined) {
    return <p class="hint">There is no schedule to draw: a number above is none that is taken.</p>;
  }
  return (
    <figure class="retry-times">
      <figcaption>
        <span role="status">{scheduleSentence(times)}</span>
      </figcaption>
      <Drawing times={times} />
      <details>
        <summary>The attempts as a table</summary>
        <table>
          <caption>Of a delivery that always fails, without jitter</caption>
          <thead>
            <tr>
              <th scope="col">Attempt</th>
              <th scope="col">Delay before it</th>
              <th scope="col">After the first</th>
            </tr>
          </thead>
          <tbody>
            {scheduleRows(times).map(({ attempts, delay, at }) => (
              <tr key={attempts}>
                <td>{attempts}</td>
                <td>{delay}</td>
                <td>{at}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </details>
    </figure>
  );
}

function Drawing({ times }: { readonly times: readonly AttemptTime[] }) {
  const id = useId();
  const { attempts, ticks } = useMemo(() => retryDrawing(times), [times]);
  const { width, height, axis, left, right } = DRAWING;
  return (
    <svg viewBox={`0 0 ${width} ${height}`} role="img" aria-labelledby={id}>
      <title id={id}>
        {`${times.length} attempts over time; seconds are drawn as wide as days. The table below has the numbers.`}
      </title>
      <line class="axis" x1={left} x2={width - right} y1={axis} y2={axis} />
      {attempts.map(({ attempt, fromX, toX }) => (
        <rect
          class="spread"
          key={attempt}
          x={fromX}
          y={axis - 22}
          width={toX - fromX}
          height={18}
        />
      ))}
      {attempts.map(({ attempt, x }) => (
        <line class="attempt" key={attempt} x1={x} x2={x} y1={axis - 26} y2={axis} />
      ))}
      {ticks.map(({ x, label }) => (
        <g key={label}>
          <line class="axis" x1={x} x2={x} y1={axis} y2={axis + 5} />
          <text x={x} y={axis + 17} text-anchor={x === left ? "start" : "middle"}>
            {label}
          </text>
        </g>
      ))}
    </svg>
  );
}
