// What every store of accounts must do.
import { describe, expect, test } from "vitest";
import type { OperatorId } from "../../base/ids.ts";
import type { Operator, Principal } from "../../engine/ports/accounts.ts";
import {
  hash,
  makeWorld,
  NOW,
  newConnection,
  newUser,
  newWorkspace,
  nextId,
  type Stores,
} from "./store-world.ts";

function newOperator(email = "Help@twinbox.example"): Operator {
  return { id: nextId<OperatorId>(), email, name: "Helpdesk", language: "nl" };
}

export function accountsContract(name: string, open: () => Promise<Stores>): void {
  describe(`${name}: workspaces and people`, () => peopleTests(open));
  describe(`${name}: links and sessions`, () => signInTests(open));
  describe(`${name}: tries and audit`, () => trailTests(open));
}

function peopleTests(open: () => Promise<Stores>): void {
  test("a workspace is read back by id and by exact name", async () => {
    const { accounts } = await open();
    const workspace = newWorkspace();
    await accounts.createWorkspace(workspace);
    expect(await accounts.readWorkspace(workspace.id)).toEqual(workspace);
    expect(await accounts.findWorkspace(workspace.name)).toEqual(workspace);
    expect(await accounts.findWorkspace("contoso")).toBeNull();
    expect(await accounts.readWorkspace(newWorkspace().id)).toBeNull();
  });

  test("activation remembers who asked for it, until the answer is no", async () => {
    const { accounts } = await open();
    const workspace = { ...newWorkspace(), activation: "inactive" } as const;
    await accounts.createWorkspace(workspace);
    const asked = { requestedBy: "Ada", requestedAt: NOW };
    const ada = { name: "Ada", at: NOW };
    const operator = { name: "Helpdesk", at: NOW + 1 };
    expect(await accounts.setActivation(workspace.id, "requested", ada)).toMatchObject(asked);
    const active = await accounts.setActivation(workspace.id, "active", operator);
    expect(active).toEqual({ ...workspace, activation: "active", ...asked });
    expect(await accounts.setActivation(workspace.id, "inactive", operator)).toEqual(workspace);
  });

  test("a workspace's own domains are what was said last", async () => {
    const { accounts } = await open();
    const workspace = newWorkspace();
    await accounts.createWorkspace(workspace);
    await accounts.setOwnDomains(workspace.id, ["b.example"]);
    expect(await accounts.readWorkspace(workspace.id)).toEqual({ ...workspace, ownDomains: ["b.example"] });
    await accounts.setOwnDomains(workspace.id, []);
    expect(await accounts.readWorkspace(workspace.id)).toEqual({ ...workspace, ownDomains: [] });
  });

  test("operators see each workspace with its users, mailboxes and problems", async () => {
    const stores = await open();
    const world = await makeWorld(stores, "Adatum");
    await stores.connections.connect(newConnection(world.user, "jobs@contoso.example"));
    const problem = { id: "net", who: "nobody", retry: "auto", params: {} } as const;
    await stores.connections.setDiagnosis(world.ownership, problem, NOW);
    const empty = newWorkspace("Fabrikam");
    await stores.accounts.createWorkspace(empty);
    expect(await stores.accounts.listWorkspaces()).toEqual([
      { ...world.workspace, users: 1, mailboxes: 2, problems: 1 },
      { ...empty, users: 0, mailboxes: 0, problems: 0 },
    ]);
  });

  test("an address is taken once in a workspace, whatever its case", async () => {
    const { accounts } = await open();
    const [one, two] = [newWorkspace("One"), newWorkspace("Two")];
    await accounts.createWorkspace(one);
    await accounts.createWorkspace(two);
    const ada = newUser(one.id, "Ada@contoso.example");
    expect(await accounts.createUser(ada, null)).toBe(true);
    expect(await accounts.createUser(newUser(one.id, "ADA@contoso.example"), null)).toBe(false);
    expect(await accounts.createUser(newUser(two.id, "ada@contoso.example"), null)).toBe(true);
    expect(await accounts.findUser(one.id, "aDa@contoso.example")).toEqual(ada);
    expect(await accounts.readUser(one.id, ada.id)).toEqual(ada);
    expect(await accounts.listUsers(one.id)).toEqual([ada]);
  });

  test("the logins of an address are found in all workspaces and among the operators", async () => {
    const { accounts } = await open();
    const [one, two] = [newWorkspace("One"), newWorkspace("Two")];
    await accounts.createWorkspace(one);
    await accounts.createWorkspace(two);
    const [first, second] = [newUser(one.id, "ada@x.example"), newUser(two.id, "Ada@x.example")];
    await accounts.createUser(first, "secret");
    await accounts.createUser(second, null);
    const operator = newOperator("ADA@x.example");
    expect(await accounts.createOperator(operator, "other")).toBe(true);
    expect(await accounts.createOperator(newOperator("ada@x.example"), "x")).toBe(false);
    expect(await accounts.countOperators()).toBe(1);
    await accounts.setPassword(two.id, second.id, "new");
    const logins = await accounts.findLogins("aDA@x.example");
    expect(logins).toHaveLength(3);
    expect(logins).toEqual(
      expect.arrayContaining([
        { principal: { kind: "user", user: first, workspace: one }, passwordHash: "secret" },
        { principal: { kind: "user", user: second, workspace: two }, passwordHash: "new" },
        { principal: { kind: "operator", operator }, passwordHash: "other" },
      ]),
    );
    expect(await accounts.findLogins("nobody@x.example")).toEqual([]);
  });
}

