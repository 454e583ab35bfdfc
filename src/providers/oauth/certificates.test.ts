import { execFileSync } from "node:child_process";
import { createPrivateKey, generateKeyPairSync, X509Certificate } from "node:crypto";
import { describe, expect, test } from "vitest";
import type { ClientCertificate } from "../../engine/ports/certificates.ts";
import { makeAuthority } from "../testing/certificates.ts";
import { certificates } from "./certificates.ts";

/** 29 November 2026, 20:30 UTC. */
const NOW = Date.UTC(2026, 10, 29, 20, 30);
const DAY_MS = 24 * 3_600_000;

describe("a certificate that Twinbox makes", () => {
  const made = certificates.make(NOW);

  test("is one of its own key, signed by it, for two years", async () => {
    const { certificate, privateKey } = await made;
    const read = new X509Certificate(certificate);
    expect(read.subject).toBe("CN=Twinbox");
    expect(read.issuer).toBe(read.subject);
    expect(read.verify(read.publicKey)).toBe(true);
    expect(read.checkPrivateKey(createPrivateKey(privateKey))).toBe(true);
    expect(read.publicKey.asymmetricKeyDetails?.modulusLength).toBe(2048);
    expect(read.validFromDate.getTime()).toBe(NOW - DAY_MS);
    expect(certificates.factsOf(certificate)).toEqual({
      expiresAt: NOW + 730 * DAY_MS,
      thumbprint: read.fingerprint.replaceAll(":", ""),
    });
  });

  test("is read by OpenSSL to its last byte", async () => {
    const { certificate } = await made;
    const text = execFileSync("openssl", ["x509", "-noout", "-text"], { input: certificate }).toString();
    expect(text).toContain("Version: 3 (0x2)");
    expect(text).toContain("sha256WithRSAEncryption");
    const again = execFileSync("openssl", ["x509"], { input: certificate }).toString();
    expect(again).toBe(certificate);
  });

  test("is another one each time", async () => {
    const [first, second] = [await made, await certificates.make(NOW)];
    expect(first.certificate).not.toBe(second.certificate);
    expect(new X509Certificate(first.certificate).serialNumber).not.toBe(
      new X509Certificate(second.certificate).serialNumber,
    );
  });
});

describe("what somebody pastes", () => {
  const kindOf = (pem: string, now = NOW) => certificates.read(pem, now).kind;
  const pem = ({ certificate, privateKey }: ClientCertificate) => `${privateKey}\n${certificate}`;

  test("is a key and its certificate, in whichever order and company", async () => {
    const [own, other] = [await certificates.make(NOW), await certificates.make(NOW)];
    const read = certificates.read(
      `Bag Attributes\n${other.certificate}${own.certificate}${own.privateKey}`,
      NOW,
    );
    expect(read).toEqual({ kind: "good", pair: own });
    const older = createPrivateKey(own.privateKey).export({ type: "pkcs1", format: "pem" }).toString();
    expect(certificates.read(older + own.certificate, NOW)).toEqual({ kind: "good", pair: own });
  });

  test("is told apart where it isn't one", async () => {
    const [own, other] = [await certificates.make(NOW), await certificates.make(NOW)];
    const cipher = { cipher: "aes-256-cbc", passphrase: "secret" };
    const key = createPrivateKey(own.privateKey);
    const locked = key.export({ type: "pkcs8", format: "pem", ...cipher }).toString();
    const lockedBefore = key.export({ type: "pkcs1", format: "pem", ...cipher }).toString();
    const short = generateKeyPairSync("rsa", { modulusLength: 1024 }).privateKey;
    expect(kindOf("")).toBe("noKey");
    expect(kindOf(own.certificate)).toBe("noKey");
    expect(kindOf("-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----")).toBe("noKey");
    expect(kindOf(locked + own.certificate)).toBe("lockedKey");
    expect(kindOf(lockedBefore + own.certificate)).toBe("lockedKey");
    expect(kindOf(own.privateKey)).toBe("noCertificate");
    expect(kindOf(own.privateKey + other.certificate)).toBe("otherKey");
    expect(kindOf(short.export({ type: "pkcs8", format: "pem" }) + own.certificate)).toBe("weakKey");
    const elliptic = makeAuthority().selfSigned(["DNS:twinbox.example"]);
    expect(kindOf(elliptic.key + elliptic.cert)).toBe("weakKey");
    expect(kindOf(pem(own), NOW + 731 * DAY_MS)).toBe("expired");
  });
});
