// Exchange keeps no bytes: what is appended is taken apart and written anew. Message-ID, Date, people and subject stay
// what they were; headers change places, and others come along.

export function rewriteAppended(raw: Buffer): Buffer {
  const end = raw.indexOf("\r\n\r\n");
  const head = raw.toString("latin1", 0, end < 0 ? raw.length : end);
  const fields = head.split(/\r\n(?![ \t])/).filter((field) => field !== "");
  const isId = (field: string): boolean => /^message-id:/i.test(field);
  const rewritten = [
    "X-MS-Exchange-Organization-AuthAs: Internal",
    ...fields.filter((field) => !isId(field)),
    ...fields.filter(isId),
    "X-MS-Has-Attach:",
  ];
  const body = end < 0 ? Buffer.from("\r\n\r\n") : raw.subarray(end);
  return Buffer.concat([Buffer.from(rewritten.join("\r\n"), "latin1"), body]);
}
