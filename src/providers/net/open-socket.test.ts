import { createServer, type Server } from "node:net";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { hastyClock, silentLog } from "../contract.ts";
import { createImapProvider } from "../imap/imap-provider.ts";
import { createSmtpProvider } from "../smtp/smtp-provider.ts";
import { rejectionOf } from "../testing/observing.ts";
import { createAddressGuard } from "./address-guard.ts";
import type { ResolveName } from "./open-socket.ts";

const credential = { kind: "password", user: "ada", password: "pass" } as const;

describe("check 26: a name that a user typed", () => {
  let victim: Server;
  let connected = 0;
  let port: number;
  beforeAll(async () => {
    victim = createServer((socket) => {
      connected++;
      socket.on("error", () => undefined);
      socket.end("* OK ready\r\n");
    });
    await new Promise<void>((resolve) => victim.listen(0, "127.0.0.1", resolve));
    port = (victim.address() as { port: number }).port;
  });
  afterAll(() => new Promise((resolve) => victim.close(resolve)));

  /** What the guard says is judged with the victim's port taken for one of mail. */
  const guard = {
    allows: (address: string, asked: number) =>
      createAddressGuard([]).allows(address, asked === port ? 993 : asked),
  };

  async function refused(host: string, resolve?: ResolveName): Promise<void> {
    const options = { guard, ...(resolve === undefined ? {} : { resolve }) };
    const server = { host, port, security: "starttls", guarded: true } as const;
    const imap = createImapProvider({ clock: hastyClock, log: silentLog, ...options });
    const openings = [
      () => imap.open(server, credential, {}),
      () => createSmtpProvider(options).signIn(server, credential, {}),
    ];
    for (const open of openings) {
      expect(["addressForbidden", "unreachable"]).toContain((await rejectionOf(open())).code);
    }
    expect(connected).toBe(0);
  }

  test.each([
    "127.0.0.1",
    "127.1",
    "0x7f000001",
    "0177.0.0.1",
    "2130706433",
    "localhost",
    "::1",
    "::ffff:127.0.0.1",
    "0:0:0:0:0:ffff:7f00:1",
  ])("leads to no connection when it is %s", (host) => refused(host));

  test("leads to none when it stands for a private address", () =>
    refused("imap.contoso.example", async () => [{ address: "127.0.0.1", family: 4 }]));

  test("is connected to only where it was judged, whatever it stands for the next time", async () => {
    let asked = 0;
    const rebinding: ResolveName = async () => {
      asked++;
      return [{ address: asked === 1 ? "203.0.113.1" : "127.0.0.1", family: 4 }];
    };
    await refused("imap.contoso.example", rebinding);
    // Once for each of the two protocols: what is looked up is judged, and what was judged is connected to.
    expect(asked).toBe(2);
  });

  test("is dropped when the connection leads elsewhere than was judged", async () => {
    let judgements = 0;
    const fickle = { allows: () => ++judgements === 1 };
    const options = { clock: hastyClock, log: silentLog, guard: fickle };
    const server = { host: "127.0.0.1", port, security: "starttls", guarded: true } as const;
    const error = await rejectionOf(createImapProvider(options).open(server, credential, {}));
    expect(error.code).toBe("addressForbidden");
    expect(judgements).toBe(2);
  });
});
