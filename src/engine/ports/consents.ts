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

/** An application at a sign-in service, for the people of a directory tenant. */
export interface Organisation {
  readonly workspaceId: WorkspaceId;
  readonly authority: string;
  readonly clientId: string;
  /** GUID, lower case. */
  readonly directoryTenant: string;
}

/** needed: an administrator has to approve first. given: somebody got in, or an administrator has approved. */
export type ConsentState = "needed" | "given";
/** As people are told: "given" while it is news. */
export type Approval = ConsentState;

export interface DirectoryDomain {
  readonly workspaceId: WorkspaceId;
  readonly authority: string;
  /** Lower case. */
  readonly domain: string;
  /** Null: the service knows none. */
  readonly directoryTenant: string | null;
}

export interface Consents {
  /** Null while nothing was learned. `approvedAt`: when "needed" became "given". */
  readOrganisation(
    organisation: Organisation,
  ): Promise<{ readonly state: ConsentState; readonly approvedAt: number | null } | null>;
  /** False when that was known. */
  saveOrganisation(organisation: Organisation, state: ConsentState, now: number): Promise<boolean>;
  readDomain(
    workspaceId: WorkspaceId,
    authority: string,
    domain: string,
  ): Promise<{ readonly directoryTenant: string | null; readonly askedAt: number } | null>;
  saveDomain(domain: DirectoryDomain, now: number): Promise<void>;
  /** What people of the organisation's domains asked for is given. */
  settleRequests(organisation: Organisation, providerId: ProviderId, now: number): Promise<void>;
  createConsentRequest(request: ConsentRequest): Promise<void>;
  readConsentRequest(workspaceId: WorkspaceId, id: ConsentRequestId): Promise<ConsentRequest | null>;
  /** The newest of people with this domain, or with another one of the same directory tenant. */
  latestConsentRequest(workspaceId: WorkspaceId, domain: string): Promise<ConsentRequest | null>;
  /** A browser goes to the service; one that was there before comes back in vain. */
  bindConsentRequest(request: ConsentRequest, stateHash: Uint8Array, browserHash: Uint8Array): Promise<void>;
  /** False when this state was answered before, or is another's: each answer counts once. */
  settleConsentRequest(request: ConsentRequest, outcome: ConsentOutcome, now: number): Promise<boolean>;
}
