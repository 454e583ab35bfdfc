// "Other (IMAP)": settings that a user types.
import type { AnswerOf, BodyOf } from "../../api/operations.ts";
import type { MailboxId, ProviderId } from "../../base/ids.ts";
import type { Language, UserPrincipal } from "../../engine/ports/accounts.ts";
import type { ConnectionTest, Lookup, TestedServer } from "../../engine/ports/by-hand.ts";
import { auditMailbox, connectedMailbox } from "../connected-mailbox.ts";
import type { ServerDeps } from "../deps.ts";
import { readEmailSettings } from "../email-settings.ts";
import { HttpError } from "../http-error.ts";
import type { Live } from "../live.ts";
import { presentAttempt, presentFailure, presentServer } from "../present.ts";
import type { ProgressRate } from "../progress-rate.ts";
import type { Handlers } from "../register.ts";

type HandHandlers = Pick<Handlers, "lookUpSettings" | "testConnection" | "connectByHand" | "signInAgain">;

const TRY_WINDOW_MS = 10 * 60_000;
/** Each try signs in somewhere: that must not become a way of guessing passwords, or of scanning servers. */
const SIGN_INS_MAX = { user: 20, workspace: 200 } as const;
const LOOKUPS_MAX = { user: 60, workspace: 600 } as const;

export function byHandRoutes(deps: ServerDeps, rate: ProgressRate, live: Live): HandHandlers {
  const { accounts, byHand, connections, finder, clock } = deps;

  async function slowDown(
    { user }: UserPrincipal,
    what: string,
    most: { readonly user: number; readonly workspace: number },
  ): Promise<void> {
    const now = clock.now();
    const own = await accounts.countTry(`${what}:${user.id}`, TRY_WINDOW_MS, now);
    // Whom we turn away uses nothing up of what the colleagues may.
    const isOver =
      own > most.user ||
      (await accounts.countTry(`${what}:${user.workspaceId}`, TRY_WINDOW_MS, now)) > most.workspace;
    if (isOver) throw new HttpError(429, "too_many_tries", "Too many tries. Wait ten minutes and try again.");
  }

  return {
    async lookUpSettings({ principal, body }) {
      const { id, activation } = principal.workspace;
      const isOffered = (await connections.listProviders(id)).some(
        ({ kind, enabled }) => kind === "imap" && enabled,
      );
      if (activation !== "active" || !isOffered) {
        throw new HttpError(409, "not_offered", "Connecting with typed settings isn't offered here.");
      }
      await slowDown(principal, "settings-lookup", LOOKUPS_MAX);
      return presentLookup(await finder.find(body.address));
    },

    async testConnection({ principal, body }) {
      await slowDown(principal, "mail-server", SIGN_INS_MAX);
      const { user, workspace } = principal;
      const present = (test: ConnectionTest) => presentTest(test, user.language);
      // One after the other: what is told last must be the newest.
      let telling = Promise.resolve();
      const test = await byHand.test(user, workspace, orderOf(body), (so) => {
        telling = telling.then(() => live.send(principal, { kind: "connectionTest", test: present(so) }));
      });
      await telling;
      return present(test);
    },

    async connectByHand({ principal, body }) {
      await slowDown(principal, "mail-server", SIGN_INS_MAX);
      const { user, workspace } = principal;
      const attempt = await byHand.connect(user, workspace, orderOf(body));
      const { mailboxId } = attempt;
      if (mailboxId !== null) await auditMailbox(deps, principal, "mailbox.connected", mailboxId);
      const provider = await connections.readProvider(user.workspaceId, attempt.providerId);
      return presentAttempt(attempt, user, provider, clock.now());
    },

    async signInAgain({ principal, params, body }) {
      const mailboxId: MailboxId = await connectedMailbox(deps, principal, params.mailboxId);
      await slowDown(principal, "mail-server", SIGN_INS_MAX);
      await byHand.signInAgain(principal.user, mailboxId, body.password);
      await auditMailbox(deps, principal, "mailbox.signedInAgain", mailboxId);
      return readEmailSettings(deps, rate, principal);
    },
  };
}

function orderOf({ providerId, ...settings }: BodyOf<"connectByHand">) {
  return { providerId: providerId as ProviderId, settings };
}

function presentTest({ incoming, outgoing }: ConnectionTest, language: Language): AnswerOf<"testConnection"> {
  const server = ({ steps, diagnosis }: TestedServer): AnswerOf<"testConnection">["incoming"] => ({
    steps: steps.map((step) => ({ ...step })),
    diagnosis: diagnosis === null ? null : presentFailure(diagnosis, { language }, "start"),
  });
  return { incoming: server(incoming), outgoing: outgoing === null ? null : server(outgoing) };
}

function presentLookup(found: Lookup): AnswerOf<"lookUpSettings"> {
  if (found.kind !== "settings") return found;
  const { incoming, outgoing } = found;
  return {
    ...found,
    incoming: presentServer(incoming),
    outgoing: outgoing === null ? null : presentServer(outgoing),
  };
}
