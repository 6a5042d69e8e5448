import { useState } from "preact/hooks";

import type { Application } from "../../client/client.ts";
import { useAction } from "../api/use-action.ts";
import { checkNow, useJsonCheck } from "../event-types/use-json-check.ts";
import { Verdict } from "../event-types/verdict.tsx";
import { Button } from "../parts/button.tsx";
import { Code } from "../parts/code.tsx";
import { ConfirmButton } from "../parts/confirm-button.tsx";
import { Empty } from "../parts/empty.tsx";
import { useNotices } from "../parts/notices.tsx";
import { ProblemNotice } from "../parts/problem-notice.tsx";
import { TextArea } from "../parts/text-area.tsx";
import { callbackConfigText, callbackPatchText } from "./application-form.ts";

/** How callbacks of an application's notifications authenticate and sign, as JSON. */
export function CallbackConfig(props: { readonly of: Application; readonly reload: () => void }) {
  const { of: application, reload } = props;
  const { id, callback_config: present } = application;
  const { tell } = useNotices();
  const [typed, setTyped] = useState<string>();
  const verdict = useJsonCheck(typed ?? "{}", (checks, text) => checks.readJsonObject(text));
  const put = useAction(
    (client, config: string) =>
      client.PATCH("/applications/{id}", {
        params: { path: { id } },
        body: {},
        bodySerializer: () => callbackPatchText(config),
      }),
    {
      done: () => {
        tell(`Changed the callbacks of ${id}`);
        setTyped(undefined);
        reload();
      },
    },
  );
  const save = async (config: string) => {
    const read = await checkNow(config, (checks, text) => checks.readJsonObject(text));
    if (read?.kind !== "bad") await put.run(config);
  };
  if (typed === undefined) {
    return (
      <div class="flow">
        {present === undefined ? (
          <Empty title="There is no callback config">
            Callbacks are sent by REL-ID’s conventions, without credentials.
          </Empty>
        ) : (
          <Code text={JSON.stringify(present, null, 2)} language="json" label="Copy config" />
        )}
        <div class="actions">
          <Button onClick={() => setTyped(callbackConfigText(application))}>
            {present === undefined ? "Write one" : "Replace it"}
          </Button>
          {present !== undefined && (
            <ConfirmButton
              label="Take it away"
              question={`Take the callback config of ${id} away?`}
              isRunning={put.isRunning}
              onConfirm={() => put.run("null")}
            />
          )}
        </div>
        <ProblemNotice problem={put.problem} />
      </div>
    );
  }
  return (
    <form
      class="form"
      onSubmit={(event) => {
        event.preventDefault();
        void save(typed);
      }}
    >
      <TextArea
        label="Callback config"
        name="callback_config"
        value={typed}
        onInput={setTyped}
        hint="A webhook’s config, and allowed_origins for what has credentials. It replaces the present one as a whole, secrets included: write those again."
        problem={put.problem}
        rows={14}
        isCode
        required
      />
      <Verdict verdict={verdict} good="It is JSON." />
      <ProblemNotice problem={put.problem} />
      <div class="actions">
        <Button kind="primary" type="submit" isRunning={put.isRunning}>
          Save
        </Button>
        <Button onClick={() => setTyped(undefined)}>Cancel</Button>
      </div>
    </form>
  );
}
