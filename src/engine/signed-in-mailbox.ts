// From who has signed in at a service to the mailbox that is meant, the connection to it, and what is asked where it
// doesn't open.
import { assert } from "../base/assert.ts";
import type { Clock } from "../base/clock.ts";
import { type ConnectionId, type MailboxId, newId } from "../base/ids.ts";
import type { Random } from "../base/random.ts";
import { cloudOf } from "../core/sign-in/sign-in-services.ts";
import type { Refused } from "./other-ways.ts";
import type { Attempt, Grant, MailboxIdentity, NewConnection, Provider } from "./ports/connections.ts";
import type { OAuthClient, OAuthClientSettings, SignedIn } from "./ports/oauth.ts";
import { secretContext } from "./ports/secrets.ts";
import type { Vault } from "./ports/vault.ts";

export function identityOf(provider: Provider, signedIn: SignedIn): MailboxIdentity {
  const cloud = cloudOf(provider);
  assert(cloud !== null, "who signs in does so at a service");
  return {
    provider: provider.kind,
    cloud: new URL(cloud.authority).host,
    directoryTenant: signedIn.directoryTenant,
    address: signedIn.userName.toLowerCase(),
  };
}

/** Without where its servers are, and under which name it opens. */
export function connectionFor(
  { clock, random, vault }: { readonly clock: Clock; readonly random: Random; readonly vault: Vault },
  { workspaceId, userId }: Attempt,
  provider: Provider,
  signedIn: SignedIn,
): Omit<NewConnection, "incoming" | "outgoing" | "userName"> {
  const grant: Grant = {
    kind: "oauth",
    refreshToken: signedIn.tokens.refreshToken ?? "",
    scopes: signedIn.tokens.scopes,
    accessToken: signedIn.tokens.accessToken,
    accessTokenExpiresAt: signedIn.tokens.expiresAt,
  };
  return {
    workspaceId,
    mailboxId: newId<MailboxId>(clock, random),
    identity: identityOf(provider, signedIn),
    displayName: signedIn.name,
    connectionId: newId<ConnectionId>(clock, random),
    userId,
    providerId: provider.id,
    subject: signedIn.subject,
    now: clock.now(),
    sealGrant: (id) => vault.seal(JSON.stringify(grant), secretContext("connection", id)),
  };
}

export function refusedAt(
  oauth: OAuthClient,
  settings: () => Promise<OAuthClientSettings>,
  { workspaceId }: Attempt,
  { provider, signedIn }: { readonly provider: Provider; readonly signedIn: SignedIn },
): Refused {
  const { accessToken, expiresAt, refreshToken } = signedIn.tokens;
  return {
    workspaceId,
    provider,
    identity: identityOf(provider, signedIn),
    outgoing: cloudOf(provider)?.outgoing ?? null,
    credential: { kind: "bearer", user: signedIn.userName, token: accessToken, expiresAt },
    // Nothing of this sign-in is kept.
    graphToken: async () => (await oauth.refresh(await settings(), refreshToken ?? "", "graph")).accessToken,
  };
}
