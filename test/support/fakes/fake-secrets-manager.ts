import {
  GetSecretValueCommand,
  type GetSecretValueCommandInput,
  type SecretsManagerClient,
} from "@aws-sdk/client-secrets-manager";

import { VirtualSecrets } from "../../../tools/virtual-aws/virtual-secrets.ts";
import { callPlainly, type ExternalCall } from "./external-call.ts";

/**
 * Secrets Manager in memory behind what passes for its client, which notes every reading and fails
 * when it is told to.
 */
export function makeFakeSecretsManager(
  initial: Readonly<Record<string, string>> = {},
  options: { readonly now?: () => number; readonly call?: ExternalCall } = {},
) {
  const { now = () => Date.now(), call = callPlainly } = options;
  const secrets = new VirtualSecrets(initial, now);
  const reads: GetSecretValueCommandInput[] = [];
  let failure: Error | undefined;

  async function send(command: object): Promise<unknown> {
    if (command instanceof GetSecretValueCommand) {
      reads.push(command.input);
      const error = failure;
      failure = undefined;
      if (error !== undefined) throw error;
    }
    const name = command.constructor.name.replace(/Command$/u, "");
    return call(name, () => secrets.answer(command));
  }

  return {
    client: { send } as unknown as Pick<SecretsManagerClient, "send">,
    /** Every GetSecretValue so far. */
    reads,
    rotate: (name: string, text: string) => secrets.rotate(name, text),
    currentVersion: (name: string) => secrets.currentVersion(name),
    textOf: (name: string) => secrets.textOf(name),
    /** Lets the next reading fail. */
    failNext(error: Error) {
      failure = error;
    },
  };
}
