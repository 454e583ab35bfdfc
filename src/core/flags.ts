// The flags both sides keep equal: the system flags of RFC 3501 section 2.3.2 and $Forwarded (RFC 5788),
// as bits, so that a folder's flags are a few sets and a copy's flags one small number.

export const FLAG_BITS = {
  seen: 1,
  answered: 2,
  flagged: 4,
  draft: 8,
  deleted: 16,
  forwarded: 32,
} as const;

export type FlagName = keyof typeof FLAG_BITS;
/** Bits of FLAG_BITS. */
export type Flags = number;

export const FLAG_NAMES = Object.keys(FLAG_BITS) as readonly FlagName[];

export function hasFlag(flags: Flags, name: FlagName): boolean {
  return (flags & FLAG_BITS[name]) !== 0;
}

export function flagNames(flags: Flags): readonly FlagName[] {
  return FLAG_NAMES.filter((name) => hasFlag(flags, name));
}

export function withFlags(
  flags: Flags,
  { add, remove }: { readonly add: Flags; readonly remove: Flags },
): Flags {
  return (flags | add) & ~remove;
}
