// J10 by HTTP: the registration of Twinbox at a sign-in service, as an admin enters and changes it.
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { BodyOf } from "../api/operations.ts";
import type { ApiClient } from "./testing/api-client.ts";
import { ADA, ADMIN, BRAM, type RunningTwinbox, startTwinbox } from "./testing/running-twinbox.ts";
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
    expect(await refusal(await save({ cloud: "own" }))).toEqual([422, "invalid", "cloud"]);
    expect((await save({ cloud: "own", hosts: hosts ?? twinbox.playground.hosts })).status).toBe(200);
    expect((await provider()).hosts).toEqual(hosts);
  });

  test("is refused where its own addresses aren't any", async () => {
    const { hosts } = twinbox.playground;
    const authority = (address: string) => save({ cloud: "own", hosts: { ...hosts, authority: address } });
    for (const address of ["http://login.example.org", "https://login.example.org/path", "login"]) {
      expect(await refusal(await authority(address))).toEqual([422, "invalid", "hosts.authority"]);
    }
  });

  test("at addresses that nobody may be led to isn't asked, and the tab says so", async () => {
    const { hosts } = twinbox.playground;
    const closed = "http://127.0.0.1:1";
    expect((await save({ cloud: "own", hosts: { ...hosts, authority: closed } })).status).toBe(200);
    const bram = await twinbox.signIn(BRAM);
    await expect(toCallback(bram, BRAM)).rejects.toThrow();
    expect((await bram.call("readEmailSettings")).attempt?.diagnosis?.id).toBe("server-forbidden");
    expect((await save({ cloud: "own", hosts })).status).toBe(200);
  });

  test("is only Microsoft's to choose", async () => {
    const body = { ...given(), kind: "google", name: "Google", clientSecret: "s", cloud: "dod" } as const;
    expect(await refusal(await admin.ask("createProvider", { body }))).toEqual([422, "invalid", "cloud"]);
  });
});

describe("with mailboxes connected", () => {
  beforeAll(async () => {
    await connectByForms(await twinbox.signIn(ADA), ADA);
  });

  test("the cloud can't be left, the rest can be changed", async () => {
    expect(await refusal(await save({ cloud: "worldwide" }))).toEqual([422, "invalid", "cloud"]);
    const { hosts } = twinbox.playground;
    const moved = { ...hosts, imap: { ...hosts.imap, port: hosts.imap.port + 1 } };
    expect(await refusal(await save({ cloud: "own", hosts: moved }))).toEqual([422, "invalid", "cloud"]);
    expect((await save({ name: "Microsoft 365", cloud: "own", hosts })).status).toBe(200);
  });

  test.each<Partial<Body>>([{ clientId: "00000000-0000-0000-0000-000000000000" }, { tenant: "common" }])(
    "%j needs a word that everybody signs in again",
    async (change) => {
      expect(await refusal(await save(change))).toEqual([409, "sign_in_again"]);
      expect(await provider()).toMatchObject({ clientId: given().clientId, tenant: "organizations" });
      expect((await save({ ...change, usersSignInAgain: true })).status).toBe(200);
      expect(await provider()).toMatchObject(change);
      expect((await save({ usersSignInAgain: true })).status).toBe(200);
    },
  );
});
