import type { Circumstances } from "./tell-apart.ts";

/** What our own access token says of itself. Nothing where it can't be read: those of personal accounts aren't meant to
 *  be. The signature is not checked, so nothing may be allowed by it. */
export function claimsOf(accessToken: string): Circumstances {
  const claims = payloadOf(accessToken);
  const text = (name: string): string | undefined => {
    const value = claims[name];
    return typeof value === "string" && value !== "" ? value : undefined;
  };
  const audience = text("aud");
  const scopes = text("scp")?.split(" ");
  const directoryTenant = text("tid");
  const signedInAs = text("upn") ?? text("preferred_username");
  const byApp = text("idtyp") === "app" || (Array.isArray(claims.roles) && scopes === undefined);
  return {
    ...(audience === undefined ? {} : { audience }),
    ...(scopes === undefined ? {} : { scopes }),
    ...(directoryTenant === undefined ? {} : { directoryTenant }),
    ...(signedInAs === undefined ? {} : { signedInAs }),
    ...(byApp ? { byApp } : {}),
  };
}

function payloadOf(token: string): Readonly<Record<string, unknown>> {
  const payload = token.split(".")[1] ?? "";
  try {
    const bytes = Uint8Array.from(atob(payload.replace(/-/g, "+").replace(/_/g, "/")), (character) =>
      character.charCodeAt(0),
    );
    const claims: unknown = JSON.parse(new TextDecoder().decode(bytes));
    return typeof claims === "object" && claims !== null ? (claims as Record<string, unknown>) : {};
  } catch {
    return {};
  }
}
