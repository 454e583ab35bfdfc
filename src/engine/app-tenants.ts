// Which directory tenant a mailbox belongs to, and whether it has approved the application for this workspace. The
// application may be one at the service for many workspaces: what one organisation approved must not open its mailboxes to
// another workspace. So a tenant counts only when one of the workspace's own domains belongs to it. Those are the
// operator's word, and whose they are is the sign-in service's.
import type { DomainAccess } from "./ports/app-access.ts";
import type { Provider } from "./ports/connections.ts";

/** As approved for the registration that the provider has now. */
export function approved(domains: readonly DomainAccess[], { clientId }: Provider): readonly DomainAccess[] {
  return domains.filter((each) => each.approvedAt !== null && each.clientId === clientId);
}

/** The approved tenant of a domain; null where there is none. `lookUp` tells whose another domain is than the workspace's
 *  own (an organisation has several). */
export async function approvedTenant(
  domains: readonly DomainAccess[],
  domain: string,
  lookUp: (domain: string) => Promise<string | null>,
): Promise<string | null> {
  if (domains.length === 0) return null;
  const own = domains.find((each) => each.domain === domain);
  const tenant = own === undefined ? await lookUp(domain) : own.directoryTenant;
  return domains.some((each) => each.directoryTenant === tenant) ? tenant : null;
}
