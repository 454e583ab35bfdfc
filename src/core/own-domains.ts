// The domains that a workspace calls its own: whose addresses its users may connect, and whose directories may approve the
// application for it. They are told by the operator, so that one that is mistyped is told before it stands for anything.

/** Of RFC 5890 section 2.3.2.1, or letters of another script, which sign-in services show. */
const LABEL = /^(?!-)[\p{L}\p{M}\p{N}-]{1,63}(?<!-)$/u;
const DOMAIN_MAX = 253;

export interface ReadDomains {
  /** Lower case, each once. */
  readonly domains: readonly string[];
  /** As they were written. */
  readonly wrong: readonly string[];
}

/** "@contoso.example" and "contoso.example." are contoso.example. */
export function readDomains(written: readonly string[]): ReadDomains {
  const read = written.map((text) => ({
    text: text.trim(),
    domain: text.trim().toLowerCase().replace(/^@/, "").replace(/\.$/, ""),
  }));
  return {
    domains: [...new Set(read.map(({ domain }) => domain).filter(isDomain))],
    wrong: read.filter(({ domain }) => !isDomain(domain)).map(({ text }) => text),
  };
}

/** The last label is no number: an address of the network is no domain. */
function isDomain(domain: string): boolean {
  const labels = domain.split(".");
  return (
    domain.length <= DOMAIN_MAX &&
    labels.length > 1 &&
    labels.every((label) => LABEL.test(label)) &&
    !/^\d+$/.test(labels.at(-1) ?? "")
  );
}
