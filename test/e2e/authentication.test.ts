import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { useSecret } from "../support/api-record.ts";
import { emittedMetrics } from "../support/emitted-metrics.ts";
import { pemFile, selfSignedClient, STORE_PASSWORD, storeFile } from "../support/mtls-files.ts";
import { queueProbe } from "../support/queue-probe.ts";
import { startScenario } from "../support/scenario.ts";
import { httpResponse, startTcpReceiver, type TcpReceiver } from "../support/tcp-receiver.ts";
import { createWebhook, fixedRetry } from "../support/test-webhook.ts";
import { CLIENTS, startTokenServer } from "../support/token-server.ts";

const { cloud, tenant, receiver, publishOne, webhookAt } = await startScenario("authentication");
const tokens = await startTokenServer();

afterAll(() => tokens.close());

/** The attempts of a webhook's newest delivery, once it has this status. */
async function attemptsOf(webhookId: string, status: string) {
  let id = "";
  const newest = async () => {
    const { body } = await tenant.api("GET", `/webhooks/${webhookId}/deliveries`);
    id = body.data[0]?.id;
    return body.data[0]?.status;
  };
  await expect.poll(newest, { timeout: 20_000 }).toBe(status);
  return (await tenant.api("GET", `/deliveries/${id}`)).body.attempts;
}

test("Basic: user name and password in UTF-8", async () => {
  const config = { basic_auth_username: "Jürgen", basic_auth_password: "pässwörd: of a test" };
  await webhookAt("/basic", ["BASIC"], config);
  await publishOne("BASIC");
  const [request] = await receiver.waitFor(1, { path: "/basic" });
  const credentials = Buffer.from("Jürgen:pässwörd: of a test").toString("base64");
  expect(request?.headers.authorization).toBe(`Basic ${credentials}`);
});

describe("OAuth 2.0 client credentials", () => {
  const oauth2Of = (client_auth: "basic" | "body") => ({
    token_url: tokens.tokenUrl,
    ...CLIENTS[client_auth],
    scope: "hooks:write",
    client_auth,
  });

  test.each(["basic", "body"] as const)(
    "client in the %s: the token is good, and a revoked one is replaced within the attempt",
    async (clientAuth) => {
      const type = `OAUTH_${clientAuth}`;
      const path = `/${type}`;
      const config = { oauth2: oauth2Of(clientAuth) };
      const endpoint = `${receiver.url}${path}`;
      const id = await createWebhook(tenant, { endpoint, events: [type], config });
      await publishOne(type);
      const [first] = await receiver.waitFor(1, { path });
      const authorization = first?.headers.authorization ?? "";
      useSecret("access token", authorization.replace("Bearer ", ""));
      expect(await tokens.scopeOf(authorization)).toBe("hooks:write");

      receiver.answer(path, ({ headers }) => (headers.authorization === authorization ? 401 : 204));
      await publishOne(type);
      const last = async () => receiver.requestsTo(path).at(-1)?.headers.authorization;
      await expect.poll(last, { timeout: 20_000 }).not.toBe(authorization);
      expect(await tokens.isGood(await last())).toBe(true);
      expect(await attemptsOf(id, "delivered")).toMatchObject([{ number: 1, status: 204 }]);
    },
  );

  test("a failing token endpoint is told by its name, and tried again", async () => {
    await using failing = await startTokenServer();
    failing.instead = (_request, response) => response.writeHead(503).end("what the endpoint says");
    const oauth2 = { ...oauth2Of("basic"), token_url: failing.tokenUrl };
    const config = { oauth2, retry: fixedRetry(20, 1) };
    const endpoint = `${receiver.url}/later`;
    const id = await createWebhook(tenant, { endpoint, events: ["LATER"], config });
    await publishOne("LATER");
    await expect.poll(failing.requestCount, { timeout: 20_000 }).toBeGreaterThan(0);
    failing.instead = undefined;
    await receiver.waitFor(1, { path: "/later" });
    const attempts = await attemptsOf(id, "delivered");
    expect(attempts[0]).toMatchObject({
      verdict: "retry",
      error: { code: "token", message: "the token endpoint answered 503" },
    });
    expect(attempts.at(-1)).toMatchObject({ verdict: "succeeded", status: 204 });
  });
});

