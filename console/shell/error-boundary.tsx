import { Component, type ComponentChildren } from "preact";

import { ownProblem } from "../api/problems.ts";
import { Button } from "../parts/button.tsx";
import { ProblemNotice } from "../parts/problem-notice.tsx";

/** Shows an error of the page's own code in its place, and lets the rest stand. */
export class ErrorBoundary extends Component<
  { readonly children: ComponentChildren },
  { readonly error?: unknown }
> {
  override state: { readonly error?: unknown } = {};

  static override getDerivedStateFromError(error: unknown) {
    return { error };
  }

  override render() {
    if (!("error" in this.state)) return this.props.children;
    return (
      <ProblemNotice problem={ownProblem(this.state.error)}>
        <Button onClick={() => location.reload()}>Load the page again</Button>
      </ProblemNotice>
    );
  }
}
