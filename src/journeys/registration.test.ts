// J10 by HTTP: the registration of Twinbox at a sign-in service, as an admin enters and changes it.
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { BodyOf } from "../api/operations.ts";
import type { MailboxId } from "../base/ids.ts";
import { certificates } from "../providers/oauth/certificates.ts";
import type { ApiClient } from "./testing/api-client.ts";
import { ADA, ADMIN, BRAM, OPERATOR, type RunningTwinbox, startTwinbox } from "./testing/running-twinbox.ts";
import { connectByForms, toCallback } from "./testing/sign-in-by-forms.ts";

let twinbox: RunningTwinbox;
let admin: ApiClient;
beforeAll(async () => {
  twinbox = await startTwinbox();
  admin = await twinbox.signIn(ADMIN);
});
afterAll(() => twinbox?.close());

type Body = BodyOf<"saveProvider">;

/** As it is set up for the playground. */
function given(): Body {
  const { clientId } = twinbox.playground;
  return { kind: "microsoft", name: "Office 365", enabled: true, clientId, tenant: "organizations" };
}

function save(change: Partial<Body>) {
  return admin.ask("saveProvider", {
    params: { providerId: twinbox.providerId },
    body: { ...given(), ...change },
  });
}

/** What the server says of which fields. */
function refusal({ status, body }: { readonly status: number; readonly body: unknown }) {
  const { code, errors } = body as {
    readonly code: string;
    readonly errors?: readonly { readonly field: string }[];
  };
  return [status, code, ...(errors ?? []).map(({ field }) => field)];
}

async function provider() {
  const found = (await admin.call("listProviders")).find(({ id }) => id === twinbox.providerId);
  if (found === undefined) throw new Error("no provider");
  return found;
}

describe("the cloud of a provider", () => {
  test("decides which permissions are to be registered, and can be chosen while nobody is connected", async () => {
    const { hosts } = await provider();
    expect(hosts).toEqual(twinbox.playground.hosts);
    expect((await save({ cloud: "gccHigh" })).status).toBe(200);
    expect(await provider()).toMatchObject({
      cloud: "gccHigh",
      hosts: null,
      scopes: expect.arrayContaining([
        "https://outlook.office365.us/IMAP.AccessAsUser.All",
        "https://graph.microsoft.us/Mail.Send",
      ]),
    });
    expect(refusal(await save({ cloud: "own" }))).toEqual([422, "invalid", "cloud"]);
    expect((await save({ cloud: "own", hosts: hosts ?? twinbox.playground.hosts })).status).toBe(200);
    // Where the playground's Graph answers nobody types.
    expect({ ...(await provider()).hosts, graph: twinbox.playground.hosts.graph }).toEqual(hosts);
  });

  test("is refused where its own addresses aren't any", async () => {
    const { hosts } = twinbox.playground;
    const authority = (address: string) => save({ cloud: "own", hosts: { ...hosts, authority: address } });
    for (const address of ["http://login.example.org", "https://login.example.org/path", "login"]) {
      expect(refusal(await authority(address))).toEqual([422, "invalid", "hosts.authority"]);
    }
  });

  test("check 26: at addresses that nobody may be led to isn't asked, and the tab says so", async () => {
    const { hosts } = twinbox.playground;
    const closed = "http://127.0.0.1:1";
    expect((await save({ cloud: "own", hosts: { ...hosts, authority: closed } })).status).toBe(200);
    const bram = await twinbox.signIn(BRAM);
    await expect(toCallback(bram, BRAM)).rejects.toThrow();
    expect((await bram.call("readEmailSettings")).attempt?.diagnosis?.id).toBe("service-forbidden");
    expect((await save({ cloud: "own", hosts })).status).toBe(200);
  });

  test("is only Microsoft's to choose", async () => {
    const credential = { kind: "secret", secret: "s", expiresOn: null } as const;
    const body = { ...given(), kind: "google", name: "Google", credential, cloud: "dod" } as const;
    expect(refusal(await admin.ask("createProvider", { body }))).toEqual([422, "invalid", "cloud"]);
  });
});

