// From our records to the shapes of the contract.
import type { AnswerOf } from "../api/operations.ts";
import { type Diagnosis, knownDiagnosis } from "../core/diagnose.ts";
import {
  type About,
  type AttemptButton,
  attemptSteps,
  diagnosisText,
  whoText,
} from "../core/diagnosis-texts.ts";
import { flagNames } from "../core/flags.ts";
import type { MessageScan } from "../core/message.ts";
import type { OpenedMessage } from "../core/open-message.ts";
import { signInServiceOf } from "../core/sign-in/sign-in-services.ts";
import type { Language, Principal, User, WorkspaceCounts } from "../engine/ports/accounts.ts";
import type { Attempt, Provider, StopOutcome } from "../engine/ports/connections.ts";
import type { ListedConversation } from "../engine/ports/conversations.ts";
import type { ConsentView } from "../engine/ports/desk.ts";
import type { ServerAddress } from "../engine/ports/mail.ts";
import type { FolderCounts, ListedMessage } from "../engine/ports/reading.ts";

type EmailSettings = AnswerOf<"readEmailSettings">;
type ServerShape = NonNullable<EmailSettings["mailbox"]>["incoming"];
const RUNNING: ReadonlySet<Attempt["state"]> = new Set(["waiting", "question", "connecting"]);
export type PresentedDiagnosis = NonNullable<NonNullable<EmailSettings["mailbox"]>["diagnosis"]>;

export function time(ms: number): string {
  return new Date(ms).toISOString();
}

interface Around {
  readonly language: Language;
  readonly since: number | null;
  readonly about?: About;
}

export function presentDiagnosis(diagnosis: Diagnosis, around: Around): PresentedDiagnosis {
  const text = diagnosisText(diagnosis, around.language, around.about);
  return {
    id: diagnosis.id,
    who: diagnosis.who,
    whoText: whoText(diagnosis, around.language),
    what: text.what,
    steps: [...text.steps],
    forAdministrator: text.forAdministrator,
    retry: diagnosis.retry,
    since: around.since === null ? null : time(around.since),
    reference: diagnosis.params.reference ?? null,
    retryAt: diagnosis.params.retryAt ?? null,
    because: text.because,
    runnerUp:
      text.runnerUp === null || diagnosis.runnerUp === undefined
        ? null
        : { id: diagnosis.runnerUp, what: text.runnerUp.what, steps: [...text.runnerUp.steps] },
  };
}

/** Of an attempt to connect: nothing goes on with one that failed but the person who presses its button. */
export function presentFailure(
  diagnosis: Diagnosis,
  around: Omit<Around, "since">,
  button: AttemptButton,
): PresentedDiagnosis {
  const who = diagnosis.who === "nobody" ? "user" : diagnosis.who;
  const retry = diagnosis.retry === "auto" ? "afterFix" : diagnosis.retry;
  const shown = presentDiagnosis({ ...diagnosis, who, retry }, { ...around, since: null });
  const stepsOf = ({ steps }: Pick<PresentedDiagnosis, "steps">) => [
    ...attemptSteps(steps, button, around.language),
  ];
  const { runnerUp } = shown;
  return {
    ...shown,
    steps: stepsOf(shown),
    runnerUp: runnerUp === null ? null : { ...runnerUp, steps: stepsOf(runnerUp) },
  };
}

/** What is pressed to go on with it; one that was typed has only its form's button. */
export function attemptButton(
  { state }: Pick<AnswerOf<"readAttempt">, "state">,
  provider: Provider | null,
): AttemptButton {
  if (provider?.kind === "imap") return "start";
  return state === "waiting" ? "openAgain" : "tryAgain";
}

/** What is to be known of a message, as it was scanned and is opened. */
export function presentJudgements(
  scan: Pick<MessageScan, "understood">,
  { protection, senderDoubt, whole, understood }: OpenedMessage,
): Pick<AnswerOf<"readMessage">, "protection" | "senderDoubt" | "whole" | "understood"> {
  return { protection, senderDoubt, whole, understood: scan.understood && understood };
}

/** How the administrator at the provider finds this application there. */
export function aboutApplication(provider: Pick<Provider, "clientId"> | null): About {
  const clientId = provider?.clientId ?? null;
  return clientId === null ? {} : { application: `Twinbox (client ID ${clientId})` };
}

