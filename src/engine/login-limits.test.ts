import { expect, test } from "vitest";
import { limitLogins } from "./login-limits.ts";
import type { MailProvider, MailSession, ServerAddress } from "./ports/mail.ts";

const SERVER: ServerAddress = { host: "imap.contoso.example", port: 993, security: "implicit" };

/** A server that takes its time, and counts. */
class Bed {
  inside = 0;
  most = 0;
  readonly #leave: (() => void)[] = [];
  readonly mail: MailProvider = limitLogins({
    open: async () => {
      this.most = Math.max(this.most, ++this.inside);
      await new Promise<void>((resolve) => this.#leave.push(resolve));
      this.inside--;
      if (this.refuses) throw new Error("refused");
      return {} as MailSession;
    },
  });
  refuses = false;

  signIn(user: string, server = SERVER): Promise<unknown> {
    return this.mail.open(server, { kind: "password", user, password: "" }, {}).catch(() => "refused");
  }

  /** Until nobody waits any more; answers how many were let in. */
  async letAll(): Promise<number> {
    for (let count = 0; ; count++) {
      await new Promise((resolve) => setImmediate(resolve));
      const leave = this.#leave.shift();
      if (leave === undefined) return count;
      leave();
    }
  }
}

const people = (count: number, domain: string) =>
  Array.from({ length: count }, (_, number) => `p${number}@${domain}`);

test("ten of one organisation sign in at a time, and in the end all have", async () => {
  const bed = new Bed();
  const all = Promise.all(people(35, "contoso.example").map((user) => bed.signIn(user)));
  expect(await bed.letAll()).toBe(35);
  await all;
  expect(bed.most).toBe(10);
});

test("forty at one server, whatever they belong to; another server has its own", async () => {
  const bed = new Bed();
  const domains = Array.from({ length: 8 }, (_, number) => `d${number}.example`);
  const all = domains.flatMap((domain) => people(10, domain).map((user) => bed.signIn(user)));
  await new Promise((resolve) => setImmediate(resolve));
  expect(bed.inside).toBe(40);
  const other = bed.signIn("eve@fabrikam.example", { ...SERVER, host: "imap.fabrikam.example" });
  await new Promise((resolve) => setImmediate(resolve));
  expect(bed.inside).toBe(41);
  expect(await bed.letAll()).toBe(81);
  await Promise.all([...all, other]);
});

test("who is refused leaves their place to the next", async () => {
  const bed = new Bed();
  bed.refuses = true;
  const all = Promise.all(people(25, "contoso.example").map((user) => bed.signIn(user)));
  expect(await bed.letAll()).toBe(25);
  expect(await all).toEqual(Array.from({ length: 25 }, () => "refused"));
});
