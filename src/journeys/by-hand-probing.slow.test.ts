// J8, "Test connection" and looking settings up, over the interface: what each step tells, what nobody is told, and
// that it can't be done without end.
import { createServer, type Server } from "node:net";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import type { AnswerOf } from "../api/operations.ts";
import { freePort } from "../providers/testing/free-port.ts";
import { type HandSettings, offerImap, settingsFor } from "./testing/by-hand.ts";
import {
  ADA,
  ADMIN,
  BRAM,
  EVE,
  MAIL_PASSWORD,
  type RunningTwinbox,
  startTwinbox,
} from "./testing/running-twinbox.ts";

type Test = AnswerOf<"testConnection">;

let twinbox: RunningTwinbox;
let providerId: string;
/** Answers with a secret of its own, whatever is asked. */
let stranger: Server;
let strangerPort: number;
let closedPort: number;
const CANARY = "canary-4711";

beforeAll(async () => {
  stranger = createServer((socket) => {
    socket.on("error", () => undefined);
    socket.write(`220 ${CANARY} ready\r\n`);
    socket.on("data", () => socket.write(`-ERR ${CANARY}\r\n* OK ${CANARY}\r\n`));
  });
  await new Promise<void>((resolve) => stranger.listen(0, "127.0.0.1", resolve));
  strangerPort = (stranger.address() as { port: number }).port;
  const closed = await freePort();
  const mailNetworks = [strangerPort, closed].map((port) => ({ address: "127.0.0.1", prefix: 32, port }));
  twinbox = await startTwinbox({ profile: "modern", mailNetworks });
  providerId = await offerImap(twinbox);
  closedPort = closed;
});
afterAll(async () => {
  await twinbox?.close();
  await new Promise((resolve) => stranger.close(resolve));
});
beforeEach(() => twinbox.sql("delete from twinbox.try_count"));

async function tested(change: Partial<HandSettings> = {}): Promise<Test> {
  const bram = await twinbox.signIn(BRAM);
  return bram.call("testConnection", { body: { ...settingsFor(twinbox, providerId, BRAM), ...change } });
}

/** "name connection greeting! signIn? -> sign-in-refused": what was done, what failed, what wasn't tried, and why. */
function inWords(server: Test["outgoing"]): string {
  if (server === null) return "none";
  const marks = { done: "", failed: "!", waiting: "?", running: "..." };
  const steps = server.steps.map(({ step, state }) => step + marks[state]).join(" ");
  return server.diagnosis === null ? steps : `${steps} -> ${server.diagnosis.id}`;
}

const at = (port: number, security: HandSettings["incoming"]["security"] = "none") => ({
  host: "127.0.0.1",
  port,
  security,
});

