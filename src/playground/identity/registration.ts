// The application as it is registered at a sign-in service of the playground, made once and kept.
import { generateKeyPairSync, randomBytes, randomUUID } from "node:crypto";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import type { JWK } from "oidc-provider";

export interface Registration {
  readonly clientId: string;
  readonly clientSecret: string;
  readonly introspectionSecret: string;
  readonly cookieKey: string;
  readonly key: JWK;
}

/** Microsoft's ids are GUIDs; `google` makes those in Google's shape. */
export function openRegistration(file: string, shape: "microsoft" | "google"): Registration {
  if (existsSync(file)) return JSON.parse(readFileSync(file, "utf8")) as Registration;
  const { privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
  const secret = randomBytes(24).toString("base64url");
  const registration: Registration = {
    clientId:
      shape === "google" ? `1024-${randomUUID().slice(0, 8)}.apps.googleusercontent.com` : randomUUID(),
    clientSecret: shape === "google" ? `GOCSPX-${secret}` : secret,
    introspectionSecret: randomBytes(24).toString("hex"),
    cookieKey: randomBytes(24).toString("base64url"),
    key: { ...privateKey.export({ format: "jwk" }), use: "sig", alg: "RS256", kid: "playground-1" } as JWK,
  };
  writeFileSync(file, JSON.stringify(registration), { mode: 0o600 });
  return registration;
}
