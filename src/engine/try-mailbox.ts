// Whether somebody who has just signed in can open their mailbox, and under which name. Nothing of it is read before
// this.
import { SyncError } from "../base/sync-error.ts";
import type { Credential, MailProvider, MailSession, ServerAddress } from "./ports/mail.ts";
import type { SignedIn } from "./ports/oauth.ts";

/** The sign-in name may differ from the address (user@contoso.com, user@contoso.onmicrosoft.com): the first that the
 *  server accepts is the right one. */
export async function tryMailbox(
  mail: MailProvider,
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
      return { session: await probe(mail, incoming, credential), userName };
    } catch (error) {
      refused = error;
      if (!(error instanceof SyncError) || error.code !== "authenticationFailed") throw error;
    }
  }
  throw refused;
}

/** A login alone proves nothing on Exchange: "authenticated but not connected" comes with the first LIST. */
async function probe(
  mail: MailProvider,
  incoming: ServerAddress,
  credential: Credential,
): Promise<MailSession> {
  const session = await mail.open(incoming, credential, {});
  try {
    await session.listFolders();
    return session;
  } catch (error) {
    await session.close();
    throw error;
  }
}
