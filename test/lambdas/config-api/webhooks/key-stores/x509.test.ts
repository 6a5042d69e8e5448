import { rootCertificates } from "node:tls";

import { describe, expect, test } from "vitest";

import { Effort } from "../../../../../lambdas/config-api/webhooks/key-stores/effort.ts";
import { readCertificates } from "../../../../../lambdas/config-api/webhooks/key-stores/read-pem.ts";
import { x509Of } from "../../../../../lambdas/config-api/webhooks/key-stores/x509.ts";
import { certificateWithRelativePoints } from "../../../../support/hostile-stores.ts";

describe("a certificate", () => {
  test("of every public authority is read", () => {
    expect(rootCertificates.length).toBeGreaterThan(100);
    for (const pem of rootCertificates) {
      const [certificate] = readCertificates(pem, new Effort());
      expect(certificate?.toString().replaceAll(/\s/gu, "")).toBe(pem.replaceAll(/\s/gu, ""));
    }
  });

  test("with a distribution point relative to its issuer is refused, even a single one", () => {
    expect(() => x509Of(certificateWithRelativePoints(1, 1), new Effort())).toThrow(
      "holds a certificate with a distribution point whose name is relative to its issuer's",
    );
    expect(x509Of(certificateWithRelativePoints(0, 1), new Effort()).subject).toBe("CN=A");
  });

  test("beyond the twentieth of a request is refused before it is read", () => {
    const effort = new Effort();
    for (let count = 0; count < 20; count += 1) effort.takeCertificate();
    expect(() => x509Of(Buffer.of(), effort)).toThrow("holds too many certificates");
  });
});
