// What the sign-in service remembers (grants, codes, tokens, sessions), kept in one journal so that a second start,
// also after kill -9, still knows every refresh token it gave out.
import { createHash, X509Certificate } from "node:crypto";
import { appendFileSync, existsSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import type { Adapter, AdapterPayload } from "oidc-provider";

/** Whoever has one can do something with it. */
const SECRET_MODELS = ["AccessToken", "RefreshToken", "AuthorizationCode"];

interface Entry {
  readonly payload: AdapterPayload;
  /** Milliseconds since 1970. */
  readonly expiresAt: number;
}

export class IdentityStore {
  readonly #file: string;
  readonly #now: () => number;
  readonly #entries = new Map<string, Entry>();
  /** Tokens and codes that were given out since the start, and the verifiers that came with codes. */
  readonly secrets = new Set<string>();

  constructor(file: string, now: () => number) {
    this.#file = file;
    this.#now = now;
    if (existsSync(file)) this.#load();
  }

  adapter(model: string): Adapter {
    const keyOf = (id: string): string => `${model}:${id}`;
    return {
      upsert: async (id, payload, expiresIn) => {
        if (SECRET_MODELS.includes(model)) this.secrets.add(id);
        const expiresAt = expiresIn ? this.#now() + expiresIn * 1000 : Number.MAX_SAFE_INTEGER;
        this.#write(keyOf(id), { payload, expiresAt });
      },
      find: async (id) => this.#find(keyOf(id)),
      findByUid: async (uid) => this.#findWhere(model, (payload) => payload.uid === uid),
      findByUserCode: async (code) => this.#findWhere(model, (payload) => payload.userCode === code),
      consume: async (id) => {
        const entry = this.#entries.get(keyOf(id));
        if (entry !== undefined) {
          const consumed = Math.floor(this.#now() / 1000);
          this.#write(keyOf(id), { ...entry, payload: { ...entry.payload, consumed } });
        }
      },
      destroy: async (id) => this.#write(keyOf(id), null),
      // A code used twice takes nothing back that the first use gave (Entra's AADSTS54005 says so itself).
      revokeByGrantId: async () => undefined,
    };
  }

  /** An administrator has approved the application for everybody of the tenant. */
  approveTenant(tenantId: string): void {
    this.#write(`Tenant:${tenantId}`, { payload: {}, expiresAt: Number.MAX_SAFE_INTEGER });
  }

  withdrawApproval(tenantId: string): void {
    this.#write(`Tenant:${tenantId}`, null);
  }

  isApproved(tenantId: string): boolean {
    return this.#find(`Tenant:${tenantId}`) !== undefined;
  }

  /** "Certificates & secrets > Upload certificate" of the application; false where it is none (PEM). */
  registerCertificate(pem: string): boolean {
    let read: X509Certificate;
    try {
      read = new X509Certificate(pem);
    } catch {
      return false;
    }
    const thumbprint = createHash("sha256").update(read.raw).digest("base64url");
    const payload = { certificate: pem };
    this.#write(`Certificate:${thumbprint}`, { payload, expiresAt: Number.MAX_SAFE_INTEGER });
    return true;
  }

  get certificateCount(): number {
    return [...this.#entries.keys()].filter((key) => key.startsWith("Certificate:")).length;
  }

  /** `thumbprint`: SHA-256, base64url. */
  certificate(thumbprint: string): string | undefined {
    return this.#find(`Certificate:${thumbprint}`)?.certificate as string | undefined;
  }

  /** An administrator has approved that the application signs in as itself, or takes that back. */
  approveApplication(tenantId: string, isApproved: boolean): void {
    const payload = { payload: {}, expiresAt: Number.MAX_SAFE_INTEGER };
    this.#write(`Application:${tenantId}`, isApproved ? payload : null);
  }

  isApplicationApproved(tenantId: string): boolean {
    return this.#find(`Application:${tenantId}`) !== undefined;
  }

  /** What an administrator's "revoke sessions" does: the account's grants, sessions and access tokens are gone. Its
   *  refresh tokens stay and name a grant that isn't there any more, so that they are refused as revoked. */
  revokeAccount(accountId: string): void {
    for (const [key, { payload }] of this.#entries) {
      if (payload.accountId === accountId && !key.startsWith("RefreshToken:")) this.#write(key, null);
    }
  }

  /** Whose code is redeemed, or whose token is refreshed, by a request to the token endpoint; "" for neither. */
  async accountOf(form: URLSearchParams): Promise<string> {
    const verifier = form.get("code_verifier");
    if (verifier !== null) this.secrets.add(verifier);
    const model = form.get("grant_type") === "refresh_token" ? "RefreshToken" : "AuthorizationCode";
    const found = await this.adapter(model).find(form.get("refresh_token") ?? form.get("code") ?? "");
    return found?.accountId ?? "";
  }

  hasGrant(accountId: string): boolean {
    return this.#findWhere("Grant", (payload) => payload.accountId === accountId) !== undefined;
  }

  /** Everything that a person allowed, as they take it back; who is signed in stays so. */
  takeBack(accountId: string): void {
    for (const [key, { payload }] of this.#entries) {
      const isGiven = /^(?:Grant|RefreshToken|AccessToken|AuthorizationCode):/.test(key);
      if (isGiven && payload.accountId === accountId) this.#write(key, null);
    }
  }

  /** A living access token, as the IMAP and SMTP servers ask for it. */
  accessToken(token: string): AdapterPayload | undefined {
    return this.#find(`AccessToken:${token}`);
  }

  #find(key: string): AdapterPayload | undefined {
    const entry = this.#entries.get(key);
    return entry !== undefined && entry.expiresAt > this.#now() ? entry.payload : undefined;
  }

  #findWhere(model: string, matches: (payload: AdapterPayload) => boolean): AdapterPayload | undefined {
    for (const [key, { payload }] of this.#entries) {
      if (key.startsWith(`${model}:`) && matches(payload)) return payload;
    }
    return undefined;
  }

  #write(key: string, entry: Entry | null): void {
    if (entry === null) this.#entries.delete(key);
    else this.#entries.set(key, entry);
    appendFileSync(this.#file, `${JSON.stringify([key, entry])}\n`, { mode: 0o600 });
  }

  /** Reads the journal and writes it anew without what has expired. */
  #load(): void {
    for (const line of readFileSync(this.#file, "utf8").split("\n")) {
      try {
        const [key, entry] = JSON.parse(line || "null") as [string, Entry | null];
        if (entry === null) this.#entries.delete(key);
        else if (entry.expiresAt > this.#now()) this.#entries.set(key, entry);
      } catch {
        // The last line of a process that was killed while writing: nobody was told of it.
      }
    }
    const kept = [...this.#entries].map((entry) => JSON.stringify(entry)).join("\n");
    writeFileSync(`${this.#file}.new`, kept === "" ? "" : `${kept}\n`, { mode: 0o600 });
    renameSync(`${this.#file}.new`, this.#file);
  }
}
