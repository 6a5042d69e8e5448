import type { ComponentChildren } from "preact";
import { useEffect, useRef } from "preact/hooks";

import type { Problem } from "../api/problems.ts";

/** What went wrong, as the problem document says it; errors of fields lead to the fields. */
export function ProblemNotice({
  problem,
  children,
}: {
  readonly problem: Problem | undefined;
  /** What can be done about it. */
  readonly children?: ComponentChildren;
}) {
  const notice = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (problem !== undefined) notice.current?.scrollIntoView({ block: "nearest" });
  }, [problem]);
  if (problem === undefined) return null;
  const { title, detail, errors, error_count: count, request_id: requestId } = problem;
  return (
    <div class="problem" role="alert" ref={notice}>
      <p class="problem-title">{title}</p>
      {errors.length === 0 && detail !== "" && <p>{detail}</p>}
      {errors.length > 0 && (
        <ul>
          {errors.map(({ field, message, hint }) => (
            <li key={field}>
              <FieldLink field={field} /> {message}
              {hint !== "" && <span class="hint">: {hint}</span>}
            </li>
          ))}
        </ul>
      )}
      {count !== undefined && <p>These are the first of {count} errors.</p>}
      {children}
      {requestId !== "" && <p class="hint">Request {requestId}</p>}
    </div>
  );
}

/** The field's name; where the page has the field, it leads there. */
function FieldLink({ field }: { readonly field: string }) {
  return (
    <button
      type="button"
      class="link"
      onClick={() => {
        const [control] = document.getElementsByName(field);
        control?.scrollIntoView({ block: "center" });
        control?.focus();
      }}
    >
      {field}
    </button>
  );
}
