// What every store of providers must do.
import { describe, expect, test } from "vitest";
import type { ProviderId, WorkspaceId } from "../../base/ids.ts";
import type { Provider } from "../../engine/ports/connections.ts";
import { hash, makeWorld, NOW, newConnection, nextId, type Stores } from "./store-world.ts";

export function newProvider(workspaceId: WorkspaceId): Provider {
  return {
    id: nextId<ProviderId>(),
    workspaceId,
    kind: "microsoft",
    name: "Office 365",
    enabled: true,
    clientId: "client",
    sealedSecret: hash("secret"),
    certificate: null,
    secretExpiresAt: NOW,
    provenAt: null,
    moreAllowed: [],
    next: { sealedKey: hash("key"), certificate: "-----BEGIN CERTIFICATE-----" },
    tenant: "organizations",
    cloud: "own",
    hosts: {
      authority: "https://login.example.org",
      imap: { host: "imap.example.org", port: 993, security: "implicit" },
      smtp: { host: "smtp.example.org", port: 587, security: "starttls" },
      mailResource: "https://outlook.office.com",
      graphResource: "https://graph.microsoft.com",
    },
  };
}

export function providersContract(name: string, open: () => Promise<Stores>): void {
  async function start() {
    const stores = await open();
    return { stores, world: await makeWorld(stores) };
  }

  describe(`${name}: providers`, () => {
    test("a provider is saved, changed and listed with the mailboxes that use it", async () => {
      const { stores, world } = await start();
      const { connections } = stores;
      const provider = newProvider(world.workspace.id);
      await connections.saveProvider(provider);
      const sealedSecret = null;
      const moved = { cloud: "gccHigh", hosts: null, next: null, certificate: "a certificate" } as const;
      const changed = { ...provider, name: "Microsoft", enabled: false, sealedSecret, ...moved };
      await connections.saveProvider(changed);
      expect(await connections.readProvider(world.workspace.id, provider.id)).toEqual(changed);
      expect(await connections.listProviders(world.workspace.id)).toEqual([{ ...changed, mailboxes: 0 }]);
    });

    test("a secret that ends is told of once for each step, in whichever workspace, and anew once it is another", async () => {
      const { stores, world } = await start();
      const { connections } = stores;
      const other = await makeWorld(stores, "Adatum");
      const [first, second] = [newProvider(world.workspace.id), newProvider(other.workspace.id)];
      const later = { ...second, secretExpiresAt: NOW + 1, certificate: "a certificate" };
      await connections.saveProvider(later);
      await connections.saveProvider(first);
      const ids = async (before: number) =>
        (await connections.listExpiringProviders(before)).map(({ id, credential }) => [id, credential]);
      expect(await ids(NOW - 1)).toEqual([]);
      expect(await ids(NOW)).toEqual([[first.id, "secret"]]);
      expect(await ids(NOW + 1)).toEqual([
        [first.id, "secret"],
        [later.id, "certificate"],
      ]);
      const [expiring] = await connections.listExpiringProviders(NOW);
      if (expiring === undefined) throw new Error("nothing");
      expect(expiring).toMatchObject({ workspaceId: world.workspace.id, name: "Office 365" });
      const tell = (step: 0 | 3 | 14 | 30) => connections.tellExpiry(expiring, step);
      expect([await tell(14), await tell(14), await tell(30)]).toEqual([true, false, false]);
      await connections.saveProvider({ ...first, name: "Microsoft" });
      expect([await tell(14), await tell(3)]).toEqual([false, true]);
      await connections.saveProvider({ ...first, secretExpiresAt: NOW + 2 });
      expect(await tell(0), "it isn't this secret any more").toBe(false);
      const renewed = { ...expiring, secretExpiresAt: NOW + 2 };
      expect(await connections.tellExpiry(renewed, 30)).toBe(true);
    });

    test("what people allow beyond what is asked is told once each, until the provider is saved", async () => {
      const { stores, world } = await start();
      const { connections } = stores;
      const provider = newProvider(world.workspace.id);
      await connections.saveProvider(provider);
      const more = async () =>
        (await connections.readProvider(provider.workspaceId, provider.id))?.moreAllowed;
      expect(await more()).toEqual([]);
      expect(await connections.tellMoreAllowed(provider, ["b"], NOW)).toBe(true);
      expect(await connections.tellMoreAllowed(provider, ["b"], NOW)).toBe(false);
      expect(await connections.tellMoreAllowed(provider, ["a", "b"], NOW)).toBe(true);
      expect(await connections.tellMoreAllowed(provider, ["a"], NOW)).toBe(false);
      expect(await more()).toEqual(["a", "b"]);
      await connections.saveProvider(provider);
      expect(await more()).toEqual([]);
      expect(await connections.tellMoreAllowed(provider, ["a"], NOW)).toBe(true);
    });

    test("what is registered is proven once, until it is another", async () => {
      const { stores, world } = await start();
      const { connections } = stores;
      const provider = newProvider(world.workspace.id);
      await connections.saveProvider(provider);
      const provenAt = async () =>
        (await connections.readProvider(provider.workspaceId, provider.id))?.provenAt;
      await connections.markProven(provider, NOW);
      await connections.markProven(provider, NOW + 1);
      expect(await provenAt()).toBe(NOW);
      const harmless = { name: "Microsoft", enabled: false, secretExpiresAt: NOW + 9, next: null };
      await connections.saveProvider({ ...provider, ...harmless });
      expect(await provenAt()).toBe(NOW);
      const changes = [
        { clientId: "another" },
        { tenant: "common" },
        { sealedSecret: hash("another") },
        { certificate: "another" },
        { cloud: "dod", hosts: null },
      ] as const;
      for (const change of changes) {
        await connections.saveProvider({ ...provider, ...change });
        expect(await provenAt(), JSON.stringify(change)).toBeNull();
        await connections.markProven(provider, NOW);
        expect(await provenAt(), "what was read before is another one").toBeNull();
        await connections.saveProvider(provider);
        await connections.markProven(provider, NOW);
        expect(await provenAt()).toBe(NOW);
      }
    });

    test("a provider that a connection uses can't be removed", async () => {
      const { stores, world } = await start();
      const { connections } = stores;
      const provider = newProvider(world.workspace.id);
      await connections.saveProvider(provider);
      const given = { ...newConnection(world.user, "jobs@contoso.example"), providerId: provider.id };
      const { connection } = await connections.connect(given);
      expect(await connections.listProviders(world.workspace.id)).toMatchObject([{ mailboxes: 1 }]);
      expect(await connections.removeProvider(world.workspace.id, provider.id)).toBe(false);
      await connections.stop(connection, "keep", NOW);
      expect(await connections.removeProvider(world.workspace.id, provider.id)).toBe(true);
      expect(await connections.readProvider(world.workspace.id, provider.id)).toBeNull();
    });
  });
}
