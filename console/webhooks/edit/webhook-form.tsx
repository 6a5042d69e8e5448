import "./edit.css";
import { useEffect, useMemo, useRef, useState } from "preact/hooks";

import type { EventType, Webhook } from "../../../client/client.ts";
import { ownProblem, type Problem } from "../../api/problems.ts";
import { useLoaded } from "../../api/use-loaded.ts";
import { loadEventTypes } from "../../event-types/load-event-types.ts";
import { Button } from "../../parts/button.tsx";
import { LinkButton } from "../../parts/link-button.tsx";
import { ProblemNotice } from "../../parts/problem-notice.tsx";
import { defaultsOf } from "./defaults.ts";
import { filterFlaw } from "./filter/filter-form.ts";
import { LeaveDialog } from "./leave-dialog.tsx";
import { longestTimeoutIn } from "./longest-timeout.ts";
import { routeErrors } from "./route-errors.ts";
import { AuthenticationSection } from "./sections/authentication-section.tsx";
import { RetriesSection } from "./sections/retries-section.tsx";
import type { SectionProps } from "./sections/section-props.ts";
import { SignatureSection } from "./sections/signature-section.tsx";
import { WhatSection } from "./sections/what-section.tsx";
import { WhereSection } from "./sections/where-section.tsx";
import type { WebhookForm as Form } from "./state/form-state.ts";
import { isSame } from "./state/merge-patch.ts";
import { movedOrigins } from "./state/moved-origins.ts";
import { shownFields } from "./state/shown-fields.ts";

const NO_TYPES: readonly EventType[] = [];

/** Everything that can be configured of a webhook. Nothing that was typed is lost on a failure. */
export function WebhookForm({
  stored,
  webhook,
  saving,
  onSave,
  cancelTo,
}: {
  /** What is stored; of a new one, an empty form. */
  readonly stored: Form;
  /** `undefined` of a new one. */
  readonly webhook: Webhook | undefined;
  readonly saving: { readonly isRunning: boolean; readonly problem: Problem | undefined };
  readonly onSave: (form: Form) => unknown;
  /** Where one goes without saving. */
  readonly cancelTo: string;
}) {
  const [form, change] = useState(stored);
  const [own, setOwn] = useState<Problem>();
  const types = useLoaded(loadEventTypes, []);
  const document = useLoaded((client, signal) => client.GET("/openapi.json", { signal }), []);
  const longestTimeout = document.state === "loaded" ? longestTimeoutIn(document.value) : undefined;
  const element = useRef<HTMLFormElement>(null);
  const defaults = useMemo(
    () => defaultsOf(form, { webhook, longestTimeout }),
    [form, webhook, longestTimeout],
  );
  const said = own ?? saving.problem;
  const errors = useMemo(
    () => said && routeErrors(said, shownFields(form, form.signature.scheme)),
    [said, form],
  );
  useEffect(() => focusFirst(element.current, errors?.first), [said]);
  const isChanged = !isSame(stored, form);

  const submit = () => {
    const flaw = filterFlaw(form.filter);
    setOwn(flaw && flawProblem("filter", flaw));
    if (flaw === undefined && (webhook === undefined || isChanged)) onSave(form);
  };
  const section: SectionProps = {
    form,
    set: (part) => change((before) => ({ ...before, ...part })),
    problem: errors?.problem,
    defaults,
    moved: webhook === undefined ? STAYS : movedOrigins(stored, form),
    types: types.state === "loaded" ? types.value : NO_TYPES,
    lacksTypes: types.state === "failed",
    stored,
    longestTimeout,
    webhook,
  };
  return (
    <form
      class="webhook-form"
      ref={element}
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        submit();
      }}
    >
      <ProblemNotice
        problem={
          errors && { ...errors.problem, errors: [...errors.above, ...errors.problem.errors] }
        }
      />
      <WhereSection {...section} />
      <WhatSection {...section} />
      <SignatureSection {...section} />
      <AuthenticationSection {...section} />
      <RetriesSection {...section} />
      <div class="actions save">
        <Button kind="primary" type="submit" isRunning={saving.isRunning}>
          {webhook === undefined ? "Create the webhook" : "Save"}
        </Button>
        <LinkButton to={cancelTo}>Cancel</LinkButton>
        {webhook !== undefined && !isChanged && <span class="hint">Nothing is changed yet.</span>}
      </div>
      <LeaveDialog isAsking={isChanged || saving.isRunning} />
    </form>
  );
}

const STAYS = { endpoint: false, token: false } as const;

function flawProblem(field: string, flaw: { message: string; hint: string }): Problem {
  return {
    ...ownProblem(undefined),
    title: "Invalid fields",
    detail: "",
    errors: [{ field, ...flaw }],
  };
}

function focusFirst(form: HTMLFormElement | null, name: string | undefined): void {
  if (form === null || name === undefined) return;
  const found = form.elements.namedItem(name);
  const control = found instanceof RadioNodeList ? found[0] : found;
  if (control instanceof HTMLElement) control.focus();
}
