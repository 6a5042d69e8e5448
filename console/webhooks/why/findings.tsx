import { Link } from "wouter-preact";

import { Badge } from "../../parts/badge.tsx";
import { Time } from "../../parts/time.tsx";
import { useAccess } from "../../shell/use-access.ts";
import type { Finding, Phrase } from "./finding.ts";

const WORDS = { good: "fine", bad: "problem", warn: "look at it", quiet: "note" } as const;

/** Questions and answers, the one that says why first of all. */
export function Findings({ of: findings }: { readonly of: readonly Finding[] }) {
  const reason = findings.find(({ isReason }) => isReason === true);
  return (
    <>
      <div class={`why-reason ${reason?.tone ?? "quiet"}`} role="status">
        {reason === undefined ? (
          <p>Nothing speaks against it.</p>
        ) : (
          <p>
            {reason.question}{" "}
            <strong>
              <Sentence of={reason.answer} />
            </strong>
          </p>
        )}
      </div>
      <ol class="findings">
        {findings.map((finding) => (
          <li key={finding.question}>
            <h3>
              {finding.question} <Badge tone={finding.tone}>{WORDS[finding.tone]}</Badge>
            </h3>
            <p>
              <Sentence of={finding.answer} />
            </p>
            {finding.lines !== undefined && finding.lines.length > 0 && (
              <ul class="finding-lines">
                {finding.lines.map((line) => (
                  <li key={line}>
                    <code>{line}</code>
                  </li>
                ))}
              </ul>
            )}
            {finding.todo !== undefined && (
              <div class="finding-todo">
                <h4>What to do</h4>
                <ul>
                  {finding.todo.map((todo) => (
                    <li key={todo}>{todo}</li>
                  ))}
                </ul>
              </div>
            )}
          </li>
        ))}
      </ol>
    </>
  );
}

function Sentence({ of: parts }: { readonly of: readonly Phrase[] }) {
  const { path } = useAccess();
  return (
    <>
      {parts.map((part) => {
        if (typeof part === "string") return part;
        if ("at" in part) return <Time at={part.at} />;
        return <Link href={path(`/${part.to}`)}>{part.text}</Link>;
      })}
    </>
  );
}
