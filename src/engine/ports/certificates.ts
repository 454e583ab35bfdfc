// Certificates with which Twinbox proves who it is at a sign-in service, in place of a client secret.

export interface ClientCertificate {
  /** PEM. */
  readonly certificate: string;
  /** PKCS#8, PEM, of the certificate's RSA key. */
  readonly privateKey: string;
}

export interface CertificateFacts {
  /** SHA-1 in capital hex, as the portals of Microsoft show it. */
  readonly thumbprint: string;
  /** Milliseconds since 1970 UTC. */
  readonly expiresAt: number;
}

export type ReadCertificate =
  | { readonly kind: "good"; readonly pair: ClientCertificate }
  | { readonly kind: "noKey" | "lockedKey" | "noCertificate" | "otherKey" | "weakKey" | "expired" };

export interface Certificates {
  /** A new key, and a certificate that it signs itself, for two years from `now`. */
  make(now: number): Promise<ClientCertificate>;
  /** From what somebody pasted: PEM with one private key, and among its certificates the one of this key. */
  read(pem: string, now: number): ReadCertificate;
  factsOf(certificate: string): CertificateFacts;
}
