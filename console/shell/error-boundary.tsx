import { Component, type ComponentChildren } from "preact";

import { ownProblem } from "../api/problems.ts";
import { Button } from "../parts/button.tsx";
import { ProblemNotice } from "../parts/problem-notice.tsx";

interface Props {
  /** Where the page is: elsewhere it may be in order. */
  readonly at: string;
  readonly children: ComponentChildren;
}

interface State {
  readonly failure?: { readonly error: unknown } | undefined;
}

/** Shows an error of the page's own code in its place, and lets the rest stand. */
export class ErrorBoundary extends Component<Props, State> {
  override state: State = {};

  static override getDerivedStateFromError(error: unknown): State {
    return { failure: { error } };
  }

  override componentDidUpdate({ at }: Props): void {
    if (at !== this.props.at && this.state.failure !== undefined) {
      // oxlint-disable-next-line react/no-did-update-set-state -- once, since it ends the condition
      this.setState({ failure: undefined });
    }
  }

  override render() {
    const { failure } = this.state;
    if (failure === undefined) return this.props.children;
    return (
      <ProblemNotice problem={ownProblem(failure.error)}>
        <Button onClick={() => location.reload()}>Load the page again</Button>
      </ProblemNotice>
    );
  }
}
