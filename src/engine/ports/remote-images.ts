// Pictures that a mail wants from elsewhere: who may show them, and how they are had.
import type { UserId, WorkspaceId } from "../../base/ids.ts";

export interface RemoteImage {
  /** By its bytes: "image/png". */
  readonly type: string;
  readonly bytes: Uint8Array;
}

export interface RemoteImages {
  /** Null: there is none under that address, or none that may be had. Never rejects. */
  fetch(address: string, signal: AbortSignal): Promise<RemoteImage | null>;
}

/** Whose pictures a person always wants to see. `sender`: an address, in any case. */
export interface ImageSenders {
  isAllowed(workspaceId: WorkspaceId, userId: UserId, sender: string): Promise<boolean>;
  /** The same again changes nothing. */
  setAllowed(
    workspaceId: WorkspaceId,
    userId: UserId,
    sender: string,
    allowed: { readonly always: boolean; readonly now: number },
  ): Promise<void>;
}
