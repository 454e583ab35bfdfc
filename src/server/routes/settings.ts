import type { AnswerOf } from "../../api/operations.ts";
import { assert } from "../../base/assert.ts";
import type { AttemptId, FolderId, MailboxId, ProviderId } from "../../base/ids.ts";
import { knownDiagnosis } from "../../core/diagnose.ts";
import type { UserPrincipal } from "../../engine/ports/accounts.ts";
import type { Attempt } from "../../engine/ports/connections.ts";
import type { PickedFolder, Picker } from "../../engine/ports/desk.ts";
import { auditMailbox, connectedMailbox } from "../connected-mailbox.ts";
import type { ServerDeps } from "../deps.ts";
import { readEmailSettings } from "../email-settings.ts";
import { HttpError, notFound } from "../http-error.ts";
import type { Live } from "../live.ts";
import { presentAttempt, presentConsent, presentDiagnosis, presentStop } from "../present.ts";
import type { ProgressRate } from "../progress-rate.ts";
import type { Handlers } from "../register.ts";

type SettingsHandlers = Pick<
  Handlers,
  | "readEmailSettings"
  | "askActivation"
  | "askConsent"
  | "startAttempt"
  | "readAttempt"
  | "cancelAttempt"
  | "stopMailbox"
  | "retryMailbox"
  | "answerOffer"
  | "readFolderPicker"
  | "createRemoteFolder"
  | "estimateImport"
  | "saveMappings"
>;

const ESTIMATE_FOLDERS_MAX = 500;

