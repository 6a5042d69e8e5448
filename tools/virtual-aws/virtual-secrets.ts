import {
  GetSecretValueCommand,
  type GetSecretValueCommandInput,
  InvalidParameterException,
  PutSecretValueCommand,
  type PutSecretValueCommandInput,
  ResourceExistsException,
  ResourceNotFoundException,
  UpdateSecretVersionStageCommand,
  type UpdateSecretVersionStageCommandInput,
} from "@aws-sdk/client-secrets-manager";

import { uuidOf } from "./sample-event.ts";

interface Version {
  readonly version: string;
  readonly text: string;
  readonly createdAtMs: number;
}

interface VirtualSecret {
  readonly versions: Map<string, Version>;
  /** Version of each staging label. */
  readonly labels: Map<string, string>;
}

/**
 * Secrets Manager in memory: values by version, with their staging labels. It forgets a version
 * without a label at once, which AWS may do at any time.
 */
export class VirtualSecrets {
  readonly #secrets = new Map<string, VirtualSecret>();
  readonly #now: () => number;
  #versions = 0;

  /** @param initial texts by the names of their secrets; @param now epoch milliseconds */
  constructor(initial: Readonly<Record<string, string>>, now: () => number) {
    this.#now = now;
    for (const [name, text] of Object.entries(initial)) this.rotate(name, text);
  }

  /**
   * Answers a command of the SDK.
   * @throws ResourceNotFoundException, ResourceExistsException, InvalidParameterException as
   *   Secrets Manager does
   */
  answer(command: unknown): object {
    if (command instanceof GetSecretValueCommand) return this.#get(command.input);
    if (command instanceof PutSecretValueCommand) return this.#put(command.input);
    if (command instanceof UpdateSecretVersionStageCommand) return this.#move(command.input);
    throw new TypeError(`no virtual Secrets Manager answers ${command?.constructor.name}`);
  }

  /**
   * A new value at once, as `aws secretsmanager put-secret-value` makes it.
   * @returns its version
   */
  rotate(name: string, text: string): string {
    const secret = this.#secrets.get(name) ?? { versions: new Map(), labels: new Map() };
    this.#secrets.set(name, secret);
    return this.#add(secret, this.#newVersion(), text, ["AWSCURRENT"]);
  }

  /** The version that carries AWSCURRENT. */
  currentVersion(name: string): string | undefined {
    return this.#secrets.get(name)?.labels.get("AWSCURRENT");
  }

  /** The current text. */
  textOf(name: string): string {
    return this.#get({ SecretId: name }).SecretString;
  }

  #get({ SecretId, VersionId, VersionStage = "AWSCURRENT" }: GetSecretValueCommandInput) {
    const secret = this.#find(SecretId);
    const found = secret.versions.get(VersionId ?? secret.labels.get(VersionStage) ?? "");
    if (found === undefined) throw notFound();
    const { version, text, createdAtMs } = found;
    const CreatedDate = new Date(createdAtMs);
    return { Name: SecretId, VersionId: version, SecretString: text, CreatedDate };
  }

  #put(input: PutSecretValueCommandInput): object {
    const secret = this.#find(input.SecretId);
    const { ClientRequestToken: version = this.#newVersion(), SecretString: text = "" } = input;
    const present = secret.versions.get(version);
    if (present !== undefined && present.text !== text) {
      throw new ResourceExistsException({ message: "exists", $metadata: {} });
    }
    if (present === undefined) {
      this.#add(secret, version, text, input.VersionStages ?? ["AWSCURRENT"]);
    }
    return { VersionId: version };
  }

  #move(input: UpdateSecretVersionStageCommandInput): object {
    const secret = this.#find(input.SecretId);
    const { VersionStage = "", MoveToVersionId = "", RemoveFromVersionId } = input;
    if (!secret.versions.has(MoveToVersionId)) throw notFound();
    const present = secret.labels.get(VersionStage);
    if (present !== MoveToVersionId && present !== RemoveFromVersionId) {
      throw new InvalidParameterException({ message: "attached elsewhere", $metadata: {} });
    }
    promote(secret, MoveToVersionId);
    return {};
  }

  #add(secret: VirtualSecret, version: string, text: string, labels: readonly string[]): string {
    secret.versions.set(version, { version, text, createdAtMs: this.#now() });
    for (const name of labels) {
      if (name === "AWSCURRENT") promote(secret, version);
      else attach(secret, name, version);
    }
    return version;
  }

  #find(name = ""): VirtualSecret {
    const secret = this.#secrets.get(name);
    if (secret === undefined) throw notFound();
    return secret;
  }

  #newVersion(): string {
    this.#versions += 1;
    return uuidOf(`secret version ${this.#versions}`);
  }
}

function attach(secret: VirtualSecret, label: string, version: string): void {
  secret.labels.set(label, version);
  const labelled = new Set(secret.labels.values());
  for (const known of secret.versions.keys()) {
    if (!labelled.has(known)) secret.versions.delete(known);
  }
}

/** What was current is the one before from now on. */
function promote(secret: VirtualSecret, version: string): void {
  const current = secret.labels.get("AWSCURRENT");
  if (current === version) return;
  if (current !== undefined) secret.labels.set("AWSPREVIOUS", current);
  attach(secret, "AWSCURRENT", version);
}

function notFound(): ResourceNotFoundException {
  return new ResourceNotFoundException({ message: "not found", $metadata: {} });
}
