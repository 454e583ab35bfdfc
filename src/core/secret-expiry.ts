// When people are told that a client secret or a certificate is about to end. All mailboxes of a registration stop with it.

const DAY_MS = 24 * 3_600_000;
/** How many days before, the last one first; 0: it has ended. */
const STEPS = [0, 3, 14, 30] as const;

export type ExpiryStep = (typeof STEPS)[number];

export interface Expiry {
  /** The last step that was reached. */
  readonly step: ExpiryStep;
  /** Begun days count; 0: it has ended. */
  readonly daysLeft: number;
}

/** From when on it may be that something has to be told of a secret that ends at `expiresAt`, ms. */
export const EXPIRY_TOLD_MS_MAX = Math.max(...STEPS) * DAY_MS;

/** Null: it isn't time yet, or nobody said when it ends. */
export function expiryOf(expiresAt: number | null, now: number): Expiry | null {
  if (expiresAt === null) return null;
  const leftMs = Math.max(0, expiresAt - now);
  const step = STEPS.find((days) => leftMs <= days * DAY_MS);
  return step === undefined ? null : { step, daysLeft: Math.ceil(leftMs / DAY_MS) };
}
