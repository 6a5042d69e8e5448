import type { Test } from "../../../client/client.ts";
import { Badge } from "../../parts/badge.tsx";
import { Code } from "../../parts/code.tsx";
import { DataTable } from "../../parts/data-table.tsx";
import { Facts } from "../../parts/facts.tsx";
import { durationWords } from "../../parts/time-words.ts";
import { Time } from "../../parts/time.tsx";
import { answerWords } from "../words/answer-words.ts";

/** What came of a test: the receiver's answer, and what was sent to it. */
export function TestResult({ of: { attempt, request } }: { readonly of: Test }) {
  const { verdict, answer, location, duration_ms: ms, started_at: at } = attempt;
  const { said, todo } = answerWords(attempt);
  const isGood = verdict === "succeeded";
  return (
    <div class="test-result">
      <h3>
        <Badge tone={isGood ? "good" : "bad"}>{isGood ? "Delivered" : "Not delivered"}</Badge>{" "}
        {said}
      </h3>
      {todo !== undefined && <p>{todo}</p>}
      <Facts
        rows={[
          ["Sent", <Time at={at} />],
          ["Took", durationWords(ms)],
          ["Leads to", location],
        ]}
      />
      {answer !== undefined && answer !== "" && (
        <>
          <h4>Beginning of the answer</h4>
          <Code text={answer} label="Copy the answer" />
        </>
      )}
      {request !== undefined && (
        <details>
          <summary>What was sent</summary>
          <DataTable
            caption={`Headers of the request to ${request.endpoint}`}
            isCaptionShown
            rows={request.headers}
            keyOf={({ header_name: name }) => name}
            columns={[
              { head: "Header", cell: ({ header_name: name }) => name },
              { head: "Value", cell: ({ header_value: value }) => <code>{value}</code> },
            ]}
          />
          <Code text={request.body} language="Body" label="Copy the body" />
        </details>
      )}
    </div>
  );
}
