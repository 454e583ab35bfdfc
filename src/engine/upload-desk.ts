// Takes messages from people and their programs: checks where they go, seals their bytes, then puts them into the
// lists and the outbox. Whoever gets an answer can rely on it: what was accepted survives every crash.
import { assert } from "../base/assert.ts";
import type { Clock } from "../base/clock.ts";
import { toHex } from "../base/hex.ts";
import { type AppFolderId, type FolderId, type MessageId, newId, type RevisionId } from "../base/ids.ts";
import type { Random } from "../base/random.ts";
import { fingerprintText } from "../core/fingerprint.ts";
import { FLAG_BITS } from "../core/flags.ts";
import { wholeSeconds } from "../core/plan-append.ts";
import { scanMessage } from "../core/scan-message.ts";
import { UNDO_MS } from "./mail-desk.ts";
import type { ActId } from "./ports/changes.ts";
import type { DraftOrder, NewDraftOrder, UploadDesk, UploadOrder } from "./ports/desk.ts";
import type { Secrets } from "./ports/secrets.ts";
import type { FolderMapping, Hints, NewMessage, SyncStore } from "./ports/sync.ts";
import type { DraftOutcome, NamedRequest, UploadOutcome, Uploads } from "./ports/uploads.ts";
import type { PackStore } from "./ports/vault.ts";

export interface UploadDeskDeps {
  readonly store: SyncStore;
  readonly uploads: Uploads;
  readonly packs: PackStore;
  readonly secrets: Secrets;
  readonly hints: Hints;
  readonly clock: Clock;
  readonly random: Random;
}

type Place = Pick<DraftOrder, "workspaceId" | "mailboxId" | "userId">;

export function createUploadDesk(deps: UploadDeskDeps): UploadDesk {
  const { uploads, hints, clock, random } = deps;

  function tell({ workspaceId, mailboxId }: Place): void {
    hints.publish({ kind: "changes", workspaceId, mailboxId });
    hints.publish({ kind: "mailbox", workspaceId, mailboxId });
  }
  const order = ({ workspaceId, mailboxId, userId }: Place) => ({
    workspaceId,
    mailboxId,
    userId,
    actId: newId<ActId>(clock, random),
    now: clock.now(),
  });

  async function upload(
    given: NewDraftOrder & Pick<UploadOrder, "flags" | "internalDate">,
    to: AppFolderId | "drafts",
    isMeant: (mapping: FolderMapping) => boolean,
  ): Promise<UploadOutcome | null> {
    const request = namedRequest(deps, given, [to, given.flags, given.internalDate]);
    const earlier = await outcomeOf(given, request);
    if (earlier !== null) return earlier;
    const bytes = await bytesOf(given);
    const folderId = await findFolder(deps, given, isMeant);
    if (folderId === null) return null;
    const message = {
      ...(await seal(deps, { ...given, bytes })),
      messageId: newId<MessageId>(clock, random),
      serverId: null,
      internalDate: wholeSeconds(given.internalDate ?? clock.now()),
    };
    const outcome = await uploads.upload({
      ...order(given),
      ...{ folderId, message, flags: given.flags, request },
    });
    tell(given);
    return outcome;
  }

  /** Null: it has no name, or wasn't asked before. */
  async function outcomeOf(
    { workspaceId, mailboxId }: Place,
    request: NamedRequest | null,
  ): Promise<UploadOutcome | null> {
    return request === null ? null : uploads.outcomeOf(workspaceId, mailboxId, request);
  }

  return {
    upload: (given) => upload(given, given.folder, ({ appFolderId }) => appFolderId === given.folder),

    newDraft(given) {
      const flags = FLAG_BITS.draft | FLAG_BITS.seen;
      return upload({ ...given, flags, internalDate: null }, "drafts", ({ role }) => role === "drafts");
    },

    async retry(given) {
      const made = order(given);
      if ((await uploads.retry({ ...made, messageId: given.messageId })) === 0) return null;
      tell(given);
      return { actId: made.actId };
    },

    async saveDraft(given): Promise<UploadOutcome | Exclude<DraftOutcome, "done">> {
      const { messageId, basedOn } = given;
      const request = namedRequest(deps, given, ["save", messageId, basedOn]);
      const earlier = await outcomeOf(given, request);
      if (earlier !== null) return earlier;
      const revision = await seal(deps, { ...given, bytes: await bytesOf(given) });
      const made = order(given);
      const outcome = await uploads.saveDraft({ ...made, messageId, basedOn, revision, request });
      // Asked twice at once, the other was quicker.
      if (outcome === "otherRevision") return (await outcomeOf(given, request)) ?? outcome;
      if (outcome !== "done") return outcome;
      tell(given);
      return { actId: made.actId, messageId, revisionId: revision.revisionId };
    },

    async discardDraft(given): Promise<{ readonly actId: ActId } | Exclude<DraftOutcome, "done">> {
      const { messageId, basedOn } = given;
      const made = order(given);
      const outcome = await uploads.discardDraft({ ...made, messageId, basedOn, dueAt: made.now + UNDO_MS });
      if (outcome !== "done") return outcome;
      tell(given);
      return { actId: made.actId };
    },
  };
}

function namedRequest(
  { secrets }: UploadDeskDeps,
  { userId, bytes, requestName }: NewDraftOrder,
  how: readonly unknown[],
): NamedRequest | null {
  if (requestName === null) return null;
  const asked = [...how, toHex(secrets.sha256("asked" in bytes ? bytes.asked : bytes))];
  return {
    name: secrets.sha256(`${userId}\n${requestName}`),
    content: secrets.sha256(JSON.stringify(asked)),
  };
}

async function bytesOf({ bytes }: NewDraftOrder): Promise<Uint8Array> {
  return "asked" in bytes ? bytes.write() : bytes;
}

/** Null: nothing is mapped to it (any more). */
async function findFolder(
  { store }: UploadDeskDeps,
  { workspaceId, mailboxId }: Place,
  isMeant: (mapping: FolderMapping) => boolean,
): Promise<FolderId | null> {
  const mailbox = await store.load(workspaceId, mailboxId);
  const folder = mailbox?.folders.find(
    ({ mapping, goneAt, selectable }) =>
      goneAt === null && selectable && mapping !== null && isMeant(mapping),
  );
  return folder?.id ?? null;
}

/** Durable when this resolves; what then isn't listed after all is no more than unused bytes. */
export async function seal(
  { packs, secrets, clock, random }: Pick<UploadDeskDeps, "packs" | "secrets" | "clock" | "random">,
  { workspaceId, mailboxId, bytes }: Place & { readonly bytes: Uint8Array },
): Promise<Pick<NewMessage, "revisionId" | "fingerprint" | "scan" | "place">> {
  const fingerprint = secrets.sha256(fingerprintText(bytes));
  const scan = scanMessage(bytes);
  const [place] = await packs.append({ workspaceId, mailboxId }, [bytes]);
  assert(place !== undefined, "a message without a place");
  return { revisionId: newId<RevisionId>(clock, random), fingerprint, scan, place };
}
