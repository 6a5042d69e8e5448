import { Validations } from "aws-cdk-lib";
import { Secret } from "aws-cdk-lib/aws-secretsmanager";
import type { Construct } from "constructs";

import type { Settings } from "../settings.ts";
import { removalPolicyOf } from "./removal-policy.ts";

/** Every punctuation mark that Secrets Manager may draw. */
const PUNCTUATION = "!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~";

/** What a key is for. */
export interface GeneratedKeyProps {
  readonly settings: Settings;
  readonly description: string;
  /** Why it is not rotated by Secrets Manager; cdk-nag asks. */
  readonly whyNoRotation: string;
}

/**
 * A secret that nobody chose: 64 letters and digits, 381 bits, fit for a header as it is. It has no
 * name of its own: a deleted secret keeps its name for days.
 */
export class GeneratedKey extends Secret {
  constructor(scope: Construct, id: string, props: GeneratedKeyProps) {
    super(scope, id, {
      description: props.description,
      generateSecretString: {
        passwordLength: 64,
        // Both say the same; not everything that speaks this API heeds the first.
        excludePunctuation: true,
        excludeCharacters: PUNCTUATION,
      },
      removalPolicy: removalPolicyOf(props.settings),
    });
    Validations.of(this).acknowledge({ id: "AwsSolutions-SMG4", reason: props.whyNoRotation });
  }
}
