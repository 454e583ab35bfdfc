// Whether somebody who has just signed in can open their mailbox, and under which name. Nothing of it is read before
// this.
import { SyncError } from "../base/sync-error.ts";
import type { Credential, MailSession, ServerAddress } from "./ports/mail.ts";
import type { SignedIn } from "./ports/oauth.ts";
import { type ProbeDeps, probeMailbox } from "./probe-mailbox.ts";

/** The sign-in name may differ from the address (user@contoso.com, user@contoso.onmicrosoft.com): the first that the
 *  server accepts is the right one. */
export async function tryMailbox(
  deps: ProbeDeps,
  incoming: ServerAddress,
  signedIn: SignedIn,
): Promise<{ readonly session: MailSession; readonly userName: string }> {
  const names = [...new Set([signedIn.userName, signedIn.email].filter((name) => name !== ""))];
  let refused: unknown = new SyncError("authenticationFailed", { scope: "mailbox", retry: "askUser" });
  for (const userName of names) {
    const credential: Credential = {
      kind: "bearer",
      user: userName,
      token: signedIn.tokens.accessToken,
      expiresAt: signedIn.tokens.expiresAt,
    };
    try {
      return { session: await probeMailbox(deps, incoming, credential), userName };
    } catch (error) {
      refused = error;
      if (!(error instanceof SyncError) || error.code !== "authenticationFailed") throw error;
    }
  }
  throw refused;
}