export function settingsRoutes(deps: ServerDeps, rate: ProgressRate, live: Live): SettingsHandlers {
  const { accounts, connections, connecting, folders, hints, clock } = deps;

  const own = (principal: UserPrincipal, mailboxId: string) => connectedMailbox(deps, principal, mailboxId);
  const audit = (principal: UserPrincipal, action: string, mailboxId: MailboxId) =>
    auditMailbox(deps, principal, action, mailboxId);

  const present = async ({ user }: UserPrincipal, attempt: Attempt) => {
    const provider = await connections.readProvider(user.workspaceId, attempt.providerId);
    return presentAttempt(attempt, user, provider, clock.now());
  };

  function answer(
    principal: UserPrincipal,
    mailboxId: MailboxId,
    picker: Picker,
  ): AnswerOf<"readFolderPicker"> {
    // Counts take a round trip a folder: they follow in the event stream, the tree is here at once.
    void live.sendCounts(principal, mailboxId, folders.counts(principal.user.workspaceId, mailboxId));
    const canHoldMail = picker.folders.some(({ selectable, hidden }) => selectable && !hidden);
    const diagnosis = canHoldMail
      ? null
      : presentDiagnosis(knownDiagnosis("folders-empty"), {
          language: principal.user.language,
          since: null,
          about: { user: principal.user.email, at: clock.now() },
        });
    return { ...presentPicker(picker), diagnosis };
  }

  return {
    readEmailSettings: ({ principal }) => readEmailSettings(deps, rate, principal),

    async askActivation({ principal }) {
      const workspace = await accounts.readWorkspace(principal.user.workspaceId);
      if (workspace?.activation === "inactive") {
        await accounts.setActivation(workspace.id, "requested", {
          name: principal.user.name,
          at: clock.now(),
        });
        hints.publish({ kind: "settings", workspaceId: workspace.id });
      }
      return readEmailSettings(deps, rate, principal);
    },

    async askConsent({ principal, body }) {
      const { user, workspace } = principal;
      const asked = await deps.consents.ask(user, workspace, body.providerId as ProviderId);
      if (asked === null) {
        throw new HttpError(409, "nobody_to_ask", "No administrator can be asked for this provider.");
      }
      // Whoever asks stands before a page that leads nowhere.
      await connecting.cancel(workspace.id, user.id);
      await accounts.audit({
        ...{ at: clock.now(), workspaceId: workspace.id, actor: `user:${user.id}`, action: "consent.asked" },
        detail: { provider: body.providerId },
      });
      return presentConsent(asked);
    },

    async startAttempt({ principal, body }) {
      const started = await connecting.start(
        principal.user,
        principal.workspace,
        body.providerId as ProviderId,
      );
      return { attempt: await present(principal, started.attempt), url: started.url };
    },

    async readAttempt({ principal, params }) {
      const { workspaceId, id } = principal.user;
      const attempt = await connections.readAttempt(workspaceId, params.attemptId as AttemptId);
      if (attempt?.userId !== id) throw notFound();
      return present(principal, attempt);
    },

    async cancelAttempt({ principal, params }) {
      const { workspaceId, id } = principal.user;
      const attempt = await connections.readAttempt(workspaceId, params.attemptId as AttemptId);
      if (attempt?.userId !== id) throw notFound();
      await connecting.cancel(workspaceId, id);
    },

    async stopMailbox({ principal, params, body }) {
      const mailboxId = await own(principal, params.mailboxId);
      const { workspaceId, id } = principal.user;
      const outcome = await connecting.stop({ workspaceId, userId: id, mailboxId, ...body });
      await audit(principal, "mailbox.stopped", mailboxId);
      return presentStop(outcome);
    },

    async retryMailbox({ principal, params }) {
      const mailboxId = await own(principal, params.mailboxId);
      hints.publish({ kind: "wake", workspaceId: principal.user.workspaceId, mailboxId });
    },

    async answerOffer({ principal, params, body }) {
      const mailboxId = await own(principal, params.mailboxId);
      const folderId = params.remoteFolderId as FolderId;
      await folders.answerOffer(principal.user.workspaceId, mailboxId, folderId, body.answer);
      await audit(principal, `offer.${body.answer}`, mailboxId);
    },

    async readFolderPicker({ principal, params }) {
      const mailboxId = await own(principal, params.mailboxId);
      return answer(principal, mailboxId, await folders.picker(principal.user.workspaceId, mailboxId));
    },

    async createRemoteFolder({ principal, params, body }) {
      const mailboxId = await own(principal, params.mailboxId);
      const { workspaceId } = principal.user;
      const picker = await folders.createFolder(workspaceId, mailboxId, body.path);
      await audit(principal, "folder.created", mailboxId);
      return answer(principal, mailboxId, picker);
    },

    async estimateImport({ principal, params, query }) {
      const mailboxId = await own(principal, params.mailboxId);
      const ids = (query.folders ?? "").split(",").filter((id) => id !== "");
      if (ids.length > ESTIMATE_FOLDERS_MAX) throw new HttpError(422, "invalid", "Too many folders.");
      const windows = await folders.estimate(
        principal.user.workspaceId,
        mailboxId,
        ids as readonly string[] as readonly FolderId[],
      );
      return { windows: windows.map((each) => ({ ...each })) };
    },

    async saveMappings({ principal, params, body }) {
      const mailboxId = await own(principal, params.mailboxId);
      const problems = await folders.save(
        principal.user.workspaceId,
        mailboxId,
        body.mappings.map((mapping) => ({ ...mapping, folderId: mapping.remoteFolderId as FolderId })),
        body.importWindow,
      );
      if (problems.length > 0) {
        const errors = problems.map(({ index, message }) => ({
          field: index === null ? "mappings" : `mappings.${index}`,
          message,
        }));
        throw new HttpError(422, "invalid_mappings", "These folders can't be mapped like this.", errors);
      }
      await audit(principal, "mappings.saved", mailboxId);
      return readEmailSettings(deps, rate, principal);
    },
  };
}

function presentPicker(picker: Picker): Omit<AnswerOf<"readFolderPicker">, "diagnosis"> {
  const byPath = new Map(picker.folders.map((folder) => [folder.path, folder]));
  return {
    folders: picker.folders.map((folder) => presentPicked(folder, byPath)),
    mappings: picker.mappings.map(({ folderId, ...mapping }) => ({ ...mapping, remoteFolderId: folderId })),
    proposals: picker.proposals.map(({ folderId, ...proposal }) => ({
      ...proposal,
      remoteFolderId: folderId,
    })),
    importWindow: picker.importWindow,
    unlisted: [...picker.unlisted],
    limits: [...picker.limits],
  };
}

function presentPicked(
  folder: PickedFolder,
  byPath: ReadonlyMap<string, PickedFolder>,
): AnswerOf<"readFolderPicker">["folders"][number] {
  const parts = folder.delimiter === null ? [folder.path] : folder.path.split(folder.delimiter);
  const name = parts.at(-1);
  assert(name !== undefined, "a path has at least one part");
  const parent = byPath.get(parts.slice(0, -1).join(folder.delimiter ?? ""));
  return {
    id: folder.id,
    path: folder.path,
    name: folder.path === "INBOX" ? "Inbox" : name,
    parentId: parent?.id ?? null,
    depth: parts.length - 1,
    selectable: folder.selectable,
    hidden: folder.hidden,
    role: folder.role,
    messages: null,
    unseen: null,
  };
}