describe("Check", () => {
  async function check(providerId: string = twinbox.providerId) {
    const { steps } = await admin.call("checkProvider", { params: { providerId } });
    return steps.map(({ step, state, diagnosis }) => [step, diagnosis?.id ?? state].join(" "));
  }
  const good = ["reach done", "redirect done", "approval done", "credential done"];
  const secret = (text: string) => ({ kind: "secret", secret: text, expiresOn: null }) as const;
  const CONTOSO = "5f0c9a3e-7a41-4c1b-9a54-0b6f3d2c8e11";

  test.each(["organizations", CONTOSO])("proves a good registration without anybody (%s)", async (tenant) => {
    await save({ tenant });
    expect(await check()).toEqual(good);
  });

  test.each(["organizations", CONTOSO])("tells what is wrong, step by step (%s)", async (tenant) => {
    await save({ tenant, credential: secret("wrong") });
    expect(await check()).toEqual([...good.slice(0, 3), "credential ms-secret-wrong"]);
    await save({ tenant, credential: secret(twinbox.playground.clientSecret), clientId: CONTOSO });
    expect(await check()).toEqual([
      "reach done",
      ...["redirect ms-clientid", "approval ms-clientid", "credential ms-clientid"],
    ]);
    await save({ tenant: "4d3f6c0e-0000-4000-8000-000000000000" });
    expect(await check()).toEqual([
      "reach ms-clientid",
      ...["redirect waiting", "approval waiting", "credential waiting"],
    ]);
    await save({});
  });

  test("names the redirect URI that isn't registered, and an expired secret", async () => {
    const { control } = twinbox.playground;
    control.setSwitch("*", "missingRedirects", "/oauth/microsoft/admin-consent");
    expect(await check()).toEqual([...good.slice(0, 2), "approval ms-redirect", "credential done"]);
    control.clearSwitches();
    control.setSwitch("*", "tokenError", "7000222");
    expect(await check()).toEqual([...good.slice(0, 3), "credential ms-secret-expired"]);
    control.clearSwitches();
  });

  test("is Google's too", async () => {
    const { clientId, clientSecret, hosts } = twinbox.playground.google;
    const google = { kind: "google", name: "Google", enabled: true, clientId, tenant: null } as const;
    const body = { ...google, credential: secret(clientSecret) };
    const { id } = await admin.call("createProvider", { body });
    // At the playground's, which nobody can choose in the form.
    const own = JSON.stringify(hosts);
    await twinbox.sql(`update twinbox.provider set cloud = 'own', hosts = '${own}' where id = '${id}'`);
    expect(await check(id)).toEqual(["reach done", "redirect done", "credential done"]);
    const wrong = { ...body, credential: secret("wrong") };
    await admin.call("saveProvider", { params: { providerId: id }, body: wrong });
    expect(await check(id)).toEqual(["reach done", "redirect done", "credential g-redirect"]);
    const unknown = { ...body, clientId: "unknown" };
    await admin.call("saveProvider", { params: { providerId: id }, body: unknown });
    expect(await check(id)).toEqual(["reach done", "redirect g-redirect", "credential g-redirect"]);
    await admin.call("removeProvider", { params: { providerId: id } });
  });
});

test("the guides are served, and name every redirect URI and permission", async () => {
  for (const { kind, redirectUris, permissions } of await admin.call("listProviders")) {
    const guide = await (await fetch(`${twinbox.url}/guides/${kind}.md`)).text();
    const paths = redirectUris.map((uri) => new URL(uri).pathname);
    expect([...paths, ...permissions].filter((each) => !guide.includes(`${each}\``))).toEqual([]);
  }
});

