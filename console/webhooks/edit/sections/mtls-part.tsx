import type { Webhook } from "../../../../client/client.ts";
import { RadioGroup } from "../../../parts/radio-group.tsx";
import { TextField } from "../../../parts/text-field.tsx";
import { FileField } from "../fields/file-field.tsx";
import { PemField } from "../fields/pem-field.tsx";
import { base64Of } from "../file-text.ts";
import type { MtlsForm } from "../state/form-state.ts";
import type { SectionProps } from "./section-props.ts";

/** Endings of PKCS#12 and JKS files. */
const STORES = ".p12,.pfx,.jks,.keystore,.truststore";

/** Client certificate and own trust. */
export function MtlsPart({ form, set, problem, moved, webhook }: SectionProps) {
  const { mtls } = form;
  const change = (part: Partial<MtlsForm>) => set({ mtls: { ...mtls, ...part } });
  return (
    <div class="part">
      <RadioGroup
        label="Client certificate and trust (mTLS)"
        name="config.mtls"
        hint="They are given as a whole, and checked when they are saved."
        value={mtls.choice}
        problem={problem}
        options={[
          { value: "none", label: "None", hint: "The receiver is known by public authorities." },
          ...(webhook?.config.mtls === undefined
            ? []
            : [
                {
                  value: "kept" as const,
                  label: "What is set",
                  hint: moved.endpoint
                    ? "It does not follow to another origin: give it again, or choose none."
                    : keptSentence(webhook.config.mtls),
                },
              ]),
          { value: "given", label: webhook?.config.mtls === undefined ? "Given here" : "Replaced" },
        ]}
        onChange={(choice) => change({ choice })}
      />
      {mtls.choice === "given" && (
        <>
          <ClientFields mtls={mtls} change={change} problem={problem} />
          <TrustFields mtls={mtls} change={change} problem={problem} />
        </>
      )}
    </div>
  );
}

function keptSentence({
  certificate_expires_at: end,
  own_trust: ownTrust,
}: NonNullable<Webhook["config"]["mtls"]>): string {
  const certificate =
    end === undefined
      ? "No client certificate"
      : `A client certificate, good until ${end.slice(0, 10)}`;
  return `${certificate}${ownTrust === true ? ", and an own trust" : ""}.`;
}

interface PartProps {
  readonly mtls: MtlsForm;
  readonly change: (part: Partial<MtlsForm>) => void;
  readonly problem: SectionProps["problem"];
}

function ClientFields({ mtls, change, problem }: PartProps) {
  return (
    <>
      <RadioGroup
        label="Client certificate"
        name="mtls-identity"
        value={mtls.identity}
        options={[
          { value: "pem", label: "PEM" },
          { value: "store", label: "Key store (PKCS#12, JKS)" },
          { value: "none", label: "None: a trust only" },
        ]}
        onChange={(identity) => change({ identity })}
      />
      {mtls.identity === "pem" && (
        <>
          <PemField
            label="Certificate"
            name="config.mtls.certificate"
            hint="The client certificate and those above it, in any order."
            required
            placeholder="-----BEGIN CERTIFICATE-----"
            value={mtls.certificate}
            problem={problem}
            onInput={(certificate) => change({ certificate })}
          />
          <PemField
            label="Private key"
            name="config.mtls.private_key"
            hint="Its key: RSA, EC or Ed25519, plain or encrypted."
            required
            placeholder="-----BEGIN PRIVATE KEY-----"
            value={mtls.privateKey}
            problem={problem}
            onInput={(privateKey) => change({ privateKey })}
          />
          <TextField
            type="secret"
            label="Passphrase"
            required={false}
            name="config.mtls.passphrase"
            hint="Of an encrypted key."
            autocomplete="new-password"
            value={mtls.passphrase}
            problem={problem}
            onInput={(passphrase) => change({ passphrase })}
          />
        </>
      )}
      {mtls.identity === "store" && (
        <div class="row">
          <FileField
            label="Key store"
            name="config.mtls.keystore"
            hint="A PKCS#12 or JKS file with one private key."
            required
            accept={STORES}
            read={base64Of}
            value={mtls.keystore}
            problem={problem}
            onRead={(keystore) => change({ keystore })}
          />
          <TextField
            type="secret"
            label="Key store password"
            name="config.mtls.keystore_password"
            required
            autocomplete="new-password"
            value={mtls.keystorePassword}
            problem={problem}
            onInput={(keystorePassword) => change({ keystorePassword })}
          />
        </div>
      )}
    </>
  );
}

function TrustFields({ mtls, change, problem }: PartProps) {
  return (
    <>
      <RadioGroup
        label="Trust"
        name="mtls-trust"
        value={mtls.trust}
        options={[
          { value: "public", label: "Public authorities" },
          { value: "pem", label: "Own, as PEM" },
          { value: "store", label: "Own, as trust store (PKCS#12, JKS)" },
        ]}
        onChange={(trust) => change({ trust })}
      />
      {mtls.trust === "pem" && (
        <PemField
          label="Trusted certificates"
          name="config.mtls.ca"
          hint="Authorities, or the receiver's own certificate: trusted in place of the public ones."
          required
          placeholder="-----BEGIN CERTIFICATE-----"
          value={mtls.ca}
          problem={problem}
          onInput={(ca) => change({ ca })}
        />
      )}
      {mtls.trust === "store" && (
        <div class="row">
          <FileField
            label="Trust store"
            name="config.mtls.truststore"
            required
            accept={STORES}
            read={base64Of}
            value={mtls.truststore}
            problem={problem}
            onRead={(truststore) => change({ truststore })}
          />
          <TextField
            type="secret"
            label="Trust store password"
            required={false}
            name="config.mtls.truststore_password"
            autocomplete="new-password"
            value={mtls.truststorePassword}
            problem={problem}
            onInput={(truststorePassword) => change({ truststorePassword })}
          />
        </div>
      )}
    </>
  );
}
