// Sending, against the submission server of the playground's library, and against one that breaks off where it is told.

import type { AddressInfo } from "node:net";
import { createServer, type Socket } from "node:net";
import { SMTPServer, type SMTPServerOptions } from "smtp-server";
import { afterEach, describe, expect, test } from "vitest";
import type { Handover } from "../../engine/ports/sending.ts";
import { rejectionOf } from "../testing/observing.ts";
import { createSmtpProvider } from "./smtp-provider.ts";

const credential = { kind: "password", user: "ada@contoso.example", password: "x" } as const;
const provider = createSmtpProvider();
const closers: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0)) await close();
});

interface Taken {
  readonly from: string;
  readonly to: readonly string[];
  readonly bytes: Buffer;
}

/** Answers its port, and what it has taken. */
async function serve(options: SMTPServerOptions = {}): Promise<{ port: number; taken: Taken[] }> {
  const taken: Taken[] = [];
  const server = new SMTPServer({
    disabledCommands: ["STARTTLS"],
    allowInsecureAuth: true,
    logger: false,
    onAuth: (_auth, _session, done) => done(null, { user: "ada" }),
    onData(stream, { envelope }, done) {
      const chunks: Buffer[] = [];
      stream.on("data", (chunk: Buffer) => chunks.push(chunk));
      stream.on("end", () => {
        const { mailFrom, rcptTo } = envelope;
        const from = mailFrom === false ? "" : mailFrom.address;
        taken.push({ from, to: rcptTo.map(({ address }) => address), bytes: Buffer.concat(chunks) });
        done();
      });
    },
    ...options,
  });
  server.on("error", () => undefined);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  closers.push(() => new Promise((resolve) => server.close(() => resolve(null))));
  return { port: (server.server.address() as AddressInfo).port, taken };
}

