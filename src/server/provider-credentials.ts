// With what a provider proves to its sign-in service who Twinbox is: a client secret, or a certificate (Microsoft).
import type { AnswerOf, BodyOf } from "../api/operations.ts";
import type { ProviderId } from "../base/ids.ts";
import type { SignInKind } from "../core/sign-in/sign-in-service.ts";
import { signInServiceOf } from "../core/sign-in/sign-in-services.ts";
import type { ClientCertificate, ReadCertificate } from "../engine/ports/certificates.ts";
import type { Provider } from "../engine/ports/connections.ts";
import { secretContext } from "../engine/ports/secrets.ts";
import type { ServerDeps } from "./deps.ts";
import type { FieldError } from "./http-error.ts";
import { time } from "./present.ts";

type Shown = Pick<AnswerOf<"createProvider">, "credential" | "nextCertificate">;
type Body = BodyOf<"saveProvider">;
type Stored = Pick<Provider, "sealedSecret" | "certificate" | "secretExpiresAt" | "next">;

const NONE: Stored = { sealedSecret: null, certificate: null, secretExpiresAt: null, next: null };
/** Of the day that is given: the same day in every time zone. */
const NOON_MS = 12 * 3_600_000;
const SECRET_MISSING: Readonly<Record<SignInKind, string>> = {
  microsoft: "Paste the secret's Value (not its Secret ID).",
  google: "Paste the client secret.",
};
const CERTIFICATE_MISSING =
  "Make a certificate and upload it at Microsoft before it takes the secret's place.";
const UNREADABLE: Readonly<Record<Exclude<ReadCertificate["kind"], "good">, string>> = {
  noKey: "There is no private key in it.",
  lockedKey: "The private key has a passphrase. Paste it without one; it is stored sealed.",
  noCertificate: "There is no certificate in it.",
  otherKey: "The certificate and the private key don't belong together.",
  weakKey: "Microsoft takes RSA keys of 2048 bits and more.",
  expired: "The certificate has expired.",
};

export class ProviderCredentials {
  readonly #deps: Pick<ServerDeps, "certificates" | "vault" | "clock">;

  constructor(deps: Pick<ServerDeps, "certificates" | "vault" | "clock">) {
    this.#deps = deps;
  }

  present({ sealedSecret, certificate, secretExpiresAt, next }: Provider): Shown {
    const expiresAt = secretExpiresAt === null ? null : time(secretExpiresAt);
    const secret = sealedSecret === null ? null : ({ kind: "secret", expiresAt } as const);
    return {
      credential: certificate === null ? secret : { kind: "certificate", ...this.#shown(certificate) },
      nextCertificate: next && this.#shown(next.certificate),
    };
  }

  errors({ kind, credential }: Body, old: Provider | null): readonly FieldError[] {
    const service = signInServiceOf(kind);
    if (service === null) return [];
    if (credential === undefined && old !== null && old.sealedSecret !== null) return [];
    if (credential?.kind !== "certificate") {
      const isStored = old !== null && old.sealedSecret !== null && old.certificate === null;
      return credential?.secret !== undefined || isStored
        ? []
        : [{ field: "credential.secret", message: SECRET_MISSING[service.kind] }];
    }
    if (service.kind !== "microsoft") {
      return [{ field: "credential.kind", message: "Only Microsoft takes certificates." }];
    }
    if (credential.pem === undefined) {
      // One that is made now would be refused until it is uploaded, and every mailbox with it.
      const isUnknown =
        old !== null && old.sealedSecret !== null && old.certificate === null && old.next === null;
      return isUnknown ? [{ field: "credential.kind", message: CERTIFICATE_MISSING }] : [];
    }
    const read = this.#read(credential.pem);
    return read.kind === "good" ? [] : [{ field: "credential.pem", message: UNREADABLE[read.kind] }];
  }

  /** What is stored from now on; the body has no errors. */
  async chosen({ credential }: Body, old: Provider | null, id: ProviderId): Promise<Stored> {
    const stored: Stored = old ?? NONE;
    const { sealedSecret, certificate, secretExpiresAt, next } = stored;
    if (credential === undefined) return { sealedSecret, certificate, secretExpiresAt, next };
    if (credential.kind === "secret") {
      const { secret, expiresOn } = credential;
      return {
        sealedSecret: secret === undefined ? sealedSecret : await this.#seal(secret, id),
        certificate: null,
        secretExpiresAt: expiresOn === null ? null : Date.parse(expiresOn) + NOON_MS,
        next,
      };
    }
    if (credential.pem !== undefined) {
      const read = this.#read(credential.pem);
      if (read.kind === "good") return { ...(await this.#used(read.pair, id)), next };
    }
    if (next !== null) return { ...this.#certified(next), next: null };
    if (certificate !== null) return { sealedSecret, certificate, secretExpiresAt, next };
    return { ...(await this.#used(await this.#make(), id)), next };
  }

  async makeNext(id: ProviderId): Promise<Provider["next"]> {
    const { certificate, privateKey } = await this.#make();
    return { certificate, sealedKey: await this.#seal(privateKey, id) };
  }

  #make(): Promise<ClientCertificate> {
    return this.#deps.certificates.make(this.#deps.clock.now());
  }

  async #used({ certificate, privateKey }: ClientCertificate, id: ProviderId) {
    return this.#certified({ certificate, sealedKey: await this.#seal(privateKey, id) });
  }

  #certified({ certificate, sealedKey }: NonNullable<Provider["next"]>) {
    const secretExpiresAt = this.#deps.certificates.factsOf(certificate).expiresAt;
    return { sealedSecret: sealedKey, certificate, secretExpiresAt };
  }

  #read(pem: string): ReadCertificate {
    return this.#deps.certificates.read(pem, this.#deps.clock.now());
  }

  #seal(secret: string, id: ProviderId): Promise<Uint8Array> {
    return this.#deps.vault.seal(secret, secretContext("provider", id));
  }

  #shown(pem: string) {
    const { thumbprint, expiresAt } = this.#deps.certificates.factsOf(pem);
    return { thumbprint, expiresAt: time(expiresAt), pem };
  }
}
