import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import type { TlsOptions } from "node:tls";

import { afterEach } from "vitest";

import { resolveMtls } from "../../lambdas/config-api/webhooks/authentication/resolve-mtls.ts";
import { clientTlsOf } from "../../lambdas/shared/attempt/authentication/client-tls.ts";
import type { Webhook } from "../../lambdas/shared/domain/webhook.ts";
import type { TlsIdentity } from "../../lambdas/shared/http/http-sender.ts";
import { pemFile, pemPath } from "./mtls-files.ts";
import { makeSenderTestBed, ok, post } from "./sender-test-bed.ts";
import { type Answer, startTcpReceiver, type TcpReceiver } from "./tcp-receiver.ts";

/** A webhook with a client certificate. */
export const mtlsWebhook: Webhook = {
  application: "acme",
  environment: "production",
  id: "wh_0000000000000000000001",
  version: 7,
  endpoint: "https://receiver.test/",
  events: ["*"],
  status: "enabled",
  config: { customHeaderNames: [], mtls: { certificateExpiresAtMs: 4_000_000_000_000 } },
  sealed: { mtls_identity: "jwe" },
  createdAtMs: 1,
  modifiedAtMs: 2,
};

/** What clientTlsOf makes of a webhook whose sealed field holds this text. */
export function tlsOf(text: string, changes: Partial<Webhook> = {}) {
  return clientTlsOf({ ...mtlsWebhook, ...changes }, { open: async () => text });
}

/** The identity of a webhook, as deliver uses it. */
export async function usable(text: string): Promise<TlsIdentity> {
  const made = await tlsOf(text);
  if (!made.ok || made.tls === undefined) throw new Error("there is no identity");
  return made.tls.identity;
}

/** An identity from what a request gives. */
export async function configured(mtls: Parameters<typeof resolveMtls>[0]): Promise<TlsIdentity> {
  const settled = await resolveMtls(mtls, Date.now());
  if (settled.kind === "problem") throw new Error(settled.errors[0]?.message);
  return usable(settled.text);
}

/** Whether this machine has the openssl command, version 3. */
export const HAS_OPENSSL = hasOpenssl();

function hasOpenssl(): boolean {
  try {
    return execFileSync("openssl", ["version"], { encoding: "utf8" }).startsWith("OpenSSL 3");
  } catch {
    return false;
  }
}

/** What openssl s_server showed so far. */
interface OpensslServer {
  readonly port: number;
  readonly shown: () => string;
}

/**
 * Receivers that speak TLS, and a sender for which receiver.test is 127.0.0.1; all are closed after
 * each test.
 */
export function makeMtlsTestBed() {
  const bed = makeSenderTestBed();
  const cleanups: (() => unknown)[] = [];
  afterEach(async () => {
    for (const cleanup of cleanups.splice(0)) await cleanup();
  });
  const makeSender = () => {
    const address = { address: "127.0.0.1", family: 4 };
    return bed.makeSender({ resolve: (_name, callback) => callback(null, [address]) });
  };

  return {
    makeSender,

    /** A receiver that demands a certificate of the test CA, unless told otherwise. */
    async startStrict(options: TlsOptions = {}, answer: Answer = ok): Promise<TcpReceiver> {
      const receiver = await startTcpReceiver(answer, {
        cert: pemFile("server"),
        key: pemFile("server-key"),
        ca: pemFile("ca"),
        requestCert: true,
        rejectUnauthorized: true,
        ...options,
      });
      cleanups.push(receiver.close);
      return receiver;
    },

    /** Sends to receiver.test. */
    send(port: number, tls: TlsIdentity | undefined, name = "receiver.test") {
      const request = post({ port }, { url: `https://${name}:${port}/hooks` });
      return makeSender().send({ ...request, tls });
    },

    /** Starts openssl s_server for so many connections; whatever it is sent, it answers 204. */
    startOpenssl(
      options: readonly string[],
      connections: number,
      certificate = pemPath("server"),
    ): Promise<OpensslServer> {
      const server: ChildProcess = spawn("openssl", [
        "s_server",
        ...["-accept", "127.0.0.1:0", "-naccept", String(connections), "-verify_return_error"],
        ...["-cert", certificate, "-key", pemPath("server-key"), ...options],
      ]);
      cleanups.push(() => server.kill());
      let shown = "";
      let answered = 0;
      return new Promise((resolve, reject) => {
        server.on("error", reject);
        server.stdout?.on("data", (chunk: Buffer) => {
          shown += chunk.toString();
          const port = /ACCEPT 127\.0\.0\.1:(\d+)/u.exec(shown)?.[1];
          if (port !== undefined) resolve({ port: Number(port), shown: () => shown });
          const requests = shown.split('{"a":').length - 1;
          for (; answered < requests; answered += 1)
            server.stdin?.write("HTTP/1.1 204 X\r\nconnection: close\r\n\r\n");
        });
      });
    },
  };
}
