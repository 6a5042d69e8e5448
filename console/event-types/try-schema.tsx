import { useState } from "preact/hooks";

import type { JsonSchema } from "../../lambdas/shared/domain/event-type.ts";
import { Button } from "../parts/button.tsx";
import { TextArea } from "../parts/text-area.tsx";
import { samplePayload } from "./sample-payload.ts";
import { useJsonCheck } from "./use-json-check.ts";
import { Verdict } from "./verdict.tsx";

/**
 * Holds a payload against the schema while either is typed. Nothing of it is kept or sent.
 * @param of.schema undefined while it cannot be used
 */
export function TrySchema({ schema }: { readonly schema: JsonSchema | undefined }) {
  const [payload, setPayload] = useState("{}");
  const schemaText = schema === undefined ? "" : JSON.stringify(schema);
  const verdict = useJsonCheck(
    payload,
    (checks, text) => checks.checkPayloadText(text, schema ?? {}),
    [schemaText],
  );
  return (
    <details>
      <summary>Try a payload</summary>
      <TextArea
        label="Payload to try"
        name="try_payload"
        value={payload}
        onInput={setPayload}
        hint="It is checked here, and not sent."
        rows={8}
        isCode
      />
      {schema === undefined ? (
        <p class="hint">The schema cannot be used yet.</p>
      ) : (
        <>
          <Verdict verdict={verdict} good="It fits the schema." />
          <Button onClick={() => setPayload(JSON.stringify(samplePayload(schema), null, 2))}>
            Make one from the schema
          </Button>
        </>
      )}
    </details>
  );
}
