/** A path of our own to go back to after signing in; anything else becomes "/". A return path can be forged by
 *  whoever made the link (`//evil`, `/\evil`, `https:evil`, control characters). */
export function ownPath(path: string | undefined): string {
  if (path === undefined || path.length > 2000) return "/";
  if (!/^\/(?![/\\])[^\\\p{Cc}]*$/u.test(path) || path.startsWith("/sign-in")) return "/";
  const url = new URL(path, "http://own.invalid");
  return url.origin === "http://own.invalid" ? url.pathname + url.search : "/";
}
