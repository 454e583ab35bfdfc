/** A token that ends this soon is renewed when somebody signs in with it (engine/tokens.ts): whoever leaves later than
 *  this before its end comes back with a new one. */
export const RENEWED_BEFORE_MS = 5 * 60_000;
/** Not all sessions that began together leave together. */
const LEAVE_BEFORE_MS = { least: 60_000, most: 4 * 60_000 };

/** When a session is given up for one with a new token, ms: before the server ends it in the middle of something
 *  (Exchange does: "Session invalidated - AccessTokenExpired"). `endsAt`: of the token, null where none ends.
 *  `fraction`: 0 to 1, by chance. */
export function leaveAt(session: {
  readonly endsAt: number | null;
  readonly openedAt: number;
  readonly fraction: number;
}): number {
  const { endsAt, openedAt, fraction } = session;
  const life = (endsAt ?? 0) - openedAt;
  // By this clock it has ended already: the server knows better.
  if (endsAt === null || life <= 0) return Number.POSITIVE_INFINITY;
  const { least, most } = LEAVE_BEFORE_MS;
  return endsAt - Math.min(least + fraction * (most - least), life / 2);
}
