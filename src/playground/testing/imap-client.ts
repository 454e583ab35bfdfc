// Two clients for the playground's IMAP server: imapflow, which nobody here wrote, and a bare one that shows lines.
import { connect, type Socket } from "node:net";
import { ImapFlow } from "imapflow";
import { onTestFinished } from "vitest";
import type { Playground } from "../playground.ts";
import { ADA } from "./bed.ts";

export async function connectFlow(playground: Playground, address = ADA, qresync = false): Promise<ImapFlow> {
  const client = new ImapFlow({
    ...playground.imap,
    secure: false,
    doSTARTTLS: false,
    logger: false,
    qresync,
    auth: { user: address, accessToken: await playground.control.issueToken(address) },
  });
  // Without a listener a cut connection would end the process.
  client.on("error", () => undefined);
  onTestFinished(() => client.close());
  await client.connect();
  return client;
}

export class BareClient {
  readonly #socket: Socket;
  #heard = "";
  #tags = 0;
  #wake: () => void = () => undefined;
  #ended = false;

  private constructor(socket: Socket) {
    this.#socket = socket;
    socket.setEncoding("latin1");
    socket.on("data", (chunk) => {
      this.#heard += chunk;
      this.#wake();
    });
    socket.on("close", () => {
      this.#ended = true;
      this.#wake();
    });
    socket.on("error", () => undefined);
    onTestFinished(() => {
      socket.destroy();
    });
  }

  static async open({ host, port }: Playground["imap"]): Promise<BareClient> {
    const client = new BareClient(connect(port, host));
    await client.until(/\r\n/);
    return client;
  }

  static async login(playground: Playground, address = ADA): Promise<BareClient> {
    const person = playground.people.find((each) => each.address === address);
    const client = await BareClient.open(
      person?.service === "google" ? playground.google.imap : playground.imap,
    );
    await client.run(await signInCommand(playground, address));
    return client;
  }

  /** Everything up to and with what the pattern finds, or up to the end of the connection. */
  async until(pattern: RegExp): Promise<string> {
    for (;;) {
      const found = pattern.exec(this.#heard);
      const end = found === null ? this.#heard.length : found.index + found[0].length;
      if (found !== null || this.#ended) {
        const told = this.#heard.slice(0, end);
        this.#heard = this.#heard.slice(end);
        return told;
      }
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
  }

  send(text: string | Buffer): void {
    this.#socket.write(text);
  }

  /** The whole answer to a command, with the tagged line. */
  run(command: string): Promise<string> {
    const tag = `t${++this.#tags}`;
    this.send(`${tag} ${command}\r\n`);
    return this.until(new RegExp(`(?:^|\\r\\n)${tag} [^\\r]*\\r\\n`));
  }

  get hasEnded(): boolean {
    return this.#ended;
  }
}

export async function signInCommand(playground: Playground, address: string): Promise<string> {
  const token = await playground.control.issueToken(address);
  const sasl = `user=${address}\u0001auth=Bearer ${token}\u0001\u0001`;
  return `AUTHENTICATE XOAUTH2 ${Buffer.from(sasl).toString("base64")}`;
}
