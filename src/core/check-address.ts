// J7: whose mailbox may a user connect? Addresses are hints for this question only, never for rights.

export interface AddressCheck {
  /** The user's own address in the application. */
  readonly own: string;
  /** How the account that signed in calls itself. */
  readonly addresses: readonly string[];
  readonly policy: "own" | "ownDomains" | "any";
  readonly ownDomains: readonly string[];
}

/** own: connect straight on; ask: the person who signed in must allow it; refused: the workspace doesn't. */
export type AddressVerdict = "own" | "ask" | "refused";

export function checkAddress(check: AddressCheck): AddressVerdict {
  const addresses = check.addresses.map(normalise).filter((address) => address !== "");
  if (addresses.includes(normalise(check.own))) return "own";
  switch (check.policy) {
    case "own":
      return "refused";
    case "any":
      return "ask";
    case "ownDomains": {
      const domains = [...check.ownDomains, domainOf(check.own)].map(normalise);
      return addresses.some((address) => domains.includes(domainOf(address))) ? "ask" : "refused";
    }
  }
}

function normalise(text: string): string {
  return text.trim().toLowerCase();
}

/** Lower case. */
export function domainOf(address: string): string {
  return address.slice(address.lastIndexOf("@") + 1).toLowerCase();
}
