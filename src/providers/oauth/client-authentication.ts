// How Twinbox proves to a sign-in service that it is the registered client.
import { createHash, createPrivateKey, X509Certificate } from "node:crypto";
import * as oidc from "openid-client";
import type { ClientCredential } from "../../engine/ports/oauth.ts";

export async function clientAuthentication(credential: ClientCredential): Promise<oidc.ClientAuth> {
  if (credential.kind === "secret") return oidc.ClientSecretPost(credential.secret);
  const { certificate, privateKey } = credential;
  const bytes = createPrivateKey(privateKey).export({ type: "pkcs8", format: "der" });
  // PS256, as Microsoft documents it.
  const algorithm = { name: "RSA-PSS", hash: "SHA-256" };
  const key = await crypto.subtle.importKey("pkcs8", new Uint8Array(bytes), algorithm, false, ["sign"]);
  const thumbprint = createHash("sha256").update(new X509Certificate(certificate).raw).digest("base64url");
  return (server, client, body, headers) =>
    oidc.PrivateKeyJwt(key, {
      [oidc.modifyAssertion](header, payload) {
        header.typ = "JWT";
        header["x5t#S256"] = thumbprint;
        // Microsoft wants the address of the token endpoint, where others take the issuer's name too.
        payload.aud = server.token_endpoint;
      },
    })(server, client, body, headers);
}