export function presentConsent(view: ConsentView): AnswerOf<"askConsent"> {
  const { providerId, askedBy, askedAt, outcome, settledAt, url } = view;
  return {
    ...{ providerId, askedBy, url },
    askedAt: time(askedAt),
    state: outcome ?? "asked",
    settledAt: settledAt === null ? null : time(settledAt),
  };
}

export function presentSession(principal: Principal): AnswerOf<"readSession"> {
  switch (principal.kind) {
    case "user": {
      const { user, workspace } = principal;
      return {
        kind: "user",
        id: user.id,
        name: user.name,
        email: user.email,
        role: user.role,
        workspace: { id: workspace.id, name: workspace.name },
        language: user.language,
      };
    }
    case "operator": {
      const { operator } = principal;
      return {
        kind: "operator",
        id: operator.id,
        name: operator.name,
        email: operator.email,
        role: null,
        workspace: null,
        language: operator.language,
      };
    }
  }
}

export function presentServer({ host, port, security }: ServerAddress): ServerShape {
  return { host, port, security };
}

export function presentAttempt(
  attempt: Attempt,
  user: User,
  provider: Provider | null,
  now: number,
): AnswerOf<"readAttempt"> {
  const over = RUNNING.has(attempt.state) && attempt.expiresAt < now;
  // Microsoft shows many errors on its own pages and never sends the person back.
  const isLost = over && attempt.state === "waiting" && provider?.kind === "microsoft";
  const diagnosis = attempt.diagnosis ?? (isLost ? knownDiagnosis("ms-no-callback") : null);
  const mailbox = attempt.address === null ? {} : { mailbox: attempt.address };
  const state = over ? "expired" : attempt.state;
  return {
    id: attempt.id,
    providerId: attempt.providerId,
    state,
    address: attempt.address,
    diagnosis:
      diagnosis === null
        ? null
        : presentFailure(
            diagnosis,
            {
              language: user.language,
              about: { ...aboutApplication(provider), user: user.email, ...mailbox, at: attempt.createdAt },
            },
            attemptButton({ state }, provider),
          ),
    mailboxId: attempt.mailboxId,
    expiresAt: time(attempt.expiresAt),
  };
}

export function presentStop(outcome: StopOutcome): AnswerOf<"stopMailbox"> {
  const gone = outcome.mailboxStopped ? (["grant", "settings", "mappings"] as const) : (["grant"] as const);
  return {
    at: time(outcome.at),
    address: outcome.address,
    removed: outcome.mail === "delete" ? [...gone, "mail"] : [...gone],
    kept: outcome.mail === "keep" ? ["mail"] : [],
    messages: outcome.messages,
    provider: outcome.provider,
    permission: outcome.permission,
    // Microsoft has no way to revoke one app's tokens; the person can remove it from this list.
    providerList:
      outcome.permission === "takenBack" ? null : (signInServiceOf(outcome.provider)?.permissionList ?? null),
  };
}

export function presentFolder(folder: FolderCounts): AnswerOf<"listFolders">[number] {
  return {
    id: folder.id,
    role: folder.role,
    name: folder.name,
    parentId: folder.parentId,
    takesFolders: folder.takesFolders,
    messages: folder.messages,
    unread: folder.unread,
  };
}

export function presentRow(message: ListedMessage): AnswerOf<"listMessages">["messages"][number] {
  return {
    id: message.id,
    conversationId: message.conversationId,
    folderId: message.appFolderId,
    subject: message.subject,
    from: [...message.from],
    to: [...message.to],
    date: time(message.internalDate),
    snippet: message.snippet,
    flags: [...flagNames(message.flags)],
    attachments: message.attachments,
    size: message.size,
    refused: message.refused,
    conversation: null,
  };
}

export function presentConversationRow(row: ListedConversation): ReturnType<typeof presentRow> {
  const { messages, messagesHere, unreadHere, people } = row;
  return { ...presentRow(row), conversation: { messages, messagesHere, unreadHere, people: [...people] } };
}

export function presentWorkspace(workspace: WorkspaceCounts): AnswerOf<"listWorkspaces">[number] {
  return {
    id: workspace.id,
    name: workspace.name,
    activation: workspace.activation,
    requestedBy: workspace.requestedBy,
    requestedAt: workspace.requestedAt === null ? null : time(workspace.requestedAt),
    ownDomains: [...workspace.ownDomains],
    users: workspace.users,
    mailboxes: workspace.mailboxes,
    problems: workspace.problems,
  };
}
