// What stands in the fields of a secret or a certificate, and what it means to the server.
import type { AnswerOf, BodyOf } from "../../../api/operations.ts";

type Provider = Pick<AnswerOf<"createProvider">, "credential" | "nextCertificate">;
type Body = BodyOf<"saveProvider">["credential"];

export interface TypedCredential {
  readonly kind: "secret" | "certificate";
  readonly secret: string;
  /** "2027-11-29", or empty. */
  readonly expiresOn: string;
  readonly pem: string;
  /** The certificate that was made last is uploaded. */
  readonly usesNext: boolean;
}

export function typedCredential(provider: Provider | null): TypedCredential {
  const credential = provider?.credential ?? null;
  const expiresOn = credential?.kind === "secret" ? (credential.expiresAt ?? "").slice(0, 10) : "";
  return { kind: credential?.kind ?? "secret", secret: "", expiresOn, pem: "", usesNext: false };
}

/** Undefined: it stays as it is. */
export function credentialBody(typed: TypedCredential, provider: Provider | null): Body {
  if (typed.kind === "secret") {
    const before = typedCredential(provider);
    if (
      typed.secret === "" &&
      provider?.credential?.kind === "secret" &&
      typed.expiresOn === before.expiresOn
    )
      return undefined;
    const expiresOn = typed.expiresOn === "" ? null : typed.expiresOn;
    return { kind: "secret", ...(typed.secret === "" ? {} : { secret: typed.secret }), expiresOn };
  }
  if (typed.pem.trim() !== "") return { kind: "certificate", pem: typed.pem };
  const isKept = provider?.credential?.kind === "certificate" || provider?.nextCertificate != null;
  return isKept && !typed.usesNext ? undefined : { kind: "certificate" };
}
