import type { AnswerOf } from "../../../api/operations.ts";
import { call } from "../call.ts";
import type { SavedDraft } from "./draft-saver.ts";

/** Sends a draft as it was saved: it leaves Drafts at once, and comes back when that is undone or refused. Rejects with a
 *  ProblemError: 412 other_revision, 422 no_recipients or invalid, 409 receive_only, 404. */
export function sendDraft(mailboxId: string, { id, revision }: SavedDraft): Promise<AnswerOf<"sendDraft">> {
  return call("sendDraft", { params: { mailboxId, messageId: id }, ifMatch: revision });
}