describe("testing the connection", () => {
  test("goes through each step of both servers, and connects nothing", async () => {
    const result = await tested();
    expect(inWords(result.incoming)).toBe("name connection greeting signIn folders");
    expect(inWords(result.outgoing)).toBe("name connection greeting signIn");
    const bram = await twinbox.signIn(BRAM);
    expect(await bram.call("readEmailSettings")).toMatchObject({ mailbox: null, attempt: null });
    expect(inWords((await tested({ outgoing: null })).outgoing)).toBe("none");
  });

  test.each<readonly [string, () => Partial<HandSettings>, string, string]>([
    [
      "a wrong password",
      () => ({ password: "wrong" }),
      "name connection greeting signIn! folders? -> sign-in-refused",
      "name connection greeting signIn! -> sign-in-refused",
    ],
    [
      "a port where nobody is",
      () => ({ incoming: at(closedPort), outgoing: at(closedPort) }),
      "name connection! greeting? signIn? folders? -> server-port-closed",
      "name connection! greeting? signIn? -> server-port-closed",
    ],
    [
      "the two servers mixed up",
      () => ({ incoming: at(twinbox.playground.smtp.port), outgoing: at(twinbox.playground.imap.port) }),
      "name connection greeting! signIn? folders? -> no-mail-server",
      "name connection greeting! signIn? -> no-mail-server",
    ],
    [
      "TLS where none is spoken",
      () => ({
        incoming: at(twinbox.playground.imap.port, "implicit"),
        outgoing: at(twinbox.playground.smtp.port, "implicit"),
      }),
      "name connection tls! greeting? signIn? folders? -> tls-not-spoken",
      "name connection tls! greeting? signIn? -> tls-not-spoken",
    ],
    [
      "STARTTLS where none is offered",
      () => ({
        incoming: at(twinbox.playground.imap.port, "starttls"),
        outgoing: at(twinbox.playground.smtp.port, "starttls"),
      }),
      "name connection greeting starttls! tls? signIn? folders? -> starttls-missing",
      "name connection greeting starttls! tls? signIn? -> starttls-missing",
    ],
    [
      "a name that nobody has",
      () => ({ incoming: { ...at(993), host: "imap.contoso.invalid" }, outgoing: null }),
      "name! connection? greeting? signIn? folders? -> server-unknown",
      "none",
    ],
    [
      "the server of Twinbox itself",
      () => ({ incoming: at(Number(new URL(twinbox.url).port)), outgoing: null }),
      "name! connection? greeting? signIn? folders? -> server-forbidden",
      "none",
    ],
    [
      "an address that may not be connected",
      () => ({ address: "bram@elsewhere.example" }),
      "name? connection? greeting? signIn? folders? -> address-not-allowed",
      "name? connection? greeting? signIn?",
    ],
  ])("says of %s where it fails, and why", async (_, change, incoming, outgoing) => {
    const result = await tested(change());
    expect([inWords(result.incoming), inWords(result.outgoing)]).toEqual([incoming, outgoing]);
  });

  test("tells the open pages how far it is, and only the user's own", async () => {
    const bram = await twinbox.signIn(BRAM);
    const ada = await twinbox.signIn(ADA);
    const stop = new AbortController();
    const heard = { bram: "", ada: "" };
    const follow = async (who: "bram" | "ada", client: typeof bram): Promise<void> => {
      const { body } = await client.visit("/v1/events", { signal: stop.signal });
      const reading = body?.pipeThrough(new TextDecoderStream()) ?? [];
      for await (const text of reading) heard[who] += text;
    };
    const following = [follow("bram", bram), follow("ada", ada)].map((each) => each.catch(() => undefined));
    await expect
      .poll(() => heard.bram.includes("emailSettings") && heard.ada.includes("emailSettings"))
      .toBe(true);
    await tested();
    await expect.poll(() => heard.bram.match(/event: connectionTest/g)?.length ?? 0).toBeGreaterThan(5);
    stop.abort();
    await Promise.all(following);
    expect(heard.ada).not.toContain("connectionTest");
    expect(heard.bram).not.toContain(MAIL_PASSWORD);
  });

  test("is for users whose workspace has email, through a provider that is switched on", async () => {
    const body = settingsFor(twinbox, providerId, BRAM);
    const eve = await twinbox.signIn(EVE);
    expect((await eve.ask("testConnection", { body })).status).toBe(409);
    expect((await eve.ask("lookUpSettings", { body: { address: "eve@gmail.com" } })).status).toBe(409);
    const bram = await twinbox.signIn(BRAM);
    const other = { ...body, providerId: twinbox.workspace.id };
    expect((await bram.ask("testConnection", { body: other })).status).toBe(404);
  });
});

