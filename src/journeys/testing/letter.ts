// Messages as programs upload them, of which nothing goes without saying: not even a Message-ID.

export interface Letter {
  readonly subject: string;
  readonly messageId?: string | null;
  /** Null: no From and no Date either. */
  readonly from?: string | null;
  readonly text?: string;
}

export function letterBytes({ subject, messageId, from = "eva@adatum.example", text = "" }: Letter): Buffer {
  const id = messageId === undefined ? `${subject.replaceAll(" ", ".")}@adatum.example` : messageId;
  const lines = [
    ...(id === null ? [] : [`Message-ID: <${id}>`]),
    ...(from === null ? [] : ["Date: Mon, 02 Nov 2026 09:00:00 +0000", `From: Eva de Wit <${from}>`]),
    `Subject: ${subject}`,
    "",
    `Good morning. ${text}`,
    "",
  ];
  return Buffer.from(lines.join("\r\n"));
}
