// Not everybody at once: after an outage thousands want to sign in, and servers take that for an attack.
import type { MailProvider } from "./ports/mail.ts";

/** Sign-ins on their way at a time. */
const OF_HOST_MAX = 40;
const OF_DOMAIN_MAX = 10;

export function limitLogins(mail: MailProvider): MailProvider {
  const hosts = new Map<string, Gate>();
  const domains = new Map<string, Gate>();
  return {
    open: (server, credential, options) => {
      const domain = credential.user.split("@").at(-1)?.toLowerCase() ?? "";
      // The narrow one first: whoever waits there takes no place from others.
      return gateOf(domains, `${server.host} ${domain}`, OF_DOMAIN_MAX).pass(() =>
        gateOf(hosts, server.host, OF_HOST_MAX).pass(() => mail.open(server, credential, options)),
      );
    },
  };
}

function gateOf(gates: Map<string, Gate>, name: string, most: number): Gate {
  const known = gates.get(name);
  if (known !== undefined) return known;
  const made = new Gate(most, () => gates.delete(name));
  gates.set(name, made);
  return made;
}

class Gate {
  readonly #most: number;
  readonly #empty: () => void;
  #inside = 0;
  readonly #waiting: (() => void)[] = [];

  constructor(most: number, empty: () => void) {
    this.#most = most;
    this.#empty = empty;
  }

  async pass<T>(work: () => Promise<T>): Promise<T> {
    if (this.#inside >= this.#most) await new Promise<void>((resolve) => this.#waiting.push(resolve));
    else this.#inside++;
    try {
      return await work();
    } finally {
      const next = this.#waiting.shift();
      // The place goes to whoever waits.
      if (next !== undefined) next();
      else if (--this.#inside === 0) this.#empty();
    }
  }
}