describe("Ready", () => {
  test("is what somebody has signed in with, until it is another registration", async () => {
    const ready = async () => (await provider()).provenAt !== null;
    expect(await ready()).toBe(false);
    const bram = await twinbox.signIn(BRAM);
    const mailboxId = await connectByForms(bram, BRAM);
    expect(await ready()).toBe(true);
    await save({ name: "Microsoft" });
    expect(await ready()).toBe(true);
    const { clientSecret } = twinbox.playground;
    await save({ credential: { kind: "secret", secret: clientSecret, expiresOn: null } });
    expect(await ready(), "another secret").toBe(false);
    // A token that is renewed proves it as well.
    const [connection] = await twinbox.house.connections.connectionsOfMailbox(
      twinbox.workspace.id,
      mailboxId as MailboxId,
    );
    const mailbox = await twinbox.house.connections.findMailbox(mailboxId as MailboxId);
    if (connection === undefined || mailbox === null) throw new Error("nothing is connected");
    await twinbox.house.tokens.keep(mailbox, connection);
    expect(await ready()).toBe(true);
    await bram.call("stopMailbox", { params: { mailboxId }, body: { mail: "delete", outbox: "drop" } });
    await save({ tenant: "common" });
    expect(await ready()).toBe(false);
    await save({});
  });
});

test("check 11: more than is asked is told to the admin and in the audit trail, and keeps nobody out", async () => {
  const { control } = twinbox.playground;
  const extra = "https://outlook.office.com/EWS.AccessAsUser.All";
  expect((await provider()).moreAllowed).toEqual([]);
  control.setSwitch(BRAM, "addedScopes", extra);
  const bram = await twinbox.signIn(BRAM);
  for (let times = 0; times < 2; times++) {
    const mailboxId = await connectByForms(bram, BRAM);
    await bram.call("stopMailbox", { params: { mailboxId }, body: { mail: "delete", outbox: "drop" } });
  }
  control.setSwitch(BRAM, "addedScopes", "");
  expect((await provider()).moreAllowed).toEqual([extra]);
  const audited = await twinbox.rows<{ actor: string; detail: Record<string, string> }>(
    "select actor, detail from twinbox.audit_entry where action = 'provider.moreAllowed'",
  );
  expect(audited, "told once").toEqual([
    { actor: "system", detail: { provider: twinbox.providerId, permissions: extra } },
  ]);
  await save({});
  expect((await provider()).moreAllowed, "looked at").toEqual([]);
});

describe("the end of a secret", () => {
  test("is told to the admin and to the operator from a month before on", async () => {
    const operator = await twinbox.signIn(OPERATOR);
    const inDays = (days: number) => new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10);
    const ends = (days: number) => save({ credential: { kind: "secret", expiresOn: inDays(days) } });
    const told = async () => {
      const { expiry } = await provider();
      const [first, ...more] = await operator.call("listExpiringSecrets");
      expect(more).toEqual([]);
      expect(first?.expiresAt).toBe(expiry?.expiresAt);
      return expiry && [expiry.daysLeft > 0, expiry.urgent, first?.provider, first?.workspace.name];
    };
    await ends(40);
    expect(await told()).toBeNull();
    await ends(20);
    expect(await told()).toEqual([true, false, "Office 365", "Contoso Recruitment"]);
    await ends(2);
    expect(await told()).toEqual([true, true, "Office 365", "Contoso Recruitment"]);
    await ends(-2);
    expect(await told()).toEqual([false, true, "Office 365", "Contoso Recruitment"]);
    await save({ credential: { kind: "secret", expiresOn: null } });
    expect(await told()).toBeNull();
  });
});

