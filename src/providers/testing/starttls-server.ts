// A mail server that plays a script in clear text and, when the script says so, goes on with TLS.
import { type AddressInfo, createServer, type Socket } from "node:net";
import { TLSSocket } from "node:tls";
import type { Certificate } from "./certificates.ts";

/** Text with %T for the tag of an IMAP command. `tls`: TLS begins behind it; `cut`: the connection ends. */
export type Said = string | { readonly text: string; readonly next: "tls" | "cut" };

export interface TlsScript {
  readonly greeting: Said;
  /** By the first words of a line, without an IMAP tag; the first that fits. What isn't there isn't answered. */
  readonly plain: Readonly<Record<string, Said>>;
  readonly secure: Readonly<Record<string, string>>;
  readonly certificate: Certificate;
}

export interface TlsServer {
  readonly port: number;
  /** Every line that came, before TLS and in it. */
  readonly heard: { readonly plain: readonly string[]; readonly secure: readonly string[] };
  close(): Promise<void>;
}

export async function startTlsServer(script: TlsScript): Promise<TlsServer> {
  const heard = { plain: [] as string[], secure: [] as string[] };
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on("error", () => undefined);
    const say = (said: Said | undefined, tag: string): void => {
      if (said === undefined) return;
      const { text, next } = typeof said === "string" ? { text: said, next: null } : said;
      socket.write(text.replaceAll("%T", tag), "latin1", () => {
        if (next === "cut") socket.destroy();
      });
      if (next === "tls") toTls(socket);
    };
    const toTls = (plain: Socket): void => {
      plain.removeAllListeners("data");
      const secure = new TLSSocket(plain, { isServer: true, ...script.certificate });
      secure.on("error", () => undefined);
      lines(secure, (line) => {
        heard.secure.push(line);
        const [key, tag] = match(script.secure, line);
        const answer = key === null ? undefined : script.secure[key];
        if (answer !== undefined) secure.write(answer.replaceAll("%T", tag), "latin1");
      });
    };
    lines(socket, (line) => {
      heard.plain.push(line);
      const [key, tag] = match(script.plain, line);
      say(key === null ? undefined : script.plain[key], tag);
    });
    say(script.greeting, "*");
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    port: (server.address() as AddressInfo).port,
    heard,
    async close() {
      for (const socket of sockets) socket.destroy();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}

function lines(socket: Socket | TLSSocket, hear: (line: string) => void): void {
  let left = "";
  socket.on("data", (chunk: Buffer) => {
    // The client begins with TLS where the script goes on in clear text.
    if (chunk[0] === 0x16) hear("\u0016");
    left += chunk.toString("latin1");
    const whole = left.split("\r\n");
    left = whole.pop() ?? "";
    for (const line of whole) hear(line);
  });
}

function match(
  script: Readonly<Record<string, unknown>>,
  line: string,
): readonly [key: string | null, tag: string] {
  const tag = /^t\d+(?= )/.exec(line)?.[0] ?? "";
  const command = tag === "" ? line : line.slice(tag.length + 1);
  return [Object.keys(script).find((key) => command.startsWith(key)) ?? null, tag];
}
