import { RemovalPolicy } from "aws-cdk-lib";

import type { Settings } from "../settings.ts";

/**
 * What becomes of tables, keys and queues that their stack lets go. Retained, they outlive the
 * stack's end and their replacement, but not the rollback of the deployment that made them: empty
 * ones would be in the way of the next one by their names.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-attribute-deletionpolicy.html
 */
export function removalPolicyOf(settings: Settings): RemovalPolicy {
  return settings.removalPolicy === "retain"
    ? RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE
    : RemovalPolicy.DESTROY;
}
