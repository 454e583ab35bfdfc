/** The command was called wrongly: exit code 2 and where to read more. */
export class UsageError extends Error {
  override readonly name = "UsageError";
}