/** A server that says what it is told, and hangs up where that is null. */
async function script(answer: (line: string) => string | null): Promise<{ port: number; heard: string[] }> {
  const heard: string[] = [];
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on("error", () => undefined);
    socket.write("220 ready\r\n");
    let left = "";
    let isData = false;
    socket.on("data", (chunk: Buffer) => {
      left += chunk.toString("latin1");
      const lines = left.split("\r\n");
      left = lines.pop() ?? "";
      for (const line of lines) {
        heard.push(line);
        if (isData && line !== ".") continue;
        const said = line.startsWith("EHLO") ? "250-x\r\n250-SIZE 2000\r\n250 AUTH PLAIN\r\n" : answer(line);
        isData = said?.startsWith("354") === true;
        if (said === null) socket.destroy();
        else socket.write(said);
      }
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  closers.push(async () => {
    for (const socket of sockets) socket.destroy();
    await new Promise((resolve) => server.close(resolve));
  });
  return { port: (server.address() as AddressInfo).port, heard };
}

const usual = (line: string): string => {
  if (line.startsWith("AUTH")) return "235 welcome\r\n";
  return line === "DATA" ? "354 go on\r\n" : "250 fine\r\n";
};

function message(
  text: string | Buffer,
  to: readonly string[] = ["eva@fabrikam.example"],
): Handover & { handed: number } {
  const made = {
    envelope: { from: "ada@contoso.example", to },
    bytes: Buffer.from(text as string),
    handed: 0,
    handing: () => {
      made.handed++;
      return Promise.resolve();
    },
  };
  return made;
}

const send = (port: number, given: Handover) =>
  provider.send({ host: "127.0.0.1", port, security: "none" }, credential, given, {});

describe("a message is handed over", () => {
  test("byte for byte, however many lines begin with a dot", async () => {
    const { port, taken } = await serve({ size: 5_000_000 });
    const text = `.\r\nSubject: dots\r\n\r\n.\r\n..\r\n.x\r\n${".line\r\n".repeat(40_000)}${"y".repeat(200_000)}\r\n.\r\n`;
    const given = message(text, ["eva@fabrikam.example", "bob@fabrikam.example"]);
    expect(await send(port, given)).toEqual({ kind: "taken" });
    expect(given.handed).toBe(1);
    expect(taken.map(({ from, to }) => ({ from, to }))).toEqual([
      { from: "ada@contoso.example", to: ["eva@fabrikam.example", "bob@fabrikam.example"] },
    ]);
    expect(taken[0]?.bytes.equals(Buffer.from(text))).toBe(true);
  });

  test("with its last line ended, and domains as DNS has them", async () => {
    const { port, heard } = await script(usual);
    await send(port, message("Subject: x\r\n\r\nno end", ["eva@müller.example"]));
    expect(heard).toContain("RCPT TO:<eva@xn--mller-kva.example>");
    expect(heard.slice(heard.indexOf("DATA") + 1).slice(0, 4)).toEqual(["Subject: x", "", "no end", "."]);
  });

  test("to all recipients or to none: those that are refused are named", async () => {
    const { port, taken } = await serve({
      onRcptTo({ address }, _session, done) {
        const unknown = Object.assign(new Error("5.1.1 no such user"), { responseCode: 550 });
        done(address.startsWith("eva") ? null : unknown);
      },
    });
    const given = message("Subject: x\r\n\r\n", ["eva@f.example", "evx@f.example", "bob@f.example"]);
    expect(await send(port, given)).toEqual({
      kind: "refusedRecipients",
      recipients: ["evx@f.example", "bob@f.example"],
      said: "550 5.1.1 no such user",
    });
    expect([given.handed, taken.length]).toEqual([0, 0]);
  });
});

describe("a message that isn't taken", () => {
  test.each([
    ["MAIL FROM", "550 5.7.60 SendAsDenied\r\n", "refused", "never"],
    ["MAIL FROM", "451 4.3.0 later\r\n", "serverBusy", "later"],
    ["RCPT TO", "450 4.2.1 slow down\r\n", "serverBusy", "later"],
    ["RCPT TO", "554 5.7.1 not from here\r\n", "refused", "never"],
    ["DATA", "503 no\r\n", "refused", "never"],
    [".", "552 5.3.4 too large\r\n", "refused", "never"],
    [".", "432 4.3.2 Concurrent connections limit exceeded.\r\n", "serverBusy", "later"],
  ])("%s is answered %j", async (command, said, code, retry) => {
    const { port } = await script((line) => (line.startsWith(command) ? said : usual(line)));
    expect(await rejectionOf(send(port, message("Subject: x\r\n\r\n")))).toMatchObject({ code, retry });
  });

  test("is known not to be sent when the line is cut before the server was ready for it", async () => {
    for (const command of ["MAIL FROM", "RCPT TO", "DATA"]) {
      const { port } = await script((line) => (line.startsWith(command) ? null : usual(line)));
      const given = message("Subject: x\r\n\r\n");
      expect(await rejectionOf(send(port, given))).toMatchObject({ code: "disconnected" });
      expect(given.handed).toBe(0);
    }
  });

  test("isn't sent where nobody could write down that it is about to be", async () => {
    const { port, heard } = await script(usual);
    const given = { ...message("Subject: x\r\n\r\n"), handing: () => Promise.reject(new Error("no store")) };
    await expect(send(port, given)).rejects.toThrow("no store");
    expect(heard).not.toContain(".");
  });

  test("is too large, or has addresses that the server can't read: nothing is tried", async () => {
    const { port, heard } = await script(usual);
    expect(await rejectionOf(send(port, message("x".repeat(2_001))))).toMatchObject({ code: "refused" });
    expect(await rejectionOf(send(port, message("x", ["jürgen@f.example"])))).toMatchObject({
      code: "refused",
    });
    expect(heard.some((line) => line.startsWith("MAIL"))).toBe(false);
  });
});

test("whether it was sent is unknown when the line is cut, or nonsense is answered, after the message", async () => {
  for (const said of [null, "354 more?\r\n"]) {
    const { port } = await script((line) => (line === "." ? said : usual(line)));
    const given = message("Subject: x\r\n\r\n");
    expect(await send(port, given)).toEqual({ kind: "unknown" });
    expect(given.handed).toBe(1);
  }
});
