// What a sign-in service grants beyond what was asked (OWASP ASVS 5.0 check 10.2.3): an administrator allowed more at the
// registration than Twinbox uses, and whoever gets hold of a token could use it too.
import type { Cloud } from "./sign-in-service.ts";

/** Who signs in, and that it lasts: asked of every service, under its own names. */
const OF_SIGNING_IN: ReadonlySet<string> = new Set([
  ...["openid", "profile", "email", "offline_access"],
  ...["https://www.googleapis.com/auth/userinfo.email", "https://www.googleapis.com/auth/userinfo.profile"],
]);
/** Of RFC 6749 section 3.3; what else stands there is nothing to show. */
const SCOPE = /^[\x21\x23-\x5b\x5d-\x7e]{1,200}$/;
const SHOWN_MAX = 20;

/** In the service's words, in order. Names of permissions are the same in capitals; where the service leaves out of which
 *  resource one is, it is one of ours if ours is called so. */
export function moreAllowed({ scopes }: Cloud, granted: readonly string[]): readonly string[] {
  const asked = new Set(scopes.flatMap((scope) => [scope.toLowerCase(), nameOf(scope)]));
  const isMore = (scope: string): boolean => {
    const name = scope.toLowerCase();
    return SCOPE.test(scope) && !OF_SIGNING_IN.has(name) && !asked.has(name);
  };
  return [...new Set(granted)].filter(isMore).toSorted().slice(0, SHOWN_MAX);
}

/** "IMAP.AccessAsUser.All" of "https://outlook.office.com/IMAP.AccessAsUser.All". */
function nameOf(scope: string): string {
  return scope.slice(scope.lastIndexOf("/") + 1).toLowerCase();
}
