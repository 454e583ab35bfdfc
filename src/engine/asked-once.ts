import type { SyncErrorCode } from "../base/sync-error.ts";
import type { OtherWays } from "../core/tell-apart.ts";
import { looksLikeOthers } from "./sign-in.ts";

/** What other ways answered when a refusal began: a mailbox that is tried again and again asks them once. */
export class AskedOnce {
  #refusal: { readonly code: SyncErrorCode; readonly answers: OtherWays } | null = null;

  /** Empty for an error that says itself what it is about. */
  async of(error: unknown, ask: () => Promise<OtherWays>): Promise<OtherWays> {
    if (!looksLikeOthers(error)) return {};
    if (this.#refusal?.code !== error.code) this.#refusal = { code: error.code, answers: await ask() };
    return this.#refusal.answers;
  }

  /** It went well, or a person wants to know anew. */
  forget(): void {
    this.#refusal = null;
  }
}
