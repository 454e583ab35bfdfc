// An IMAP server that says what a test tells it to, however wrong.
import { type AddressInfo, createServer, type Socket } from "node:net";

/** Text (latin1) with %T for the tag; `cut` closes the connection after it. */
export type Answer = string | { readonly cut: string | Buffer };

export interface Script {
  readonly greeting?: Answer;
  /** By command ("EXAMINE", "UID FETCH"); replaces the well-behaved answer. Null says nothing at all. */
  readonly answers?: Readonly<Record<string, Answer | null>>;
  readonly capabilities?: string;
}

export interface ScriptedServer {
  readonly port: number;
  /** Every line the client sent. */
  readonly heard: readonly string[];
  /** Sends text to the client that connected last. */
  say(text: string): void;
  close(): Promise<void>;
}

export const EXAMINED =
  "* 3 EXISTS\r\n* OK [UIDVALIDITY 7] ok\r\n* OK [UIDNEXT 10] ok\r\n%T OK [READ-ONLY] done\r\n";

export async function startScriptedServer(script: Script): Promise<ScriptedServer> {
  const heard: string[] = [];
  const sockets: Socket[] = [];
  const answers = wellBehaved(script.capabilities ?? "IMAP4rev1 IDLE AUTH=PLAIN SASL-IR");
  const server = createServer((socket) => {
    sockets.push(socket);
    socket.on("error", () => undefined);
    const say = (answer: Answer, tag: string): void => {
      if (typeof answer === "string") socket.write(answer.replaceAll("%T", tag), "latin1");
      else if (typeof answer.cut === "string") socket.end(answer.cut.replaceAll("%T", tag), "latin1");
      else socket.end(answer.cut);
    };
    say(script.greeting ?? "* OK ready\r\n", "*");
    let left = "";
    socket.on("data", (chunk: Buffer) => {
      const lines = (left + chunk.toString("latin1")).split("\r\n");
      left = lines.pop() ?? "";
      for (const line of lines) {
        heard.push(line);
        const [tag = "", first = "", second = ""] = line.split(" ");
        const command = first === "UID" ? `UID ${second}` : first;
        const told = script.answers?.[command];
        const answer = told === undefined ? (answers[command] ?? "%T OK done\r\n") : told;
        if (answer !== null && line !== "DONE") say(answer, tag);
      }
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    port: (server.address() as AddressInfo).port,
    heard,
    say: (text) => sockets.at(-1)?.write(text, "latin1"),
    async close() {
      for (const socket of sockets) socket.destroy();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}

function wellBehaved(capabilities: string): Readonly<Record<string, string>> {
  return {
    CAPABILITY: `* CAPABILITY ${capabilities}\r\n%T OK done\r\n`,
    EXAMINE: EXAMINED,
    LOGOUT: "* BYE bye\r\n%T OK done\r\n",
    LIST: '* LIST () "/" INBOX\r\n%T OK done\r\n',
    "UID SEARCH": "* SEARCH 5 6 9\r\n%T OK done\r\n",
    IDLE: "+ idling\r\n",
  };
}
