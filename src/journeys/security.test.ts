// The numbered checks of security that are about the running server, over HTTP: what a stranger, a colleague or somebody
// in between may try. Who may do what stands in matrix.test.ts.
import { request as httpRequest } from "node:http";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { ApiClient } from "./testing/api-client.ts";
import { mapProposals, panelUntil } from "./testing/by-hand.ts";
import {
  ADA,
  ADMIN,
  BRAM,
  EVE,
  GWEN,
  OPERATOR,
  PASSWORD,
  type RunningTwinbox,
  startTwinbox,
} from "./testing/running-twinbox.ts";
import { connectByForms, toCallback } from "./testing/sign-in-by-forms.ts";

let twinbox: RunningTwinbox;
beforeAll(async () => {
  twinbox = await startTwinbox({ profile: "modern" });
});
afterAll(() => twinbox?.close());

/** To the provider's page: what it is asked. */
async function leave(client: ApiClient): Promise<URL> {
  const { url } = await client.call("startAttempt", { body: { providerId: twinbox.providerId } });
  return new URL((await client.visit(url)).headers.get("location") ?? "");
}

interface Wire {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  /** Of this machine, from which the request comes. */
  readonly from?: string;
}

/** A request with whatever headers, which fetch would not send. */
function onTheWire(address: string, { method = "GET", headers = {}, body, from }: Wire) {
  const url = new URL(address);
  return new Promise<{ readonly status: number; readonly location: string; readonly text: string }>(
    (resolve, reject) => {
      const options = { method, headers, ...(from === undefined ? {} : { localAddress: from }) };
      // Linux has the whole of 127/8 for itself.
      url.hostname = "127.0.0.1";
      const sent = httpRequest(url, options, (response) => {
        const chunks: Buffer[] = [];
        response.on("data", (chunk: Buffer) => chunks.push(chunk));
        response.on("end", () => {
          const text = Buffer.concat(chunks).toString();
          resolve({ status: response.statusCode ?? 0, location: response.headers.location ?? "", text });
        });
      });
      sent.on("error", reject);
      sent.end(body);
    },
  );
}

describe("check 1: what isn't the answer to a sign-in", () => {
  test("is refused without asking the service for a token", async () => {
    const { control } = twinbox.playground;
    const bram = await twinbox.signIn(BRAM);
    const callback = await toCallback(bram, BRAM);
    const otherState = callback.replace(/state=[^&]+/, `state=${"A".repeat(43)}`);
    const heard = control.secrets.length;
    const refused = [await new ApiClient(twinbox.url).visit(callback), await bram.visit(otherState)];
    await twinbox.sql("update twinbox.connect_attempt set expires_at = expires_at - 11 * 60000");
    refused.push(await bram.visit(callback));
    expect(refused.map(({ status }) => status)).toEqual([400, 400, 400]);
    // Whoever redeems a code shows its verifier.
    expect(control.secrets.length).toBe(heard);
  });
});

describe("check 2: each sign-in", () => {
  test("has a challenge, a state and a nonce of its own", async () => {
    const bram = await twinbox.signIn(BRAM);
    const asked = [await leave(bram), await leave(bram)];
    for (const name of ["code_challenge", "state", "nonce"]) {
      const values = asked.map(({ searchParams }) => searchParams.get(name) ?? "");
      expect(
        values.every((value) => value.length >= 43),
        name,
      ).toBe(true);
      expect(new Set(values).size, name).toBe(values.length);
    }
    expect(asked.map(({ searchParams }) => searchParams.get("code_challenge_method"))).toEqual([
      "S256",
      "S256",
    ]);
  });
});

describe("check 6: whatever host a request names", () => {
  const FORGED = {
    host: "evil.example",
    "x-forwarded-host": "evil.example",
    "x-forwarded-proto": "https",
    forwarded: "host=evil.example;proto=https",
  };

  test("the provider and the links are told our own address", async () => {
    const bram = await twinbox.signIn(BRAM);
    const { url } = await bram.call("startAttempt", { body: { providerId: twinbox.providerId } });
    const { location } = await onTheWire(url, { headers: FORGED });
    expect(new URL(location).searchParams.get("redirect_uri")).toBe(
      `${twinbox.url}/oauth/microsoft/callback`,
    );
    const admin = new ApiClient(twinbox.url);
    await admin.call("signIn", { body: { email: ADMIN, password: PASSWORD } });
    const body = JSON.stringify({ email: "host@contoso.example", name: "Host", role: "user" });
    const headers = { ...FORGED, "content-type": "application/json", cookie: admin.cookies };
    const made = await onTheWire(`${twinbox.url}/v1/users`, { method: "POST", headers, body });
    expect(JSON.parse(made.text).inviteUrl).toMatch(new RegExp(`^${twinbox.url}/welcome#invite=`));
  });

  test("a code is redeemed for the address that it was given to", async () => {
    const bram = await twinbox.signIn(BRAM);
    const callback = await toCallback(bram, BRAM);
    const headers = { ...FORGED, cookie: bram.cookies };
    // The provider takes a code only with the address that was named when it was asked for.
    expect((await onTheWire(callback, { headers })).status).toBe(200);
    const mailboxId = (await bram.call("readEmailSettings")).mailbox?.id ?? "";
    await bram.call("stopMailbox", { params: { mailboxId }, body: { mail: "delete", outbox: "drop" } });
  });
});

