/** SHA-256, random secrets and sealing contexts: what the engine needs of cryptography, beside the vault. */
export interface Secrets {
  /** 32 random bytes as base64url: tickets, states, verifiers, cookies. */
  token(): string;
  sha256(data: string | Uint8Array): Uint8Array;
}

/** The additional data a secret is sealed with, so that it opens in its own row only. */
export function secretContext(kind: "provider" | "attempt" | "connection" | "consent", id: string): string {
  return `${kind}:${id}`;
}
