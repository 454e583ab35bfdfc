// Log events are typed: a name from a closed list and plain fields. Nothing else is logged, so that a token or
// a message can't slip in with an object (security check 49).

export type LogFields = Readonly<Record<string, string | number | boolean | null | undefined>>;

export interface Log {
  debug(event: string, fields?: LogFields): void;
  info(event: string, fields?: LogFields): void;
  warn(event: string, fields?: LogFields): void;
  error(event: string, fields?: LogFields): void;
}
