import { randomUUID } from "node:crypto";

import {
  GetSecretValueCommand,
  type GetSecretValueCommandInput,
  InvalidParameterException,
  PutSecretValueCommand,
  type PutSecretValueCommandInput,
  ResourceExistsException,
  ResourceNotFoundException,
  type SecretsManagerClient,
  UpdateSecretVersionStageCommand,
  type UpdateSecretVersionStageCommandInput,
} from "@aws-sdk/client-secrets-manager";

import { callPlainly, type ExternalCall } from "./external-call.ts";

interface Version {
  readonly version: string;
  readonly text: string;
  readonly createdAtMs: number;
}

interface FakeSecret {
  readonly versions: Map<string, Version>;
  /** Version of each staging label. */
  readonly labels: Map<string, string>;
}

/**
 * Secrets Manager in memory: values by version, with their staging labels. It forgets a version without a label at once, which
 * AWS may do at any time.
 */
export function makeFakeSecretsManager(
  initial: Readonly<Record<string, string>> = {},
  options: { readonly now?: () => number; readonly call?: ExternalCall } = {},
) {
  const { now = () => Date.now(), call = callPlainly } = options;
  const secrets = new Map<string, FakeSecret>();
  const reads: GetSecretValueCommandInput[] = [];
  let failure: Error | undefined;

  function label(secret: FakeSecret, name: string, version: string): void {
    secret.labels.set(name, version);
    const labelled = new Set(secret.labels.values());
    for (const known of secret.versions.keys()) {
      if (!labelled.has(known)) secret.versions.delete(known);
    }
  }

  function promote(secret: FakeSecret, version: string): void {
    const current = secret.labels.get("AWSCURRENT");
    if (current === version) return;
    if (current !== undefined) secret.labels.set("AWSPREVIOUS", current);
    label(secret, "AWSCURRENT", version);
  }

  /** A new value at once, as `aws secretsmanager put-secret-value` makes it. */
  function rotate(name: string, text: string): string {
    const secret = secrets.get(name) ?? { versions: new Map(), labels: new Map() };
    secrets.set(name, secret);
    const version = randomUUID();
    secret.versions.set(version, { version, text, createdAtMs: now() });
    promote(secret, version);
    return version;
  }

  for (const [name, text] of Object.entries(initial)) rotate(name, text);

  function find(name = ""): FakeSecret {
    const secret = secrets.get(name);
    if (secret === undefined) throw notFound();
    return secret;
  }

  function get({ SecretId, VersionId, VersionStage = "AWSCURRENT" }: GetSecretValueCommandInput) {
    const secret = find(SecretId);
    const found = secret.versions.get(VersionId ?? secret.labels.get(VersionStage) ?? "");
    if (found === undefined) throw notFound();
    const { version, text, createdAtMs } = found;
    const CreatedDate = new Date(createdAtMs);
    return { Name: SecretId, VersionId: version, SecretString: text, CreatedDate };
  }

  function put(input: PutSecretValueCommandInput) {
    const secret = find(input.SecretId);
    const { ClientRequestToken: version = randomUUID(), SecretString: text = "" } = input;
    const present = secret.versions.get(version);
    if (present !== undefined) {
      if (present.text === text) return { VersionId: version };
      throw new ResourceExistsException({ message: "exists", $metadata: {} });
    }
    secret.versions.set(version, { version, text, createdAtMs: now() });
    for (const name of input.VersionStages ?? ["AWSCURRENT"]) {
      if (name === "AWSCURRENT") promote(secret, version);
      else label(secret, name, version);
    }
    return { VersionId: version };
  }

  function move(input: UpdateSecretVersionStageCommandInput) {
    const secret = find(input.SecretId);
    const { VersionStage = "", MoveToVersionId = "", RemoveFromVersionId } = input;
    if (!secret.versions.has(MoveToVersionId)) throw notFound();
    const present = secret.labels.get(VersionStage);
    if (present !== MoveToVersionId && present !== RemoveFromVersionId) {
      throw new InvalidParameterException({ message: "attached elsewhere", $metadata: {} });
    }
    promote(secret, MoveToVersionId);
    return {};
  }

  async function send(command: unknown): Promise<unknown> {
    if (command instanceof PutSecretValueCommand) {
      return call("PutSecretValue", () => put(command.input));
    }
    if (command instanceof UpdateSecretVersionStageCommand) {
      return call("UpdateSecretVersionStage", () => move(command.input));
    }
    if (!(command instanceof GetSecretValueCommand)) throw new Error("unknown command");
    reads.push(command.input);
    if (failure !== undefined) {
      const error = failure;
      failure = undefined;
      throw error;
    }
    return call("GetSecretValue", () => get(command.input));
  }

  return {
    client: { send } as unknown as Pick<SecretsManagerClient, "send">,
    /** Every GetSecretValue so far. */
    reads,
    rotate,
    /** The version that carries AWSCURRENT. */
    currentVersion: (name: string) => secrets.get(name)?.labels.get("AWSCURRENT"),
    /** The current text. */
    textOf: (name: string) => get({ SecretId: name }).SecretString,
    /** Lets the next reading fail. */
    failNext(error: Error) {
      failure = error;
    },
  };
}

function notFound(): ResourceNotFoundException {
  return new ResourceNotFoundException({ message: "not found", $metadata: {} });
}
