/** A broken invariant: our bug. It ends the unit of work, is reported, and is never retried silently. */
export class InvariantError extends Error {
  override readonly name = "InvariantError";
}

/** Text that the database can't hold came this far: whoever gave it should have been refused before. Of a request it is
 *  the request that is wrong, anywhere else it is our bug. */
export class UnfitTextError extends InvariantError {}

export function assert(condition: unknown, message: string): asserts condition {
  if (!condition) throw new InvariantError(message);
}

/** The end of an exhaustive switch: a compile error when a kind was forgotten. */
export function unreachable(value: never): never {
  throw new InvariantError(`unreachable: ${JSON.stringify(value)}`);
}
