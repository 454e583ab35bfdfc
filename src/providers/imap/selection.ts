// The folder that is selected on a connection. Sequence numbers and uids count only as long as it stays selected and
// its UIDVALIDITY is the one it was opened with; whatever is asked after that is refused here.
import { SyncError } from "../../base/sync-error.ts";
import type { Connection } from "./connection.ts";
import type { Stage } from "./imap-error.ts";
import type { ResponseCursor } from "./response-cursor.ts";

/** Takes untagged data; true when it was an answer to this command. */
export type TakeUntagged = (
  keyword: string,
  number: number | null,
  cursor: ResponseCursor,
  text: string,
) => boolean;

export class Selection {
  readonly connection: Connection;
  readonly uidValidity: number;
  #closed: SyncError | null = null;
  #expunges = 0;

  constructor(connection: Connection, uidValidity: number) {
    this.connection = connection;
    this.uidValidity = uidValidity;
  }

  /** How often messages have gone: numbers told before have moved since. */
  get expunges(): number {
    return this.#expunges;
  }

  /** Another folder was opened: uids asked here would be answered from there. */
  invalidate(): void {
    this.#closed ??= changed("no longer selected");
  }

  /** Untagged data that no command took. */
  hear(keyword: string, text: string): void {
    if (keyword === "EXPUNGE" || keyword === "VANISHED") this.#expunges++;
    const validity = /\[UIDVALIDITY (\d+)\]/i.exec(text)?.[1];
    if (validity !== undefined && Number(validity) !== this.uidValidity) {
      this.#closed ??= changed("UIDVALIDITY changed");
    }
  }

  get isOpen(): boolean {
    return this.#closed === null;
  }

  check(): void {
    if (this.#closed !== null) throw this.#closed;
  }

  /** Resolves with the text of the OK. */
  async send(text: string, untagged: TakeUntagged, stage: Stage = "folder"): Promise<string> {
    this.check();
    const ok = await this.connection.send({
      text,
      stage,
      untagged: (keyword, number, response, cursor) =>
        untagged(keyword, number, cursor, typeof response[0] === "string" ? response[0] : ""),
    });
    this.check();
    return ok;
  }
}

/** Where commands that change something are given. */
export type Changing = Pick<Selection, "send">;

export function changed(said: string): SyncError {
  return new SyncError("folderChanged", { scope: "folder", retry: "now", said });
}
