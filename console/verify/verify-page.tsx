import { useState } from "preact/hooks";
import { useParams } from "wouter-preact";

import type { Webhook } from "../../client/client.ts";
import type { Answered } from "../api/outcome.ts";
import { useLoaded } from "../api/use-loaded.ts";
import { Code } from "../parts/code.tsx";
import { Empty } from "../parts/empty.tsx";
import { LinkButton } from "../parts/link-button.tsx";
import { Loading } from "../parts/loading.tsx";
import { Page } from "../parts/page.tsx";
import { Section } from "../parts/section.tsx";
import { Tabs } from "../parts/tabs.tsx";
import { apiBase } from "../shell/api-base.ts";
import { useAccess } from "../shell/use-access.ts";
import { titleOf } from "../webhooks/list/list-model.ts";
import { NoSuchWebhook } from "../webhooks/view/webhook-page.tsx";
import { filledIn } from "./fill-in.ts";
import { IN_LANGUAGE, LANGUAGES, type SignatureSettings, signatureSettings } from "./languages.ts";
import { verifySteps } from "./verify-steps.ts";

type CodeByFile = Readonly<Record<string, string>>;

/** How the receiver of one webhook verifies what it gets, with the code for it. */
export function VerifyPage() {
  const { id } = useParams<{ id: string }>();
  const { path } = useAccess();
  const webhook = useLoaded(
    (client, signal) => client.GET("/webhooks/{id}", { params: { path: { id } }, signal }),
    [id],
  );
  const code = useLoaded(loadCode, []);
  if (webhook.state === "failed" && webhook.problem.status === 404) return <NoSuchWebhook />;
  return (
    <Page
      title="Verify its signature"
      lead={webhook.state === "loaded" ? titleOf(webhook.value) : undefined}
      actions={<LinkButton to={path(`/webhooks/${id}`)}>The webhook</LinkButton>}
    >
      <Loading of={webhook}>
        {(shown) => (
          <Loading of={code}>{(files) => <Verify webhook={shown} files={files} />}</Loading>
        )}
      </Loading>
    </Page>
  );
}

async function loadCode(): Promise<Answered<CodeByFile>> {
  const { documentedCode } = await import("./documented-code.ts");
  return { data: documentedCode, response: new Response() };
}

function Verify({ webhook, files }: { readonly webhook: Webhook; readonly files: CodeByFile }) {
  const { path } = useAccess();
  const settings = signatureSettings(webhook, apiBase(location.href));
  if (settings === undefined) {
    return (
      <Empty title="This webhook does not sign">
        <p>Give it a signature scheme, so that its receiver can tell who sends.</p>
        <LinkButton to={path(`/webhooks/${webhook.id}/edit`)}>Edit the webhook</LinkButton>
      </Empty>
    );
  }
  return (
    <>
      <Section title="In words">
        <ol class="verify-steps">
          {verifySteps(settings).map((step) => (
            <li key={step}>{step}</li>
          ))}
        </ol>
      </Section>
      <Section title="In code">
        <Languages settings={settings} files={files} />
      </Section>
    </>
  );
}

function Languages({
  settings,
  files,
}: {
  readonly settings: SignatureSettings;
  readonly files: CodeByFile;
}) {
  const [selected, select] = useState<string>("node");
  return (
    <Tabs
      label="Languages"
      selected={selected}
      onSelect={select}
      tabs={LANGUAGES.map((language) => {
        const { name, file } = IN_LANGUAGE[language];
        const fileName = file(settings.scheme);
        return {
          id: language,
          label: name,
          panel: () => (
            <Code
              text={filledIn(files[fileName] ?? "", language, settings)}
              language={fileName}
              label="Copy the code"
            />
          ),
        };
      })}
    />
  );
}
