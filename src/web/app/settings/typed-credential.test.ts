import { expect, test } from "vitest";
import { credentialBody, typedCredential } from "./typed-credential.ts";

const certificate = { thumbprint: "9F", expiresAt: "2028-11-28T20:30:00.000Z", pem: "a certificate" };
const withSecret = {
  credential: { kind: "secret", expiresAt: "2027-11-24T12:00:00.000Z" },
  nextCertificate: null,
} as const;
const withCertificate = {
  credential: { kind: "certificate", ...certificate },
  nextCertificate: null,
} as const;

function body(
  provider: Parameters<typeof typedCredential>[0],
  change: Partial<ReturnType<typeof typedCredential>>,
) {
  return credentialBody({ ...typedCredential(provider), ...change }, provider);
}

test("what nobody touched stays as it is stored", () => {
  for (const provider of [withSecret, withCertificate]) expect(body(provider, {})).toBeUndefined();
});

test("a secret comes with its day, and the day can be changed without it", () => {
  expect(body(null, { secret: "s" })).toEqual({ kind: "secret", secret: "s", expiresOn: null });
  expect(body(withSecret, { secret: "s" })).toEqual({ kind: "secret", secret: "s", expiresOn: "2027-11-24" });
  expect(body(withSecret, { expiresOn: "2028-01-01" })).toEqual({ kind: "secret", expiresOn: "2028-01-01" });
  expect(body(withSecret, { expiresOn: "" })).toEqual({ kind: "secret", expiresOn: null });
});

test("a certificate that waits is used only once somebody says that it is uploaded", () => {
  const kind = "certificate";
  const chosen = { kind } as const;
  for (const provider of [withSecret, withCertificate]) {
    const waiting = { ...provider, nextCertificate: certificate };
    expect(body(waiting, { kind })).toBeUndefined();
    expect(body(waiting, { kind, usesNext: true })).toEqual(chosen);
  }
  expect(body(null, { kind })).toEqual(chosen);
  expect(body(withSecret, { kind, pem: "own" })).toEqual({ kind, pem: "own" });
});
