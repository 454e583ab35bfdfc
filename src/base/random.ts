/** Randomness as an interface, so that a run can be repeated from a seed. */
export interface Random {
  bytes(count: number): Uint8Array;
  /** A number in [0, 1). */
  fraction(): number;
}
