import { useState } from "preact/hooks";

import type { Problem, Webhook } from "../../../client/client.ts";
import { useAction } from "../../api/use-action.ts";
import { useLoaded } from "../../api/use-loaded.ts";
import { loadEventTypes } from "../../event-types/load-event-types.ts";
import { Button } from "../../parts/button.tsx";
import { ProblemNotice } from "../../parts/problem-notice.tsx";
import { Section } from "../../parts/section.tsx";
import { Select } from "../../parts/select.tsx";
import { TextArea } from "../../parts/text-area.tsx";
import { useAccess } from "../../shell/use-access.ts";
import { payloadProblem, TEST_WORD, testChoices } from "./test-payload.ts";
import { TestResult } from "./test-result.tsx";

/** Sends one request now, and shows what the receiver answered. */
export function TestSection({
  webhook,
  onSucceeded,
}: {
  readonly webhook: Webhook;
  /** A success has a receiver that was down tried again. */
  readonly onSucceeded: () => void;
}) {
  const { may } = useAccess();
  const [choice, choose] = useState(TEST_WORD);
  const [text, setText] = useState("");
  const [ownProblem, setOwnProblem] = useState<Problem>();
  const mayPublish = may("events:publish") && may("event-types:read");
  const types = useLoaded(
    async (client, signal) =>
      mayPublish ? loadEventTypes(client, signal) : { data: [], response: new Response() },
    [mayPublish],
  );
  const test = useAction((client, payload: string | undefined) =>
    client.POST("/webhooks/{id}/test", {
      params: { path: { id: webhook.id } },
      // Letter by letter as it was written: 5.00 is not 5 to a receiver that signs or compares.
      ...(payload !== undefined && {
        body: { payload: {} },
        bodySerializer: () => `{"payload":${payload}}`,
      }),
    }),
  );
  const [result, setResult] = useState<Awaited<ReturnType<typeof test.run>>>();
  const choices = testChoices(webhook, types.state === "loaded" ? types.value : []);

  const send = async (event: Event): Promise<void> => {
    event.preventDefault();
    const problem = choice === TEST_WORD ? undefined : payloadProblem(text);
    setOwnProblem(problem);
    if (problem !== undefined) return;
    const answer = await test.run(choice === TEST_WORD ? undefined : text);
    if (answer === undefined) return;
    setResult(answer);
    if (answer.attempt.verdict === "succeeded") onSucceeded();
  };
  return (
    <Section title="Test request">
      <form class="webhook-ask" onSubmit={(event) => void send(event)}>
        <p>
          Sends one signed request now, whatever the webhook's status. It is neither repeated nor
          recorded, and its answer is waited for at most 5 s.
        </p>
        {mayPublish && (
          <Select
            label="Body"
            name="choice"
            options={choices.map(({ name, label }) => ({ value: name, label }))}
            value={choice}
            onChange={(name) => {
              choose(name);
              setText(choices.find((one) => one.name === name)?.text ?? "");
              setOwnProblem(undefined);
            }}
          />
        )}
        {choice !== TEST_WORD && (
          <TextArea
            label="Payload"
            name="payload"
            hint="What the receiver gets, under a signature that it trusts. It is not checked against the event type."
            isCode
            required
            rows={10}
            value={text}
            onInput={setText}
            problem={ownProblem ?? test.problem}
          />
        )}
        <ProblemNotice problem={test.problem} />
        <div>
          <Button type="submit" kind="primary" isRunning={test.isRunning}>
            Send test request
          </Button>
        </div>
      </form>
      <div role="status">{result !== undefined && <TestResult of={result} />}</div>
    </Section>
  );
}
