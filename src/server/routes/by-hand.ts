// "Other (IMAP)": settings that a user types.
import type { MailboxId, ProviderId } from "../../base/ids.ts";
import type { UserPrincipal } from "../../engine/ports/accounts.ts";
import { auditMailbox, connectedMailbox } from "../connected-mailbox.ts";
import type { ServerDeps } from "../deps.ts";
import { readEmailSettings } from "../email-settings.ts";
import { HttpError } from "../http-error.ts";
import { presentAttempt } from "../present.ts";
import type { ProgressRate } from "../progress-rate.ts";
import type { Handlers } from "../register.ts";

type HandHandlers = Pick<Handlers, "connectByHand" | "signInAgain">;

const TRY_WINDOW_MS = 10 * 60_000;
/** Each try signs in somewhere: that must not become a way of guessing passwords, or of scanning servers. */
const TRIES_PER_USER_MAX = 20;
const TRIES_PER_WORKSPACE_MAX = 200;

export function byHandRoutes(deps: ServerDeps, rate: ProgressRate): HandHandlers {
  const { accounts, byHand, clock } = deps;

  async function slowDown(what: string, { user }: UserPrincipal): Promise<void> {
    const now = clock.now();
    const [own, all] = await Promise.all([
      accounts.countTry(`${what}:${user.id}`, TRY_WINDOW_MS, now),
      accounts.countTry(`${what}:${user.workspaceId}`, TRY_WINDOW_MS, now),
    ]);
    if (own > TRIES_PER_USER_MAX || all > TRIES_PER_WORKSPACE_MAX) {
      throw new HttpError(429, "too_many_tries", "Too many tries. Wait ten minutes and try again.");
    }
  }

  return {
    async connectByHand({ principal, body }) {
      await slowDown("mail-server", principal);
      const { user, workspace } = principal;
      const { providerId, ...settings } = body;
      const attempt = await byHand.connect(user, workspace, {
        providerId: providerId as ProviderId,
        settings,
      });
      const { mailboxId } = attempt;
      if (mailboxId !== null) await auditMailbox(deps, principal, "mailbox.connected", mailboxId);
      return presentAttempt(attempt, user.language, clock.now());
    },

    async signInAgain({ principal, params, body }) {
      const mailboxId: MailboxId = await connectedMailbox(deps, principal, params.mailboxId);
      await slowDown("mail-server", principal);
      await byHand.signInAgain(principal.user, mailboxId, body.password);
      await auditMailbox(deps, principal, "mailbox.signedInAgain", mailboxId);
      return readEmailSettings(deps, rate, principal);
    },
  };
}
