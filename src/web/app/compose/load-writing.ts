// How a compose window begins: empty, as an answer, as a draft, or as what was left behind in the browser.
import type { QueryClient } from "@tanstack/react-query";
import { call } from "../call.ts";
import type { SavedDraft } from "./draft-saver.ts";
import { identitiesQuery } from "./identities-query.ts";
import type { Restored } from "./kept-writing.ts";
import { type AnswerKind, emptyWritten, type Identity, type Written, writtenOf } from "./written.ts";

export type Start =
  | { readonly kind: "new" }
  | { readonly kind: "answer"; readonly how: AnswerKind; readonly messageId: string }
  | { readonly kind: "draft"; readonly messageId: string }
  | { readonly kind: "kept"; readonly kept: Restored };

export interface Begun {
  readonly written: Written;
  readonly draft: SavedDraft | null;
  readonly identities: readonly Identity[];
  /** It isn't saved as it stands. */
  readonly unsaved: boolean;
}

export async function loadWriting(
  client: QueryClient,
  mailboxId: string,
  start: Start,
  signal: AbortSignal,
): Promise<Begun> {
  const params = { mailboxId };
  const identities = await client.ensureQueryData({
    ...identitiesQuery(mailboxId),
    revalidateIfStale: true,
  });
  switch (start.kind) {
    case "kept":
      return { ...start.kept, identities, unsaved: true };
    case "draft": {
      const { messageId } = start;
      const opened = await call("readComposition", { params: { ...params, messageId }, signal });
      const draft = opened.revision === null ? null : { id: messageId, revision: opened.revision };
      return { written: writtenOf(opened), draft, identities, unsaved: false };
    }
    case "new": {
      const written = emptyWritten(identities[0]?.address ?? null);
      return { written: signed(written, identities), draft: null, identities, unsaved: false };
    }
    case "answer": {
      const { timeZone } = Intl.DateTimeFormat().resolvedOptions();
      const opened = await call("prepareAnswer", {
        params: { ...params, messageId: start.messageId },
        query: { kind: start.how, timeZone },
        signal,
      });
      const written = signed(writtenOf(opened), identities);
      return { written, draft: null, identities, unsaved: false };
    }
  }
}

function signed(written: Written, identities: readonly Identity[]): Written {
  const signature = signatureOf(identities, written.from);
  if (signature === "") return written;
  return { ...written, html: `<p></p><p></p><div class="signature">${signature}</div>` };
}

export function signatureOf(identities: readonly Identity[], from: string | null): string {
  return (identities.find(({ address }) => address === from) ?? identities[0])?.signature ?? "";
}
