// What a person does with folders here, done at the provider at once: the person waits and is told. Nothing has to be
// remembered for it: what was done before a crash is seen in the next list of folders, as if somebody had done it there.
import { SyncError } from "../base/sync-error.ts";
import { type FolderAct, type FolderPlan, leafOf, PATH_TAKEN, planFolderAct } from "../core/folder-acts.ts";
import type { NameProblem } from "../core/propose-mappings.ts";
import type { Renamed } from "./decide-folder-list.ts";
import type { MailboxRow } from "./ports/connections.ts";
import type { ChosenMapping } from "./ports/desk.ts";
import type { MailSession } from "./ports/mail.ts";
import type { KnownFolder } from "./ports/sync.ts";

/** What "Edit folders" does too. */
export interface FolderTools {
  readonly withSession: <T>(mailbox: MailboxRow, work: (session: MailSession) => Promise<T>) => Promise<T>;
  /** Asks for the list of folders and writes what it says; answers all that were ever known. */
  readonly listed: (
    mailbox: MailboxRow,
    session: MailSession,
    renamed?: Renamed | null,
  ) => Promise<readonly KnownFolder[]>;
  /** Replaces the mappings that don't follow from others. */
  readonly map: (
    mailbox: MailboxRow,
    chosen: readonly ChosenMapping[],
    folders: readonly KnownFolder[],
  ) => Promise<void>;
}

/** Answers what speaks against it; null: done. */
export async function actOnFolder(
  { withSession, listed, map }: FolderTools,
  mailbox: MailboxRow,
  act: FolderAct,
): Promise<NameProblem | null> {
  // A person saw this tree a while ago: what is planned must fit what is there now.
  return withSession(mailbox, async (session) => {
    const before = await listed(mailbox, session);
    const plan = planFolderAct(act, before, session.profile.name);
    if (plan.kind === "refused") return plan.problem;
    if (plan.kind === "nothing") return null;
    const problem = await tell(session, plan);
    if (problem !== null) return problem;
    const folders = await listed(mailbox, session, renamedBy(plan));
    const chosen = chosenAfter(plan, before, folders);
    if (chosen !== null) await map(mailbox, chosen, folders);
    return null;
  });
}

type Done = Exclude<FolderPlan<KnownFolder>, { readonly kind: "refused" | "nothing" }>;

async function tell(session: MailSession, plan: Done): Promise<NameProblem | null> {
  try {
    switch (plan.kind) {
      case "create":
        await session.createFolder(plan.path);
        return null;
      case "rename":
      case "bin":
        await session.renameFolder(plan.folder.path, plan.to);
        return null;
      case "delete":
        return await remove(session, plan);
      case "label":
      case "unmap":
        return null;
    }
  } catch (error) {
    if (!(error instanceof SyncError) || error.code !== "folderExists") throw error;
    return PATH_TAKEN;
  }
}

async function remove(
  session: MailSession,
  { folder, ifEmpty }: Extract<Done, { kind: "delete" }>,
): Promise<NameProblem | null> {
  if (ifEmpty && folder.selectable && (await session.openFolder(folder.path, null)).exists > 0) {
    return { kind: "hasMessages", message: "There are messages in it: move or delete them first." };
  }
  await session.deleteFolder(folder.path);
  return null;
}

function renamedBy(plan: Done): Renamed | null {
  return plan.kind === "rename" || plan.kind === "bin" ? { folderId: plan.folder.id, to: plan.to } : null;
}

/** The mappings that don't follow from others, as they are after this; null: as before. */
function chosenAfter(
  plan: Done,
  before: readonly KnownFolder[],
  folders: readonly KnownFolder[],
): readonly ChosenMapping[] | null {
  const own = folders.flatMap(({ id, goneAt, mapping }): readonly ChosenMapping[] => {
    if (mapping === null || mapping.inherited || goneAt !== null) return [];
    const { role, name, subtree } = mapping;
    return [{ role, name, folderId: id, subtree }];
  });
  switch (plan.kind) {
    case "create": {
      if (plan.inherits) return null;
      const made = madeFolder(plan.path, before, folders);
      // It may be mapped already: one that had gone came back with its mapping, or somebody was quicker elsewhere.
      const others = own.filter(({ folderId }) => folderId !== made.id);
      return [...others, { role: null, name: leafOf(made), folderId: made.id, subtree: true }];
    }
    case "rename":
      return null;
    case "label":
      return own.map((each) => (each.folderId === plan.folder.id ? { ...each, name: plan.name } : each));
    case "unmap":
    case "bin":
    case "delete":
      return own.filter(({ folderId }) => folderId !== plan.folder.id);
  }
}

/** Some servers write a name in their own way. */
function madeFolder(
  path: string,
  before: readonly KnownFolder[],
  folders: readonly KnownFolder[],
): KnownFolder {
  const there = folders.filter(({ goneAt }) => goneAt === null);
  const known = new Set(before.flatMap(({ id, goneAt }) => (goneAt === null ? [id] : [])));
  const [only, ...others] = there.filter(({ id }) => !known.has(id));
  const made = there.find((each) => each.path === path) ?? (others.length === 0 ? only : undefined);
  if (made !== undefined) return made;
  const said = "the folder that was made isn't listed";
  throw new SyncError("protocol", { scope: "folder", retry: "askUser", said });
}
