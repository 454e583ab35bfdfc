// Folders made, renamed, moved and deleted here: done at the provider before the answer is given.
import type { AnswerOf } from "../../api/operations.ts";
import type { FolderAct } from "../../core/folder-acts.ts";
import type { UserPrincipal } from "../../engine/ports/accounts.ts";
import { auditMailbox, connectedMailbox } from "../connected-mailbox.ts";
import type { ServerDeps } from "../deps.ts";
import { HttpError } from "../http-error.ts";
import { presentFolder } from "../present.ts";
import type { Handlers } from "../register.ts";

type FolderHandlers = Pick<Handlers, "createFolder" | "changeFolder" | "removeFolder">;

const DONE = { create: "folder.created", change: "folder.renamed", remove: "folder.deleted" } as const;

export function folderRoutes(deps: ServerDeps): FolderHandlers {
  async function act(
    principal: UserPrincipal,
    id: string,
    what: FolderAct,
  ): Promise<AnswerOf<"listFolders">> {
    const mailboxId = await connectedMailbox(deps, principal, id);
    const { workspaceId } = principal.user;
    const problem = await deps.folders.act(workspaceId, mailboxId, what);
    if (problem !== null) {
      throw new HttpError(422, problem.kind, problem.message, [{ field: "name", message: problem.message }]);
    }
    await auditMailbox(deps, principal, DONE[what.kind], mailboxId);
    return (await deps.reading.listFolders(workspaceId, mailboxId)).map(presentFolder);
  }

  return {
    createFolder: ({ principal, params, body }) =>
      act(principal, params.mailboxId, { kind: "create", ...body }),
    changeFolder: ({ principal, params, body }) =>
      act(principal, params.mailboxId, { kind: "change", folderId: params.folderId, ...body }),
    removeFolder: ({ principal, params }) =>
      act(principal, params.mailboxId, { kind: "remove", folderId: params.folderId }),
  };
}
