const UUID = /^[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$/;

/** An id as it is stored: in small letters, in which places that use its text compare it. Null: it is none. */
export function readId<Id extends string>(text: string): Id | null {
  const id = text.toLowerCase();
  return UUID.test(id) ? (id as Id) : null;
}
