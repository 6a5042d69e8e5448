import { useState } from "preact/hooks";

import type { Webhook } from "../../../client/client.ts";
import { useAction } from "../../api/use-action.ts";
import { Code } from "../../parts/code.tsx";
import { ConfirmButton } from "../../parts/confirm-button.tsx";
import { ProblemNotice } from "../../parts/problem-notice.tsx";
import { RadioGroup } from "../../parts/radio-group.tsx";
import { Section } from "../../parts/section.tsx";
import { Time } from "../../parts/time.tsx";
import { OVERLAPS, type Overlap, overlapWords } from "../words/overlap-words.ts";

/**
 * Gives a webhook that signs with a shared secret a new one, shown once: the webhook is not loaded
 * again after that, for a failure would take the secret off the page.
 */
export function SecretSection({ webhook }: { readonly webhook: Webhook }) {
  const { scheme } = webhook.effective.signature;
  const [overlap, setOverlap] = useState<Overlap>("0");
  const rotate = useAction((client) =>
    client.POST("/webhooks/{id}/secret/rotate", {
      params: { path: { id: webhook.id } },
      body: { overlap_seconds: Number(overlap) },
    }),
  );
  const [made, setMade] = useState<Awaited<ReturnType<typeof rotate.run>>>();
  if (scheme !== "hmac" && scheme !== "standard") return null;
  return (
    <Section title="Signature secret">
      <p class="webhook-words">
        The receiver verifies signatures with it. It is shown once, when it is made, and never
        again.
      </p>
      <RadioGroup
        label="The present secret"
        name="overlap_seconds"
        hint={overlapWords(scheme, overlap)}
        options={OVERLAPS}
        value={overlap}
        onChange={setOverlap}
        problem={rotate.problem}
      />
      <ProblemNotice problem={rotate.problem} />
      <div class="webhook-actions">
        <ConfirmButton
          label="Make a new secret"
          kind={overlap === "0" ? "danger" : "primary"}
          question="Make a new signature secret?"
          isRunning={rotate.isRunning}
          onConfirm={async () => {
            const answer = await rotate.run();
            if (answer !== undefined) setMade(answer);
          }}
        >
          <p>{overlapWords(scheme, overlap)}</p>
        </ConfirmButton>
      </div>
      <div role="status">
        {made !== undefined && (
          <div class="secret-made">
            <h3>The new secret</h3>
            <p>Copy it now: it is not shown again.</p>
            <Code text={made.secret} label="Copy the secret" />
            <ul>
              <li>
                It signs from <Time at={made.signs_from} /> on.
              </li>
              <li>
                {Date.parse(made.previous_signs_until) > Date.now() ? (
                  <>
                    The one before signs until <Time at={made.previous_signs_until} />. Until then
                    let the receiver accept both.
                  </>
                ) : (
                  "The one before signs no more, but for deliveries of the last 30 s."
                )}
              </li>
            </ul>
          </div>
        )}
      </div>
    </Section>
  );
}
