import { useState } from "preact/hooks";

import type { ApplicationPatch } from "../../client/client.ts";
import { useAction } from "../api/use-action.ts";
import { Button } from "../parts/button.tsx";
import { ConfirmButton } from "../parts/confirm-button.tsx";
import { useNotices } from "../parts/notices.tsx";
import { ProblemNotice } from "../parts/problem-notice.tsx";
import { TextField } from "../parts/text-field.tsx";
import { ENVIRONMENTS } from "../shell/session.ts";
import { legacyPatch } from "./application-form.ts";

const NONE = { production: "", sandbox: "" };

/** Sets and takes away shared secrets of before; they are never read back. */
export function LegacySecrets({ id }: { readonly id: string }) {
  const { tell } = useNotices();
  const [secrets, setSecrets] = useState(NONE);
  const change = useAction(
    (client, body: ApplicationPatch) =>
      client.PATCH("/applications/{id}", { params: { path: { id } }, body }),
    {
      done: () => {
        setSecrets(NONE);
        tell(`Changed the legacy secrets of ${id}`);
      },
    },
  );
  return (
    <form
      class="form"
      onSubmit={(event) => {
        event.preventDefault();
        void change.run(legacyPatch(secrets));
      }}
    >
      <p class="hint">
        A webhook that signs with HMAC uses its environment’s until it has a secret of its own. They
        are written and never shown.
      </p>
      {ENVIRONMENTS.map((environment) => (
        <div class="flow" key={environment}>
          <TextField
            label={`Legacy secret, ${environment}`}
            name={`legacy_secrets.${environment}`}
            type="secret"
            value={secrets[environment]}
            onInput={(text) => setSecrets((before) => ({ ...before, [environment]: text }))}
            problem={change.problem}
          />
          <ConfirmButton
            label={`Take the ${environment} one away`}
            question={`Take the legacy secret of ${environment} away?`}
            onConfirm={() => change.run({ legacy_secrets: { [environment]: null } })}
          >
            <p>Webhooks that sign with it cannot sign until they have a secret of their own.</p>
          </ConfirmButton>
        </div>
      ))}
      <ProblemNotice problem={change.problem} />
      <Button
        kind="primary"
        type="submit"
        isRunning={change.isRunning}
        isDisabled={secrets.production === "" && secrets.sandbox === ""}
      >
        Save secrets
      </Button>
    </form>
  );
}