describe("a certificate in place of a secret", () => {
  const certificate = { kind: "certificate" } as const;
  const secret = () =>
    ({ kind: "secret", secret: twinbox.playground.clientSecret, expiresOn: null }) as const;
  const make = () => admin.call("makeCertificate", { params: { providerId: twinbox.providerId } });

  test("is made before it takes the secret's place, and its key is told to nobody", async () => {
    expect(refusal(await save({ credential: certificate }))).toEqual([422, "invalid", "credential.kind"]);
    const made = await make();
    expect(made.credential?.kind).toBe("secret");
    expect(made.nextCertificate?.pem).toContain("BEGIN CERTIFICATE");
    expect(JSON.stringify(await admin.call("listProviders"))).not.toContain("PRIVATE KEY");
    expect((await save({ credential: certificate })).status).toBe(200);
    const { nextCertificate: next } = made;
    const used = await provider();
    expect(used).toMatchObject({ credential: { kind: "certificate", ...next }, nextCertificate: null });

    const bram = await twinbox.signIn(BRAM);
    await expect(connectByForms(bram, BRAM), "not uploaded yet").rejects.toThrow(/answered/);
    const { attempt } = await bram.call("readEmailSettings");
    expect(attempt?.diagnosis).toMatchObject({ id: "ms-secret-wrong", who: "admin" });
    twinbox.playground.control.registerCertificate(next?.pem ?? "");
    const mailboxId = await connectByForms(bram, BRAM);

    // Another one may wait to be uploaded while this one is used.
    expect((await make()).credential).toEqual(used.credential);
    expect((await save({ name: "Microsoft" })).status).toBe(200);
    expect((await provider()).credential).toEqual(used.credential);
    expect((await save({ credential: secret() })).status).toBe(200);
    expect((await provider()).credential).toEqual({ kind: "secret", expiresAt: null });
    await bram.call("stopMailbox", { params: { mailboxId }, body: { mail: "delete", outbox: "drop" } });
  });

  test("is made at once for a provider that had none, since nobody waits for it", async () => {
    const body = { ...given(), name: "Another", credential: certificate };
    const made = await admin.call("createProvider", { body });
    expect(made).toMatchObject({ credential: { kind: "certificate" }, nextCertificate: null });
    await admin.call("removeProvider", { params: { providerId: made.id } });
  });

  test("of one's own is taken, or said what is wrong with it", async () => {
    const { privateKey, certificate: own } = await certificates.make(Date.now());
    const pasted = (pem: string) => save({ credential: { ...certificate, pem } });
    expect(refusal(await pasted(own))).toEqual([422, "invalid", "credential.pem"]);
    expect((await pasted(privateKey + own)).status).toBe(200);
    expect((await provider()).credential).toMatchObject({ kind: "certificate", pem: own });
    expect((await save({ credential: secret() })).status).toBe(200);
  });

  test("is Microsoft's alone, and a secret has a day that it ends on", async () => {
    const google = { ...given(), kind: "google", name: "Google", tenant: null } as const;
    const body = { ...google, credential: certificate };
    expect(refusal(await admin.ask("createProvider", { body }))).toEqual([
      ...[422, "invalid"],
      "credential.kind",
    ]);
    expect((await save({ credential: { kind: "secret", expiresOn: "2028-02-29" } })).status).toBe(200);
    expect((await provider()).credential).toEqual({ kind: "secret", expiresAt: "2028-02-29T12:00:00.000Z" });
    const never = { kind: "secret", expiresOn: "2027-02-29" } as const;
    expect(refusal(await save({ credential: never }))).toEqual([422, "invalid", "credential.expiresOn"]);
  });
});

describe("with mailboxes connected", () => {
  beforeAll(async () => {
    await connectByForms(await twinbox.signIn(ADA), ADA);
  });

  test("the cloud can't be left, the rest can be changed", async () => {
    expect(refusal(await save({ cloud: "worldwide" }))).toEqual([422, "invalid", "cloud"]);
    const { hosts } = twinbox.playground;
    const moved = { ...hosts, imap: { ...hosts.imap, port: hosts.imap.port + 1 } };
    expect(refusal(await save({ cloud: "own", hosts: moved }))).toEqual([422, "invalid", "cloud"]);
    expect((await save({ name: "Microsoft 365", cloud: "own", hosts })).status).toBe(200);
  });

  test.each<Partial<Body>>([{ clientId: "00000000-0000-0000-0000-000000000000" }, { tenant: "common" }])(
    "%j needs a word that everybody signs in again",
    async (change) => {
      expect(refusal(await save(change))).toEqual([409, "sign_in_again"]);
      expect(await provider()).toMatchObject({ clientId: given().clientId, tenant: "organizations" });
      expect((await save({ ...change, usersSignInAgain: true })).status).toBe(200);
      expect(await provider()).toMatchObject(change);
      expect((await save({ usersSignInAgain: true })).status).toBe(200);
    },
  );
});
