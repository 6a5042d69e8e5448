import type { ComponentChildren } from "preact";
import { useState } from "preact/hooks";

import type { Problem } from "../../api/problems.ts";
import { Button } from "../../parts/button.tsx";
import { ProblemNotice } from "../../parts/problem-notice.tsx";
import { TextField } from "../../parts/text-field.tsx";
import { apiBase } from "../api-base.ts";
import type { Access } from "../session.ts";
import { problemOfKey } from "./key-text.ts";
import { whoCalls } from "./who-calls.ts";

/** Asks for an API key and whose it is; the key stays here until the API has accepted it. */
export function SignInForm({
  submit,
  accept,
  children,
}: {
  /** What the button says. */
  readonly submit: string;
  /** Takes the access. @returns why it does not, as a sentence */
  readonly accept: (access: Access) => string | undefined;
  readonly children?: ComponentChildren;
}) {
  const [key, setKey] = useState("");
  const [isRunning, setRunning] = useState(false);
  const [problem, setProblem] = useState<Problem>();

  const run = async (): Promise<void> => {
    const token = key.trim();
    const wrong = problemOfKey(token);
    if (wrong !== undefined) {
      setProblem(keyProblem(wrong));
      return;
    }
    setRunning(true);
    setProblem(undefined);
    const answer = await whoCalls(apiBase(location.href), token);
    setRunning(false);
    if ("token" in answer) {
      const refused = accept(answer);
      if (refused === undefined) setKey("");
      else setProblem(keyProblem(refused));
    } else {
      setProblem(answer.status === 401 ? keyProblem(UNKNOWN) : answer);
    }
  };

  return (
    <form
      class="sign-in-form stack"
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        if (!isRunning) void run();
      }}
    >
      {problem !== undefined && problem.errors.length === 0 && <ProblemNotice problem={problem} />}
      <TextField
        label="API key"
        name="key"
        type="secret"
        required
        value={key}
        onInput={setKey}
        problem={problem}
      />
      {children}
      <Button kind="primary" type="submit" isRunning={isRunning}>
        {isRunning ? "Checking…" : submit}
      </Button>
    </form>
  );
}

const UNKNOWN =
  "is not accepted: it is mistyped, expired or revoked. Whoever manages your API keys can make another";

function keyProblem(message: string): Problem {
  return {
    type: "about:blank",
    title: "",
    status: 0,
    detail: "",
    errors: [{ field: "key", message, hint: "" }],
    request_id: "",
  };
}
