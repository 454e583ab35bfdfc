// How fresh each kind of server is kept, as data (law 9). Numbers: docs/ARCHITECTURE.md, "Freshness".

/** hot: somebody looks; warm: something changed within a day; cold: neither. */
export type Attention = "hot" | "warm" | "cold";
export type ProfileName = "exchange" | "gmail" | "modern" | "minimal";

export interface FreshnessBudget {
  /** STATUS of every mapped folder that is not listened to. */
  readonly statusMs: number;
  /** The exact sets of unseen and flagged messages, where the server doesn't count changes. */
  readonly flagsMs: number;
  /** The same of Inbox and of the folder that somebody looks at. */
  readonly flagsOnScreenMs: number;
  /** Every flag and every uid, row by row. */
  readonly fullMs: number;
}

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** Servers without CONDSTORE tell of flags only when asked for them. */
const ASKED: Readonly<Record<Attention, FreshnessBudget>> = {
  hot: { statusMs: 15 * SECOND, flagsMs: MINUTE, flagsOnScreenMs: 15 * SECOND, fullMs: DAY },
  warm: { statusMs: MINUTE, flagsMs: 5 * MINUTE, flagsOnScreenMs: 5 * MINUTE, fullMs: DAY },
  cold: { statusMs: 10 * MINUTE, flagsMs: HOUR, flagsOnScreenMs: HOUR, fullMs: 7 * DAY },
};
/** With CONDSTORE one STATUS tells everything that changed. */
const COUNTED: Readonly<Record<Attention, FreshnessBudget>> = {
  hot: { statusMs: 10 * SECOND, flagsMs: DAY, flagsOnScreenMs: DAY, fullMs: 7 * DAY },
  warm: { statusMs: MINUTE, flagsMs: DAY, flagsOnScreenMs: DAY, fullMs: 7 * DAY },
  cold: { statusMs: 10 * MINUTE, flagsMs: DAY, flagsOnScreenMs: DAY, fullMs: 7 * DAY },
};

export const BUDGETS: Readonly<Record<ProfileName, Readonly<Record<Attention, FreshnessBudget>>>> = {
  exchange: ASKED,
  minimal: ASKED,
  gmail: COUNTED,
  modern: COUNTED,
};

/** For so long a mailbox counts as looked at. */
export const HOT_MS = 5 * MINUTE;
const WARM_MS = DAY;

export function attentionOf(
  now: number,
  seen: { readonly lookedAt: number | null; readonly changedAt: number | null },
): Attention {
  if (seen.lookedAt !== null && now - seen.lookedAt <= HOT_MS) return "hot";
  if (seen.changedAt !== null && now - seen.changedAt <= WARM_MS) return "warm";
  return "cold";
}
