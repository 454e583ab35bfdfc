import { createPrivateKey, type KeyObject, X509Certificate } from "node:crypto";
import type { CertificateFacts, Certificates, ReadCertificate } from "../../engine/ports/certificates.ts";
import { selfSignedCertificate } from "./self-signed-certificate.ts";

const KEY_BITS_MIN = 2048;
const KEY = /-----BEGIN ((?:RSA |EC |ENCRYPTED )?PRIVATE KEY)-----[\s\S]+?-----END \1-----/;
const CERTIFICATE = /-----BEGIN CERTIFICATE-----[\s\S]+?-----END CERTIFICATE-----/g;

export const certificates: Certificates = {
  make: selfSignedCertificate,

  read(pem, now) {
    const [text, kind] = KEY.exec(pem) ?? [];
    if (text === undefined) return { kind: "noKey" };
    // PKCS#8 says it in its name, the older form in a header.
    if (kind === "ENCRYPTED PRIVATE KEY" || /^Proc-Type:.*ENCRYPTED/m.test(text))
      return { kind: "lockedKey" };
    const key = keyOf(text);
    if (key === null) return { kind: "noKey" };
    const given = (pem.match(CERTIFICATE) ?? []).flatMap((each) => certificateOf(each) ?? []);
    if (given.length === 0) return { kind: "noCertificate" };
    return pairOf(key, given, now);
  },

  factsOf: (certificate) => factsOf(new X509Certificate(certificate)),
};

function pairOf(key: KeyObject, given: readonly X509Certificate[], now: number): ReadCertificate {
  // Microsoft takes assertions by RSA only ("Microsoft identity platform application authentication certificate
  // credentials").
  const bits = key.asymmetricKeyType === "rsa" ? (key.asymmetricKeyDetails?.modulusLength ?? 0) : 0;
  if (bits < KEY_BITS_MIN) return { kind: "weakKey" };
  const certificate = given.find((each) => each.checkPrivateKey(key));
  if (certificate === undefined) return { kind: "otherKey" };
  if (factsOf(certificate).expiresAt <= now) return { kind: "expired" };
  const privateKey = key.export({ type: "pkcs8", format: "pem" }).toString();
  return { kind: "good", pair: { certificate: certificate.toString(), privateKey } };
}

function factsOf(certificate: X509Certificate): CertificateFacts {
  return {
    thumbprint: certificate.fingerprint.replaceAll(":", ""),
    expiresAt: certificate.validToDate.getTime(),
  };
}

function keyOf(text: string): KeyObject | null {
  try {
    return createPrivateKey(text);
  } catch {
    return null;
  }
}

function certificateOf(text: string): X509Certificate | null {
  try {
    return new X509Certificate(text);
  } catch {
    return null;
  }
}
