import type { AcceptedRule } from "./cfn-lint.ts";

/**
 * What cfn-lint finds in the templates and is left so.
 * https://github.com/aws-cloudformation/cfn-lint/blob/main/docs/rules.md
 */
export const ACCEPTED_RULES: readonly AcceptedRule[] = [
  {
    rule: "W3005",
    place: /^Resources\/\w+(?:Function|StateMachine)\w{8}\/DependsOn\/\d+$/u,
    reason:
      "The CDK makes a function and a state machine depend on their role, to which a policy may belong; the reference says it as well. Said twice it does no harm.",
  },
  {
    rule: "W6001",
    place: /^Outputs\/OperatorKeySecretArn\/Value\/Fn::ImportValue$/u,
    reason:
      "The key is made in the storage stack and needed by people who have just got the address of the API: one place tells both.",
  },
];
