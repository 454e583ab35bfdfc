// Files that are added to a draft at Graph: small ones at once, large ones piece by piece, at an address that needs no token and
// takes none (learn.microsoft.com/graph/outlook-large-attachments). As at Exchange, a draft that is changed has a new uid
// and the id it had.
import { randomUUID } from "node:crypto";
import type { Folder, StoredMessage } from "./folder.ts";
import type { Mailboxes } from "./mailbox.ts";

/** A smaller file isn't taken piece by piece. */
const LARGE_BYTES_MIN = 3 * 1024 * 1024;
export const PIECE_BYTES_MAX = 4 * 1024 * 1024;
/** Of a message, as Exchange Online has it by default. */
const MESSAGE_BYTES_MAX = 35 * 1024 * 1024;

export interface DraftFile {
  readonly name: string;
  readonly contentType: string;
  readonly contentId: string | null;
  readonly isInline: boolean;
}

export interface Draft {
  readonly address: string;
  readonly folder: Folder;
  readonly message: StoredMessage;
}

interface Session {
  readonly address: string;
  readonly file: DraftFile;
  readonly size: number;
  /** Puts the whole file into the draft; answers why not. */
  readonly end: (content: Buffer) => UploadRefusal | null;
  readonly pieces: Buffer[];
  received: number;
}

export type UploadRefusal =
  | "ErrorItemNotFound"
  | "ErrorAttachmentSizeShouldNotBeLessThanMinimumSize"
  | "ErrorMessageSizeExceeded"
  | "InvalidContentRange";

export class GraphUploads {
  readonly #mailboxes: Mailboxes;
  readonly #sessions = new Map<string, Session>();

  constructor(mailboxes: Mailboxes) {
    this.#mailboxes = mailboxes;
  }

  /** `find` the draft as it is by then. Answers the session's name, or why there is none. */
  begin(
    address: string,
    file: DraftFile,
    { size, find }: { readonly size: number; readonly find: () => Draft | undefined },
  ): { readonly session: string } | UploadRefusal {
    if (size < LARGE_BYTES_MIN) return "ErrorAttachmentSizeShouldNotBeLessThanMinimumSize";
    const session = randomUUID();
    const end = (content: Buffer): UploadRefusal | null => {
      this.#sessions.delete(session);
      const draft = find();
      return draft === undefined ? "ErrorItemNotFound" : this.attach(draft, file, content);
    };
    this.#sessions.set(session, { address, file, size, end, pieces: [], received: 0 });
    return { session };
  }

  /** Whose draft it is; null: there is no such session (any more). */
  ownerOf(session: string): string | null {
    return this.#sessions.get(session)?.address ?? null;
  }

  /** `range` as in Content-Range. Answers where the next piece begins, null after the last, or why it isn't taken. */
  put(name: string, range: string, piece: Buffer): { readonly next: number | null } | UploadRefusal {
    const session = this.#sessions.get(name);
    const [, start, end, total] = /^bytes (\d+)-(\d+)\/(\d+)$/.exec(range) ?? [];
    if (session === undefined) return "ErrorItemNotFound";
    const isNext = Number(start) === session.received && Number(end) - Number(start) + 1 === piece.length;
    if (!isNext || Number(total) !== session.size) return "InvalidContentRange";
    session.pieces.push(piece);
    session.received += piece.length;
    if (session.received < session.size) return { next: session.received };
    return session.end(Buffer.concat(session.pieces)) ?? { next: null };
  }

  attach({ address, folder, message }: Draft, file: DraftFile, content: Buffer): UploadRefusal | null {
    const raw = withFile(message.bytes(), file, content);
    if (raw.length > MESSAGE_BYTES_MAX) return "ErrorMessageSizeExceeded";
    this.#mailboxes.replace(address, folder.path, message.uid, raw);
    return null;
  }
}

/** The message with the file behind what it has. */
function withFile(raw: Buffer, file: DraftFile, content: Buffer): Buffer {
  const text = raw.toString("latin1");
  const bodyAt = text.indexOf("\r\n\r\n") + 4;
  const head = text.slice(0, bodyAt - 2);
  const part = Buffer.from(partOf(file, content), "latin1");
  const boundary = /^content-type:\s*multipart\/mixed;(?:.*\r\n[ \t])*.*boundary="?([^"\r\n;]+)"?/im.exec(
    head,
  )?.[1];
  const last = boundary === undefined ? -1 : text.lastIndexOf(`\r\n--${boundary}--`);
  if (last >= 0) {
    return Buffer.concat([
      raw.subarray(0, last),
      Buffer.from(`\r\n--${boundary}\r\n`),
      part,
      raw.subarray(last),
    ]);
  }
  const fields = head.match(/[^\r\n]+\r\n(?:[ \t].*\r\n)*/g) ?? [];
  const ofBody = fields.filter((field) => /^content-/i.test(field));
  const outer = fields.filter((field) => !ofBody.includes(field));
  const fresh = `mixed-${randomUUID()}`;
  return Buffer.concat([
    Buffer.from(
      `${outer.join("")}Content-Type: multipart/mixed; boundary="${fresh}"\r\n\r\n--${fresh}\r\n`,
      "latin1",
    ),
    Buffer.from(`${ofBody.join("")}\r\n`, "latin1"),
    raw.subarray(bodyAt),
    Buffer.from(`\r\n--${fresh}\r\n`),
    part,
    Buffer.from(`\r\n--${fresh}--\r\n`),
  ]);
}

function partOf({ name, contentType, contentId, isInline }: DraftFile, content: Buffer): string {
  const lines = content.toString("base64").match(/.{1,76}/g) ?? [];
  return [
    `Content-Type: ${contentType}`,
    `Content-Disposition: ${isInline ? "inline" : "attachment"}; filename*=UTF-8''${encodeURIComponent(name)}`,
    ...(contentId === null ? [] : [`Content-ID: <${contentId}>`]),
    "Content-Transfer-Encoding: base64",
    "",
    ...lines,
  ].join("\r\n");
}
