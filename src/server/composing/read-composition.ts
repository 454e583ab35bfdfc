// From a message to a composition: a draft as it is edited again, wherever it was written, and the answer to a message as
// it begins.
import type { MessageId, RevisionId } from "../../base/ids.ts";
import { addressAnswer } from "../../core/composing/address-answer.ts";
import type { AnswerKind, Composition } from "../../core/composing/composition.ts";
import { quoteAsHtml, quoteAsText, type Reader } from "../../core/composing/quote-message.ts";
import type { AttachmentInfo, MessageScan } from "../../core/message.ts";
import { openMessage } from "../../core/open-message.ts";
import { scanMessage } from "../../core/scan-message.ts";
import type { Identity } from "../../engine/ports/composing.ts";
import { sanitiseQuoted } from "./sanitise-mail.ts";
import { splitQuote } from "./split-quote.ts";

export interface Source {
  readonly messageId: MessageId;
  readonly revision: RevisionId;
  readonly bytes: Uint8Array;
}

/** What is told of an attachment beside where it is. */
export interface ReadAttachment {
  readonly kind: "part";
  readonly messageId: MessageId;
  readonly revision: RevisionId;
  readonly part: string;
  readonly contentId: string | null;
  readonly fileName: string;
  readonly contentType: string;
  readonly size: number;
}

export type ReadComposition = Omit<Composition, "attachments"> & {
  readonly attachments: readonly ReadAttachment[];
  /** The quote as plain text, for whoever goes on in plain text; null without one. */
  readonly quoteText: string | null;
};

type Identities = readonly [Identity, ...Identity[]];

export function readDraft(source: Source, identities: Identities): ReadComposition {
  const scan = scanMessage(source.bytes);
  const opened = openMessage(source.bytes);
  const split = opened.html === null ? null : splitQuote(opened.html);
  const sender = scan.from[0]?.address.toLowerCase();
  return {
    from: identities.find(({ address }) => address.toLowerCase() === sender)?.address ?? null,
    ...{ to: scan.to, cc: scan.cc, bcc: scan.bcc, subject: scan.subject },
    body:
      split === null
        ? { kind: "text", text: (opened.text ?? "").replace(/\n$/, "") }
        : { kind: "html", ...split },
    attachments: opened.attachments.map((each) => asPart(source, each, opened.html)),
    answers: null,
    quoteText: null,
  };
}

export function readAnswer(
  kind: AnswerKind,
  source: Source,
  {
    identities,
    reader,
    internalDate,
  }: {
    readonly identities: Identities;
    readonly reader: Reader;
    readonly internalDate: number;
  },
): ReadComposition {
  const scan: MessageScan = scanMessage(source.bytes);
  const opened = openMessage(source.bytes);
  const [first, ...rest] = identities;
  const own: readonly [string, ...string[]] = [first.address, ...rest.map(({ address }) => address)];
  const { from, to, cc, subject } = addressAnswer(kind, scan, own);
  const html = opened.html === null || opened.html.trim() === "" ? null : sanitiseQuoted(opened.html);
  const quoted = { ...scan, sentAt: scan.date ?? internalDate, text: opened.text, html };
  const quote = quoteAsHtml(kind, quoted, reader);
  const parts = opened.attachments.map((each) => asPart(source, each, html));
  return {
    ...{ from, to, cc, subject, bcc: [] },
    body: { kind: "html", html: "", quote },
    // Pictures that stand in the quoted text go with it; other files only when the message is passed on.
    attachments: kind === "forward" ? parts : parts.filter(({ contentId }) => contentId !== null),
    answers: { kind, messageId: source.messageId },
    quoteText: quoteAsText(kind, quoted, reader),
  };
}

function asPart(
  { messageId, revision }: Source,
  { part, contentId, fileName, contentType, size }: AttachmentInfo,
  html: string | null,
): ReadAttachment {
  const shown = contentId !== null && (html?.includes(`cid:${contentId}`) ?? false);
  return {
    ...{ kind: "part", messageId, revision, part, fileName, contentType, size },
    contentId: shown ? contentId : null,
  };
}
