// Requests to the administrator of an organisation to approve the application at its sign-in service.
import type { ConsentRequestId, ProviderId, UserId, WorkspaceId } from "../../base/ids.ts";

export type ConsentOutcome = "given" | "refused";

export interface ConsentRequest {
  readonly id: ConsentRequestId;
  readonly workspaceId: WorkspaceId;
  readonly providerId: ProviderId;
  /** Who asks. */
  readonly userId: UserId;
  /** Of the asker's address, lower case. */
  readonly domain: string;
  /** SHA-256 of the secret in the link. */
  readonly tokenHash: Uint8Array;
  /** The link's secret, sealed for `secretContext("consent", id)`, so that it can be shown again. */
  readonly sealedToken: Uint8Array;
  /** SHA-256 of `state` and of the cookie of the browser that is at the service with it; null while nobody is. */
  readonly stateHash: Uint8Array | null;
  readonly browserHash: Uint8Array | null;
  readonly createdAt: number;
  readonly expiresAt: number;
  /** Null while nobody has answered. A refusal may be followed by an approval. */
  readonly outcome: ConsentOutcome | null;
  readonly settledAt: number | null;
}

export interface Consents {
  createConsentRequest(request: ConsentRequest): Promise<void>;
  readConsentRequest(workspaceId: WorkspaceId, id: ConsentRequestId): Promise<ConsentRequest | null>;
  /** The newest of people with this domain. */
  latestConsentRequest(workspaceId: WorkspaceId, domain: string): Promise<ConsentRequest | null>;
  /** A browser goes to the service; one that was there before comes back in vain. */
  bindConsentRequest(request: ConsentRequest, stateHash: Uint8Array, browserHash: Uint8Array): Promise<void>;
  /** False when this state was answered before, or is another's: each answer counts once. */
  settleConsentRequest(request: ConsentRequest, outcome: ConsentOutcome, now: number): Promise<boolean>;
}