describe("check 29: a port where something else listens", () => {
  test("answers as any other does: what it says is nowhere", async () => {
    const bram = await twinbox.signIn(BRAM);
    const body = {
      ...settingsFor(twinbox, providerId, BRAM),
      incoming: at(strangerPort),
      outgoing: at(strangerPort),
    };
    const both = await bram.ask("testConnection", { body });
    const connecting = await bram.ask("connectByHand", { body });
    const panel = await bram.ask("readEmailSettings");
    expect(both.body).toMatchObject({ incoming: { diagnosis: { id: "no-mail-server", reference: null } } });
    expect(JSON.stringify([both, connecting, panel])).not.toContain(CANARY);
  });

  test("in a network that isn't the mail servers' can't be told from one where nothing listens", async () => {
    const ports = [Number(new URL(twinbox.url).port), await freePort(), 6379, 5432, 22];
    const answers = await Promise.all(
      ports.map(async (port) => JSON.stringify(await tested({ incoming: at(port), outgoing: at(port) }))),
    );
    expect(new Set(answers).size).toBe(1);
    expect(answers[0]).toContain("server-forbidden");
  });
});

describe("check 48: a user who tries without end", () => {
  test("is told to wait, and nobody else is", async () => {
    const bram = await twinbox.signIn(BRAM);
    const body = { ...settingsFor(twinbox, providerId, BRAM), incoming: at(closedPort), outgoing: null };
    const statuses: number[] = [];
    for (let n = 0; n < 22; n++) statuses.push((await bram.ask("testConnection", { body })).status);
    expect([statuses.indexOf(429), new Set(statuses.slice(20))]).toEqual([20, new Set([429])]);
    // Starting is trying too.
    expect(await bram.ask("connectByHand", { body })).toMatchObject({
      status: 429,
      body: { code: "too_many_tries", title: expect.stringMatching(/wait/i) },
    });
    for (let n = 0; n < 300; n++) await bram.ask("testConnection", { body });
    const ada = await twinbox.signIn(ADA);
    expect((await ada.ask("testConnection", { body: settingsFor(twinbox, providerId, ADA) })).status).toBe(
      200,
    );
  });

  test("is so for looking settings up", async () => {
    const bram = await twinbox.signIn(BRAM);
    const look = async () =>
      (await bram.ask("lookUpSettings", { body: { address: "ada@gmail.com" } })).status;
    const statuses: number[] = [];
    for (let n = 0; n < 61; n++) statuses.push(await look());
    expect([statuses[59], statuses[60]]).toEqual([200, 429]);
  });
});

describe("check 50: the password that was typed", () => {
  test("is in no answer, and in no row that can be read", async () => {
    const password = MAIL_PASSWORD;
    const bram = await twinbox.signIn(BRAM);
    const body = settingsFor(twinbox, providerId, BRAM);
    const answers: unknown[] = [await bram.ask("testConnection", { body })];
    answers.push(await bram.ask("connectByHand", { body: { ...body, password: "wrong-canary" } }));
    answers.push(await bram.ask("connectByHand", { body }));
    const { mailbox } = await bram.call("readEmailSettings");
    const mailboxId = mailbox?.id ?? "";
    answers.push(mailbox, await bram.ask("readFolderPicker", { params: { mailboxId } }));
    answers.push(await bram.ask("signInAgain", { params: { mailboxId }, body: { password } }));
    answers.push(
      await (await twinbox.signIn(ADMIN)).ask("listUsers"),
      await bram.ask("listChanges", { params: { mailboxId } }),
    );
    const text = JSON.stringify(answers);
    expect(text).not.toMatch(/wrong-canary|"password":"/);
    expect(text).not.toContain(password);
    expect(text).not.toContain(Buffer.from(`\0${BRAM}\0${password}`).toString("base64"));
    const connection = await twinbox.house.connections.connectionOfUser(
      twinbox.workspace.id,
      (await bram.call("readSession")).id as never,
    );
    expect(Buffer.from(connection?.sealedGrant ?? []).toString("latin1")).not.toContain(password);
    // Settings are read-only while it is connected, for programs too.
    expect((await bram.ask("connectByHand", { body })).status).toBe(409);
    expect((await bram.ask("testConnection", { body })).status).toBe(409);
  });
});
