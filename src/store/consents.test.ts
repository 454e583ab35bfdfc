import { expect, test } from "vitest";
import type { ConsentRequestId, ProviderId, WorkspaceId } from "../base/ids.ts";
import type { ConsentRequest, Consents, Organisation } from "../engine/ports/consents.ts";
import { createAccounts } from "./accounts.ts";
import { createConnections } from "./connections.ts";
import { createConsents } from "./consents.ts";
import { newProvider } from "./testing/providers-contract.ts";
import { hash, NOW, newUser, newWorkspace, nextId } from "./testing/store-world.ts";
import { testDatabase } from "./testing/test-database.ts";

const AUTHORITY = "https://login.x.example";
const TENANT = "11111111-1111-1111-1111-111111111111";

/** A workspace whose user at `domain` asked, and an organisation. */
async function start(domain: string) {
  const { database } = await testDatabase();
  const [accounts, connections, consents] = [
    createAccounts(database),
    createConnections(database),
    createConsents(database),
  ];
  const workspace = newWorkspace();
  await accounts.createWorkspace(workspace);
  const user = newUser(workspace.id, `ada@${domain}`);
  await accounts.createUser(user, null);
  const provider = newProvider(workspace.id);
  await connections.saveProvider(provider);
  const request: ConsentRequest = {
    ...{
      id: nextId<ConsentRequestId>(),
      workspaceId: workspace.id,
      providerId: provider.id,
      userId: user.id,
    },
    ...{ domain, tokenHash: hash("t"), sealedToken: hash("s"), stateHash: null, browserHash: null },
    ...{ createdAt: NOW, expiresAt: NOW + 1_000, outcome: null, settledAt: null },
  };
  await consents.createConsentRequest(request);
  const organisation = organisationOf(workspace.id);
  return { consents, workspaceId: workspace.id, provider, organisation, request };
}

function organisationOf(workspaceId: WorkspaceId): Organisation {
  return { workspaceId, authority: AUTHORITY, clientId: "client", directoryTenant: TENANT };
}

async function belongs(
  consents: Consents,
  workspaceId: WorkspaceId,
  domains: Readonly<Record<string, string | null>>,
): Promise<void> {
  for (const [domain, directoryTenant] of Object.entries(domains)) {
    await consents.saveDomain({ workspaceId, authority: AUTHORITY, domain, directoryTenant }, NOW);
  }
}

test("what was learned last counts, and learning it again is nothing new", async () => {
  const { consents, organisation } = await start("x.example");
  expect(await consents.readOrganisation(organisation)).toBeNull();
  expect(await consents.saveOrganisation(organisation, "needed", NOW)).toBe(true);
  expect(await consents.saveOrganisation(organisation, "needed", NOW + 1)).toBe(false);
  expect(await consents.saveOrganisation(organisation, "given", NOW + 2)).toBe(true);
  expect(await consents.readOrganisation(organisation)).toEqual({ state: "given", approvedAt: NOW + 2 });
  expect(await consents.saveOrganisation(organisation, "needed", NOW + 3)).toBe(true);
  expect(await consents.readOrganisation(organisation)).toEqual({ state: "needed", approvedAt: null });
  expect(await consents.readOrganisation({ ...organisation, clientId: "another" })).toBeNull();
  const open = { ...organisation, clientId: "open to all" };
  await consents.saveOrganisation(open, "given", NOW);
  expect(await consents.readOrganisation(open)).toEqual({ state: "given", approvedAt: null });
  const elsewhere = organisationOf(nextId<WorkspaceId>());
  expect(await consents.readOrganisation(elsewhere)).toBeNull();
});

test("people of all domains of a directory tenant see one request, those of no tenant only their own", async () => {
  const { consents, workspaceId, request } = await start("x.example");
  await belongs(consents, workspaceId, {
    "x.example": TENANT,
    "x.nl": TENANT,
    "y.example": null,
    "z.example": null,
  });
  const seen = async (domain: string) => (await consents.latestConsentRequest(workspaceId, domain))?.id;
  expect(await seen("x.example")).toBe(request.id);
  expect(await seen("x.nl")).toBe(request.id);
  expect(await seen("y.example")).toBeUndefined();
  await belongs(consents, workspaceId, { "x.example": null });
  expect(await seen("z.example")).toBeUndefined();
  expect(await seen("x.example")).toBe(request.id);
});

test("what an organisation's people asked for is settled, and nobody else's", async () => {
  const { consents, workspaceId, provider, organisation, request } = await start("x.example");
  const outcome = async () => (await consents.readConsentRequest(workspaceId, request.id))?.outcome;
  await belongs(consents, workspaceId, { "x.example": "another" });
  await consents.settleRequests(organisation, provider.id, NOW);
  expect(await outcome()).toBeNull();
  await belongs(consents, workspaceId, { "x.example": TENANT });
  await consents.settleRequests(organisation, nextId<ProviderId>(), NOW);
  expect(await outcome()).toBeNull();
  await consents.settleRequests(organisation, provider.id, NOW);
  expect(await outcome()).toBe("given");
});
