// An IMAP server that says what a test tells it to, however wrong.
import { type AddressInfo, createServer, type Socket } from "node:net";

/** Text (latin1) with %T for the tag; `cut` closes the connection after it. */
export type Answer = string | { readonly cut: string | Buffer };

export interface Script {
  readonly greeting?: Answer;
  /** By command ("EXAMINE", "UID FETCH"); replaces the well-behaved answer. Null says nothing at all. "+": what is said
   *  to a client that wants to send a literal; "{": what is said while a literal comes, "pause" for reading no further. A list is said one by one. */
  readonly answers?: Readonly<Record<string, Answer | readonly Answer[] | null>>;
  readonly capabilities?: string;
}

export interface ScriptedServer {
  readonly port: number;
  /** Every line the client sent; of literals only how they were announced. */
  readonly heard: readonly string[];
  /** Literals that came whole. */
  readonly literals: readonly string[];
  /** Bytes that came. */
  readonly received: number;
  /** Sends text to the client that connected last. */
  say(text: string): void;
  close(): Promise<void>;
}

export const EXAMINED =
  "* 3 EXISTS\r\n* OK [UIDVALIDITY 7] ok\r\n* OK [UIDNEXT 10] ok\r\n%T OK [READ-ONLY] done\r\n";

export async function startScriptedServer(script: Script): Promise<ScriptedServer> {
  const heard: string[] = [];
  const literals: string[] = [];
  const said = new Map<string, number>();
  let received = 0;
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
    const answerTo = (command: string): Answer | null => {
      const told = script.answers?.[command];
      if (told === undefined) return answers[command] ?? "%T OK done\r\n";
      if (!Array.isArray(told)) return told as Answer | null;
      const turn = said.get(command) ?? 0;
      said.set(command, turn + 1);
      return (told as readonly Answer[])[turn] ?? "%T OK done\r\n";
    };
    const hear = (line: string): void => {
      heard.push(line);
      const [tag = "", first = "", second = ""] = line.split(" ");
      const answer = answerTo(first === "UID" ? `UID ${second}` : first);
      if (answer !== null && line !== "DONE") say(answer, tag);
    };
    let left = "";
    /** A line that goes on behind its literal, and what of the literal is to come. */
    let begun = "";
    let literalLeft = 0;
    /** A literal is announced: false when it won't come. */
    const announced = (line: string, bytes: number, waits: boolean): boolean => {
      const tag = line.split(" ", 1)[0] ?? "";
      const go = waits ? answerTo("+") : null;
      if (go !== null) say(go, tag);
      if (waits && (typeof go !== "string" || !go.startsWith("+"))) return false;
      const meanwhile = script.answers?.["{"] as Answer | undefined;
      if (meanwhile === "pause") socket.pause();
      else if (meanwhile !== undefined) say(meanwhile, tag);
      begun = line;
      literalLeft = bytes;
      return true;
    };
    socket.on("data", (chunk: Buffer) => {
      received += chunk.length;
      left += chunk.toString("latin1");
      for (;;) {
        if (literalLeft > 0) {
          if (left.length < literalLeft) return;
          literals.push(left.slice(0, literalLeft));
          left = left.slice(literalLeft);
          literalLeft = 0;
        }
        const end = left.indexOf("\r\n");
        if (end < 0) return;
        const line = begun + left.slice(0, end);
        left = left.slice(end + 2);
        const literal = begun === "" ? /\{(\d+)(\+?)\}$/.exec(line) : null;
        begun = "";
        if (literal === null) hear(line);
        else if (!announced(line, Number(literal[1]), literal[2] === "")) heard.push(line);
      }
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    port: (server.address() as AddressInfo).port,
    heard,
    literals,
    get received() {
      return received;
    },
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
    SELECT: EXAMINED.replace("READ-ONLY", "READ-WRITE"),
    LOGOUT: "* BYE bye\r\n%T OK done\r\n",
    LIST: '* LIST () "/" INBOX\r\n%T OK done\r\n',
    "UID SEARCH": "* SEARCH 5 6 9\r\n%T OK done\r\n",
    IDLE: "+ idling\r\n",
    "+": "+ go on\r\n",
  };
}
