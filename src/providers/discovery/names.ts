// What the domain name system says of a domain's mail.
import { Resolver } from "node:dns/promises";

export interface SrvRecord {
  readonly name: string;
  readonly port: number;
  readonly priority: number;
  readonly weight: number;
}

/** Each answers an empty list where there is nothing, or nobody answers. */
export interface Names {
  /** Mail exchangers in lower case, the preferred one first. */
  exchangers(domain: string): Promise<readonly string[]>;
  /** The preferred one first; "." as the only one says that there is no such service (RFC 2782). */
  services(name: string): Promise<readonly SrvRecord[]>;
}

export function createNames(): Names {
  const resolver = new Resolver({ timeout: 1_500, tries: 2 });
  return {
    async exchangers(domain) {
      const found = await resolver.resolveMx(domain).catch(() => []);
      return [...found]
        .sort((a, b) => a.priority - b.priority)
        .map(({ exchange }) => exchange.toLowerCase().replace(/\.$/, ""));
    },
    async services(name) {
      const found = await resolver.resolveSrv(name).catch(() => []);
      return [...found].sort((a, b) => a.priority - b.priority || b.weight - a.weight);
    },
  };
}