describe("mTLS", () => {
  let strict: TcpReceiver;

  beforeAll(async () => {
    strict = await startTcpReceiver((socket) => socket.write(httpResponse(204, "")), {
      cert: pemFile("server"),
      key: pemFile("server-key"),
      ca: pemFile("ca"),
      requestCert: true,
      rejectUnauthorized: true,
      maxVersion: "TLSv1.2", // in which Node's server says that it refuses a certificate
    });
  });
  afterAll(() => strict.close());

  const stores = { keystore_password: STORE_PASSWORD, truststore_password: STORE_PASSWORD };
  const pem = { certificate: pemFile("client"), private_key: pemFile("client-key") };

  test.each([
    ["PEM", { ...pem, ca: pemFile("ca") }],
    [
      "JKS",
      { ...stores, keystore: storeFile("client.jks"), truststore: storeFile("truststore.jks") },
    ],
    [
      "PKCS12",
      { ...stores, keystore: storeFile("chained.p12"), truststore: storeFile("truststore.p12") },
    ],
  ])("a receiver that demands a certificate takes ours from %s", async (form, mtls) => {
    const endpoint = `https://127.0.0.1:${strict.port}/${form}`;
    const config = {
      mtls,
      basic_auth_username: "user",
      basic_auth_password: "password of the test",
    };
    await createWebhook(tenant, { endpoint, events: [`MTLS_${form}`], config });
    await publishOne(`MTLS_${form}`);
    const received = () => strict.requests.filter((request) => request.includes(` /${form} `));
    await expect.poll(received, { timeout: 20_000 }).toHaveLength(1);
    expect(received()[0]).toMatch(/^authorization: Basic /mu);
  });

  test.each([
    ["OTHER", { ...pem, certificate: pemFile("other-client"), ca: pemFile("ca") }],
    ["UNTRUSTED", pem],
  ])("a connection that is not trusted carries nothing: %s", async (form, mtls) => {
    const endpoint = `https://127.0.0.1:${strict.port}/${form}`;
    const config = { mtls, retry: fixedRetry(1, 1) };
    const id = await createWebhook(tenant, { endpoint, events: [`MTLS_${form}`], config });
    await publishOne(`MTLS_${form}`);
    const dropped = queueProbe(cloud, "dropped");
    const [notice] = await dropped.take(1, ({ webhook_id: webhookId }) => webhookId === id);
    expect(notice).toMatchObject({ reason: "attempts_spent", last_outcome: "tls" });
    expect(await attemptsOf(id, "dropped")).toMatchObject([{ error: { code: "tls" } }]);
    expect(strict.requests.filter((request) => request.includes(` /${form} `))).toEqual([]);
  });

  test("attempts with a certificate that ends soon are counted for the alarm", async () => {
    const mtls = { ...selfSignedClient(10), ca: pemFile("ca") };
    const endpoint = `https://127.0.0.1:${strict.port}/ENDING`;
    const config = { mtls, retry: fixedRetry(1, 1) };
    const id = await createWebhook(tenant, { endpoint, events: ["MTLS_ENDING"], config });
    await publishOne("MTLS_ENDING");
    const dropped = queueProbe(cloud, "dropped");
    await dropped.take(1, ({ webhook_id: webhookId }) => webhookId === id);
    await expect
      .poll(() => emittedMetrics(cloud, "deliver"), { timeout: 20_000 })
      .toContainEqual({
        namespace: "Ringback/ringback",
        metric: "clientCertificateExpiresSoon",
        dimensions: { service: "deliver" },
        value: 1,
      });
  });

  test("a certificate that TLS cannot use is refused when it is configured", async () => {
    const mtls = { ...pem, certificate: pemFile("expired") };
    const webhook = { endpoint: "https://example.com/", events: ["*"], config: { mtls } };
    const { status, body } = await tenant.api("POST", "/webhooks", webhook);
    expect(status).toBe(422);
    expect(body.errors).toMatchObject([
      { field: "config.mtls.certificate", message: "expired on 2020-02-01" },
    ]);
  });
});