function signInTests(open: () => Promise<Stores>): void {
  test("an invitation can be looked at, and used once, by one of many", async () => {
    const { accounts } = await open();
    const workspace = newWorkspace();
    await accounts.createWorkspace(workspace);
    const user = newUser(workspace.id);
    await accounts.createUser(user, null);
    const purpose = { kind: "invite", workspaceId: workspace.id, userId: user.id } as const;
    await accounts.createLink(hash("link"), purpose, NOW + 1000);
    expect(await accounts.readLink(hash("link"), NOW)).toEqual(purpose);
    expect(await accounts.readLink(hash("link"), NOW + 1000)).toBeNull();
    expect(await accounts.takeLink(hash("link"), NOW + 1000)).toBeNull();
    const taken = await Promise.all([1, 2, 3, 4].map(() => accounts.takeLink(hash("link"), NOW)));
    expect(taken.filter((each) => each !== null)).toEqual([purpose]);
  });

  test("a new first-operator link replaces the old one, and leaves invitations alone", async () => {
    const { accounts } = await open();
    const workspace = newWorkspace();
    await accounts.createWorkspace(workspace);
    const user = newUser(workspace.id);
    await accounts.createUser(user, null);
    const invite = { kind: "invite", workspaceId: workspace.id, userId: user.id } as const;
    await accounts.createLink(hash("invite"), invite, NOW + 1000);
    await accounts.createLink(hash("old"), { kind: "firstOperator" }, NOW + 1000);
    await accounts.dropLinks("firstOperator");
    await accounts.createLink(hash("new"), { kind: "firstOperator" }, NOW + 1000);
    expect(await accounts.takeLink(hash("old"), NOW)).toBeNull();
    const taken = await Promise.all([1, 2, 3].map(() => accounts.takeLink(hash("new"), NOW)));
    expect(taken.filter((each) => each !== null)).toEqual([{ kind: "firstOperator" }]);
    expect(await accounts.readLink(hash("invite"), NOW)).toEqual(invite);
    await accounts.dropLinks("invite");
    expect(await accounts.readLink(hash("invite"), NOW)).toBeNull();
  });

  test("a session names its user or operator until it ends", async () => {
    const { accounts } = await open();
    const workspace = newWorkspace();
    await accounts.createWorkspace(workspace);
    const user = newUser(workspace.id);
    await accounts.createUser(user, null);
    const operator = newOperator();
    await accounts.createOperator(operator, "x");
    const principals: readonly (readonly [string, Principal])[] = [
      ["u", { kind: "user", user, workspace }],
      ["o", { kind: "operator", operator }],
    ];
    for (const [token, principal] of principals) {
      await accounts.createSession(hash(token), principal, NOW + 1000);
      expect(await accounts.findSession(hash(token), NOW)).toEqual(principal);
      expect(await accounts.findSession(hash(token), NOW + 1000)).toBeNull();
      await accounts.deleteSession(hash(token));
      expect(await accounts.findSession(hash(token), NOW)).toBeNull();
    }
  });
}

function trailTests(open: () => Promise<Stores>): void {
  test("tries are counted in a window, each one once however many come together", async () => {
    const { accounts } = await open();
    const counts = await Promise.all([1, 2, 3, 4, 5].map(() => accounts.countTry("ada", 60_000, NOW)));
    expect(counts.toSorted((x, y) => x - y)).toEqual([1, 2, 3, 4, 5]);
    expect(await accounts.countTry("eva", 60_000, NOW)).toBe(1);
    expect(await accounts.countTry("ada", 60_000, NOW + 59_999)).toBe(6);
    expect(await accounts.countTry("ada", 60_000, NOW + 60_000)).toBe(1);
  });

  test("tries that ended well count no longer, others do", async () => {
    const { accounts } = await open();
    await accounts.countTry("bo", 60_000, NOW);
    await accounts.countTry("cy", 60_000, NOW);
    await accounts.forgetTries("bo");
    expect(await accounts.countTry("bo", 60_000, NOW)).toBe(1);
    expect(await accounts.countTry("cy", 60_000, NOW)).toBe(2);
  });

  test("what was done is written down, for a workspace and for the installation", async () => {
    const { accounts } = await open();
    const workspace = newWorkspace();
    const entry = { at: NOW, actor: "cli", action: "workspace.created", detail: { name: "x \0", count: 1 } };
    await accounts.audit({ ...entry, workspaceId: workspace.id });
    await accounts.audit({ ...entry, workspaceId: null });
  });
}
