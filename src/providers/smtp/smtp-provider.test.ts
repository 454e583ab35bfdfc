import { createServer, type Server, type Socket } from "node:net";
import { afterEach, describe, expect, test } from "vitest";
import { rejectionOf } from "../testing/observing.ts";
import { createSmtpProvider } from "./smtp-provider.ts";

const credential = { kind: "password", user: "ada@contoso.example", password: "pässword" } as const;
const bearer = { kind: "bearer", user: credential.user, token: "s3cr3t", expiresAt: null } as const;
const provider = createSmtpProvider();

let server: Server | null = null;
let sockets: Socket[] = [];
afterEach(async () => {
  for (const socket of sockets) socket.destroy();
  sockets = [];
  const running = server;
  server = null;
  await new Promise((resolve) => running?.close(resolve) ?? resolve(null));
});

/** A server that answers line by line; null: nothing. */
async function serve(
  answer: (line: string) => string | null,
  greeting = "220 ready\r\n",
): Promise<{
  readonly heard: string[];
  readonly signIn: (signal?: AbortSignal) => Promise<void>;
  readonly byToken: () => Promise<void>;
}> {
  const heard: string[] = [];
  const made = createServer((socket) => {
    sockets.push(socket);
    socket.on("error", () => undefined);
    socket.write(greeting);
    let left = "";
    socket.on("data", (chunk: Buffer) => {
      left += chunk.toString("utf8");
      const lines = left.split("\r\n");
      left = lines.pop() ?? "";
      for (const line of lines) {
        heard.push(line);
        const said = answer(line);
        if (said !== null) socket.write(said);
      }
    });
  });
  server = made;
  await new Promise<void>((resolve) => made.listen(0, "127.0.0.1", resolve));
  const address = {
    host: "127.0.0.1",
    port: (made.address() as { port: number }).port,
    security: "none",
  } as const;
  return {
    heard,
    signIn: (signal) => provider.signIn(address, credential, signal === undefined ? {} : { signal }),
    byToken: () => provider.signIn(address, bearer, {}),
  };
}

const offering = (auth: string, then: (line: string) => string | null) => (line: string) =>
  line.startsWith("EHLO") ? `250-mail.example\r\n250-${auth}\r\n250 SIZE 1000\r\n` : then(line);

describe("signing in at a submission server", () => {
  test("uses PLAIN where it is offered", async () => {
    const { heard, signIn } = await serve(offering("AUTH LOGIN PLAIN", () => "235 welcome\r\n"));
    await signIn();
    const initial = Buffer.from("\0ada@contoso.example\0pässword").toString("base64");
    expect(heard.slice(0, 2)).toEqual(["EHLO [127.0.0.1]", `AUTH PLAIN ${initial}`]);
  });

  test("uses LOGIN where there is nothing else, and gives up where it is refused halfway", async () => {
    const answers: Record<string, string> = { "AUTH LOGIN": "334 VXNlcm5hbWU6\r\n" };
    const base64 = (text: string): string => Buffer.from(text).toString("base64");
    answers[base64(credential.user)] = "334 UGFzc3dvcmQ6\r\n";
    answers[base64(credential.password)] = "235 welcome\r\n";
    const good = await serve(offering("AUTH=LOGIN", (line) => answers[line] ?? null));
    await good.signIn();
    expect(good.heard.slice(1, 4)).toEqual([
      "AUTH LOGIN",
      base64(credential.user),
      base64(credential.password),
    ]);
    await new Promise((resolve) => server?.close(resolve));
    const bad = await serve(offering("AUTH LOGIN", () => "535 5.7.8 no\r\n"));
    expect((await rejectionOf(bad.signIn())).code).toBe("authenticationFailed");
    expect(bad.heard.join()).not.toContain(base64(credential.password));
  });

  test.each([
    ["535 5.7.8 Authentication credentials invalid\r\n", "authenticationFailed"],
    ["534 5.7.9 Application-specific password required\r\n", "authenticationFailed"],
    ["454 4.7.0 Temporary authentication failure\r\n", "serverBusy"],
    ["538 5.7.11 Encryption required\r\n", "tlsMissing"],
    ["530 5.7.0 Must issue a STARTTLS command first\r\n", "tlsMissing"],
    ["250 what?\r\n", "protocol"],
    ["+OK\r\n", "protocol"],
  ])("that answers %j", async (answer, code) => {
    const { signIn } = await serve(offering("AUTH PLAIN", () => answer));
    expect((await rejectionOf(signIn())).code).toBe(code);
  });

  test.each([
    ["421 too busy\r\n", "serverBusy"],
    ["554 go away\r\n", "refused"],
    ["* OK IMAP4rev1 ready\r\n", "protocol"],
    ["HTTP/1.1 400 Bad Request\r\n\r\n", "protocol"],
    [`220-${"x".repeat(70_000)}`, "protocol"],
  ])("that greets with %.30j", async (greeting, code) => {
    const { heard, signIn } = await serve(() => null, greeting);
    expect((await rejectionOf(signIn())).code).toBe(code);
    expect(heard).toEqual([]);
  });

  test("says no password again that the server said again", async () => {
    const { signIn } = await serve(offering("AUTH PLAIN", (line) => `500 unknown command: ${line}\r\n`));
    const error = await rejectionOf(signIn());
    expect(error.said).toBe("500 unknown command: AUTH PLAIN ***");
  });

  test("uses XOAUTH2 for a token, takes note of why it is refused, and says it to nobody", async () => {
    const initial = Buffer.from("user=ada@contoso.example\x01auth=Bearer s3cr3t\x01\x01").toString("base64");
    const good = await serve(offering("AUTH LOGIN XOAUTH2", () => "235 welcome\r\n"));
    await good.byToken();
    expect(good.heard.slice(1, 2)).toEqual([`AUTH XOAUTH2 ${initial}`]);
    await new Promise((resolve) => server?.close(resolve));
    const challenged = offering("AUTH XOAUTH2", (line) =>
      line === "" ? `535 5.7.3 not ${initial} s3cr3t\r\n` : "334 eyJzdGF0dXMiOiI0MDAifQ==\r\n",
    );
    const error = await rejectionOf((await serve(challenged)).byToken());
    expect(error).toMatchObject({ code: "authenticationFailed", said: "535 5.7.3 not *** ***" });
    await new Promise((resolve) => server?.close(resolve));
    const old = await serve(offering("AUTH LOGIN", () => "235 welcome\r\n"));
    expect((await rejectionOf(old.byToken())).code).toBe("authenticationFailed");
    expect(old.heard.join()).not.toContain("AUTH LOGIN");
  });

  test("ends when told to, wherever it waits", async () => {
    for (const silentAt of ["EHLO", "AUTH"]) {
      const stop = new AbortController();
      const answer = offering("AUTH PLAIN", () => null);
      const { signIn } = await serve((line) => {
        if (!line.startsWith(silentAt)) return answer(line);
        stop.abort();
        return null;
      });
      expect((await rejectionOf(signIn(stop.signal))).code).toBe("stopped");
      await new Promise((resolve) => server?.close(resolve));
    }
  });
});
