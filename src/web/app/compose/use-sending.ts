// From "Send" to the draft that is on its way: what has to be there first, what is asked once, and what came of it.
import { useState } from "react";
import { problemOf } from "../problem-error.ts";
import { useTexts } from "../words/words-provider.tsx";
import { mentionsAttachment } from "./mentions-attachment.ts";
import { plainOf } from "./plain-writing.ts";
import { isAddress } from "./recipients.ts";
import { sendDraft } from "./send-draft.ts";
import type { Writing } from "./use-saving.ts";
import { recipientsOf, type Written } from "./written.ts";

/** asked: an attachment is mentioned and none is there; whoever presses Send once more means it. */
export type SendState =
  | { readonly kind: "writing" }
  | { readonly kind: "asked" }
  | { readonly kind: "sending" }
  | { readonly kind: "stopped"; readonly why: string };

export interface Sending {
  readonly state: SendState;
  readonly send: () => void;
  /** To what was asked: not without. */
  readonly dismiss: () => void;
}

export function useSending(input: {
  readonly mailboxId: string;
  readonly writing: Writing;
  readonly filesUnderWay: boolean;
  /** It is on its way: the window has done its work. */
  readonly onSent: () => void;
}): Sending {
  const t = useTexts();
  const [state, setState] = useState<SendState>({ kind: "writing" });
  const { mailboxId, filesUnderWay } = input;
  const { saver, change, now } = input.writing;

  function obstacle(): SendState | null {
    const written = now();
    const people = recipientsOf(written);
    const wrong = people.find(({ address }) => !isAddress(address));
    if (people.length === 0) return { kind: "stopped", why: t.compose.send.nobody };
    if (wrong !== undefined)
      return { kind: "stopped", why: t.compose.send.wrong(wrong.address || wrong.name) };
    if (filesUnderWay) return { kind: "stopped", why: t.compose.send.filesUnderWay };
    const isAsked = state.kind !== "asked" && written.files.length === 0 && mentions(written);
    return isAsked ? { kind: "asked" } : null;
  }

  async function send(): Promise<void> {
    if (state.kind === "sending") return;
    const stops = obstacle();
    if (stops !== null) return setState(stops);
    setState({ kind: "sending" });
    // An answer to which nothing was added isn't a draft yet.
    if (saver.draft === null) change({});
    const isSaved = await saver.flush();
    const { draft } = saver;
    if (!isSaved || draft === null) return setState({ kind: "stopped", why: t.compose.send.notSaved });
    try {
      await sendDraft(mailboxId, draft);
      input.onSent();
    } catch (error) {
      const { code, diagnosis } = problemOf(error);
      setState({
        kind: "stopped",
        why: t.compose.send.refusals[code] ?? diagnosis?.what ?? t.compose.send.failed,
      });
    }
  }
  return { state, send: () => void send(), dismiss: () => setState({ kind: "writing" }) };
}

function mentions({ mode, html, text, subject }: Written): boolean {
  return mentionsAttachment(subject, mode === "html" ? plainOf(html) : text);
}