describe("check 13: a code", () => {
  test("of another sign-in is worth nothing in one's own, and no page shows it", async () => {
    const [attacker, victim] = [await twinbox.signIn(ADA), await twinbox.signIn(BRAM)];
    const stolen = new URL(await toCallback(attacker, ADA));
    const callback = new URL(await toCallback(victim, BRAM));
    const code = stolen.searchParams.get("code") ?? "";
    callback.searchParams.set("code", code);
    const page = await victim.visit(callback);
    expect(page.status).toBe(400);
    expect(["no-referrer", "same-origin"]).toContain(page.headers.get("referrer-policy"));
    const text = await page.text();
    for (const secret of [code, callback.searchParams.get("state") ?? ""]) expect(text).not.toContain(secret);
    const { mailbox, attempt } = await victim.call("readEmailSettings");
    expect([mailbox?.state ?? "stopped", attempt?.state]).toEqual(["stopped", "failed"]);
  });
});

describe("check 14: on the pages of the tab", () => {
  const CODE = /<img|alert\(\d\)|<b>/;

  test("what the provider says of an error isn't shown, but for its codes", async () => {
    const bram = await twinbox.signIn(BRAM);
    const said = `AADSTS65004 "><img src=x onerror=alert(1)><script>alert(2)</script> Trace ID: <b>x</b>`;
    for (const error of ["access_denied", "<img src=x onerror=alert(3)>"]) {
      const state = (await leave(bram)).searchParams.get("state") ?? "";
      const query = new URLSearchParams({ error, error_description: said, state });
      const page = await bram.visit(`/oauth/microsoft/callback?${query}`);
      expect(page.status).toBe(400);
      expect(await page.text()).not.toMatch(CODE);
      // One script at most, the page's own.
      expect(page.headers.get("content-security-policy")).toMatch(/^default-src 'none'.*script-src 'nonce-/);
    }
  });

  test("the names of who asks are text", async () => {
    const name = "<img src=x onerror=alert(4)>";
    const gwen = await twinbox.signIn(GWEN);
    await twinbox.sql(
      `update twinbox.app_user set name = '${name}' where email = '${GWEN}'`,
      `update twinbox.workspace set name = '${name}' where workspace_id = '${twinbox.workspace.id}'`,
    );
    const { url } = await gwen.call("askConsent", { body: { providerId: twinbox.providerId } });
    const pages = [
      await gwen.visit(await toCallback(gwen, "chloe@contoso.example")),
      await gwen.visit(url ?? ""),
    ];
    for (const page of pages) {
      const text = await page.text();
      expect(text).toContain("&lt;img src=x onerror=alert(4)&gt;");
      expect(text.replaceAll("&lt;img src=x onerror=alert(4)&gt;", "")).not.toMatch(CODE);
    }
  });
});

describe("check 18: after Stop", () => {
  test("no token, no setting of the sign-in and no mapping is left, and the mailbox can't be asked for", async () => {
    const bram = await twinbox.signIn(BRAM);
    const mailboxId = await connectByForms(bram, BRAM);
    await mapProposals(bram);
    await panelUntil(bram, ({ mailbox }) => mailbox?.state === "inSync");
    await bram.call("stopMailbox", { params: { mailboxId }, body: { mail: "keep", outbox: "drop" } });
    const { id } = await bram.call("readSession");
    const left = await twinbox.rows(`select
      (select count(*)::int from twinbox.connection where user_id = '${id}') as connections,
      (select count(*)::int from twinbox.app_folder where mailbox_id = '${mailboxId}' and mapped) as mappings,
      (select count(*)::int from twinbox.connect_attempt where user_id = '${id}' and sealed_secret is not null) as secrets`);
    expect(left).toEqual([{ connections: 0, mappings: 0, secrets: 0 }]);
    const answer = await bram.ask("readFolderPicker", { params: { mailboxId } });
    expect(answer.status).toBe(404);
  });
});

describe("check 19: a session", () => {
  const fresh = async (email: string): Promise<ApiClient> => {
    const client = new ApiClient(twinbox.url);
    await client.call("signIn", { body: { email, password: PASSWORD } });
    return client;
  };

  test("is another one after signing in once more, and the earlier one is dead", async () => {
    const gwen = await fresh(GWEN);
    const earlier = gwen.copy();
    await gwen.call("signIn", { body: { email: GWEN, password: PASSWORD } });
    expect(gwen.cookies).not.toBe(earlier.cookies);
    expect((await earlier.ask("readSession")).status).toBe(401);
    expect((await gwen.ask("readSession")).status).toBe(200);
  });

  test("that somebody else has set is none", async () => {
    const cookie = `twinbox=${"A".repeat(43)}`;
    const planted = await onTheWire(`${twinbox.url}/v1/session`, { headers: { cookie } });
    expect(planted.status).toBe(401);
    const body = JSON.stringify({ email: GWEN, password: PASSWORD });
    const headers = { cookie, "content-type": "application/json" };
    expect((await onTheWire(`${twinbox.url}/v1/session`, { method: "POST", headers, body })).status).toBe(
      200,
    );
    expect((await onTheWire(`${twinbox.url}/v1/session`, { headers: { cookie } })).status).toBe(401);
  });

  test("ends with signing out: its cookie opens nothing, and what was left open falls silent", async () => {
    const gwen = await fresh(GWEN);
    const kept = gwen.copy();
    const leaving = new AbortController();
    const stream = await kept.visit("/v1/events", { signal: leaving.signal });
    await gwen.call("signOut");
    expect((await kept.ask("readSession")).status).toBe(401);
    expect((await kept.ask("readEmailSettings")).status).toBe(401);
    // Something happens to tell of.
    twinbox.house.hints.publish({ kind: "settings", workspaceId: twinbox.workspace.id });
    const reader = stream.body?.getReader();
    let last = await reader?.read();
    while (last?.done === false) last = await reader?.read();
    expect(last?.done).toBe(true);
    leaving.abort();
  });

  test("of an operator ends alike", async () => {
    const operator = await fresh(OPERATOR);
    const kept = operator.copy();
    await operator.call("signOut");
    expect((await kept.ask("listWorkspaces")).status).toBe(401);
  });
});

test("check 20: JSON that isn't said to be JSON is refused, also when its length isn't told", async () => {
  const body = JSON.stringify({ email: GWEN, password: PASSWORD });
  for (const type of ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data", undefined]) {
    for (const chunked of [false, true]) {
      const headers = {
        ...(type === undefined ? {} : { "content-type": type }),
        ...(chunked ? { "transfer-encoding": "chunked" } : {}),
      };
      const { status, text } = await onTheWire(`${twinbox.url}/v1/session`, {
        method: "POST",
        headers,
        body,
      });
      expect({ status, text, type, chunked }).toMatchObject({ status: 415 });
    }
  }
});

test("what can't be read is told so, and is no failure of ours", async () => {
  const headers = { "content-type": "application/json" };
  const tries: readonly (readonly [number, string, Wire])[] = [
    [400, "/v1/session", { method: "POST", headers, body: "{" }],
    [422, "/v1/session", { method: "POST", headers, body: "null" }],
    [422, "/v1/mailboxes/%E0%A4%A/messages", {}],
    [404, "/%E0%A4%A", {}],
    [404, "/%00.js", {}],
    [404, "/..%2f..%2fpackage.json", {}],
  ];
  for (const [status, path, wire] of tries) {
    expect((await onTheWire(twinbox.url + path, wire)).status, path).toBe(status);
  }
});

test("check 23: an account that isn't there answers as a wrong password", async () => {
  const answers = [ADA, "nobody@contoso.example", "nobody@nowhere.example"].map(async (email) =>
    new ApiClient(twinbox.url).ask("signIn", { body: { email, password: "a wrong password" } }),
  );
  const [known, ...unknown] = await Promise.all(answers);
  expect(known?.status).toBe(401);
  for (const answer of unknown) expect(answer).toEqual(known);
});

describe("check 25: an invitation", () => {
  async function invited(): Promise<string> {
    const admin = await twinbox.signIn(ADMIN);
    const email = `new-${crypto.randomUUID()}@contoso.example`;
    const { inviteUrl } = await admin.call("createUser", { body: { email, name: "New", role: "user" } });
    return new URL(inviteUrl).hash.split("=")[1] ?? "";
  }
  const use = (token: string) =>
    new ApiClient(twinbox.url).ask("welcome", { body: { token, password: "a password of my own" } });

  test("is used once, of two at one moment by one", async () => {
    const token = await invited();
    const both = await Promise.all([use(token), use(token)]);
    expect(both.map(({ status }) => status).sort()).toEqual([200, 410]);
    expect((await use(token)).status).toBe(410);
  });

  test("ends after a day", async () => {
    const token = await invited();
    await twinbox.sql(`update twinbox.link set expires_at = expires_at - ${24 * 3_600_000}`);
    expect(await use(token)).toMatchObject({ status: 410, body: { code: "link_used" } });
  });

  test("is opened by a whole office at one address, one after the other", async () => {
    for (let person = 0; person < 12; person++) expect((await use(await invited())).status).toBe(200);
  });
});

// Linux has the whole of 127/8 for itself.
test.runIf(process.platform === "linux")(
  "check 48: a thousand tries of a password are told to wait, and nobody at another address is",
  async () => {
    const tryIt = (email: string, password: string, from: string) =>
      onTheWire(`${twinbox.url}/v1/session`, {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify({ email, password }),
        from,
      });
    const statuses: number[] = [];
    for (let round = 0; round < 50; round++) {
      const some = Array.from({ length: 20 }, (_, n) => tryIt(ADA, `guess ${round} ${n}`, "127.0.0.66"));
      statuses.push(...(await Promise.all(some)).map(({ status }) => status));
    }
    expect(statuses.filter((status) => status === 401)).toHaveLength(10);
    expect(statuses.filter((status) => status === 429)).toHaveLength(990);
    // The right one comes too late there, for this account and, by then, for all.
    expect((await tryIt(ADA, PASSWORD, "127.0.0.66")).status).toBe(429);
    expect((await tryIt(BRAM, PASSWORD, "127.0.0.66")).status).toBe(429);
    for (const email of [ADA, BRAM, EVE])
      expect((await tryIt(email, PASSWORD, "127.0.0.67")).status).toBe(200);
  },
);

test("check 50: a client secret goes in and never comes out", async () => {
  const admin = await twinbox.signIn(ADMIN);
  const secret = "a-secret-that-nobody-sees";
  const body = {
    ...({ kind: "google", name: "Google", enabled: false, clientId: "a-client", tenant: null } as const),
    credential: { kind: "secret", secret, expiresOn: null } as const,
  };
  const made = await admin.call("createProvider", { body });
  const params = { providerId: made.id };
  const { credential: _, ...without } = body;
  const saved = await admin.call("saveProvider", { params, body: { ...without, name: "Renamed" } });
  const stored = { kind: "secret", expiresAt: null };
  expect([made.credential, saved.credential]).toEqual([stored, stored]);
  const refused = await admin.ask("saveProvider", { params, body: { ...body, clientId: "" } });
  const seen = JSON.stringify([made, saved, refused, await admin.call("listProviders")]);
  expect(seen).not.toContain(secret);
});

test("check 51: who connected, mapped, stopped, or administered something is written down, once for each time", async () => {
  const trail = async () =>
    (
      await twinbox.rows<{ entry: string }>(
        `select actor || ' ' || action as entry from twinbox.audit_entry order by at, id`,
      )
    ).map(({ entry }) => entry);
  const [ada, admin, operator] = [
    await twinbox.signIn(ADA),
    await twinbox.signIn(ADMIN),
    await twinbox.signIn(OPERATOR),
  ];
  const nameOf = async (client: ApiClient) => {
    const { kind, id } = await client.call("readSession");
    return `${kind}:${id}`;
  };
  const before = (await trail()).length;
  const mailboxId = await connectByForms(ada, ADA);
  await mapProposals(ada);
  const off = { on: true, outbox: "drop" } as const;
  await ada.call("setReceiveOnly", { params: { mailboxId }, body: off });
  await ada.call("stopMailbox", { params: { mailboxId }, body: { mail: "keep", outbox: "drop" } });
  const body = { kind: "imap", name: "Typed", enabled: false, clientId: null, tenant: null } as const;
  const { id: providerId } = await admin.call("createProvider", { body });
  await admin.call("removeProvider", { params: { providerId } });
  await admin.call("createUser", { body: { email: "last@contoso.example", name: "Last", role: "user" } });
  const { id: workspaceId } = twinbox.workspace;
  await operator.call("setActivation", { params: { workspaceId }, body: { activation: "active" } });
  const [user, office, house] = await Promise.all([ada, admin, operator].map(nameOf));
  expect((await trail()).slice(before)).toEqual([
    `${user} mailbox.connected`,
    `${user} mappings.saved`,
    `${user} receiveOnly.on`,
    `${user} mailbox.stopped`,
    `${office} provider.saved`,
    `${office} provider.removed`,
    `${office} user.created`,
    `${house} workspace.active`,
  ]);
});
