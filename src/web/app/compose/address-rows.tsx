import { type Ref, useState } from "react";
import { useTexts } from "../words/words-provider.tsx";
import { PeopleField } from "./people-field.tsx";
import type { Identity, Written } from "./written.ts";

/** Whom it goes to, from which address, and its subject. */
export function AddressRows(props: {
  readonly written: Written;
  readonly identities: readonly Identity[];
  readonly mailboxId: string;
  readonly toRef: Ref<HTMLInputElement>;
  readonly onChange: (part: Partial<Written>) => void;
  readonly onFrom: (address: string) => void;
  readonly readOnly: boolean;
}) {
  const t = useTexts();
  const { written, identities, mailboxId, onChange, readOnly } = props;
  const [cc, showCc] = useState(written.cc.length > 0);
  const [bcc, showBcc] = useState(written.bcc.length > 0);
  return (
    <div className="compose-rows">
      {identities.length > 1 && (
        <label className="compose-row">
          <span>{t.compose.from}</span>
          <select
            value={written.from ?? identities[0]?.address}
            onChange={(event) => props.onFrom(event.currentTarget.value)}
          >
            {identities.map(({ address, name }) => (
              <option key={address} value={address}>
                {name === "" ? address : `${name} <${address}>`}
              </option>
            ))}
          </select>
        </label>
      )}
      <div className="compose-to">
        <PeopleField
          label={t.mail.to}
          people={written.to}
          onChange={(to) => onChange({ to })}
          mailboxId={mailboxId}
          readOnly={readOnly}
          inputRef={props.toRef}
        />
        {!cc && (
          <button type="button" className="text-link" onClick={() => showCc(true)}>
            {t.mail.cc}
          </button>
        )}
        {!bcc && (
          <button type="button" className="text-link" onClick={() => showBcc(true)}>
            {t.mail.bcc}
          </button>
        )}
      </div>
      {cc && (
        <PeopleField
          label={t.mail.cc}
          people={written.cc}
          onChange={(people) => onChange({ cc: people })}
          mailboxId={mailboxId}
          readOnly={readOnly}
          focused={written.cc.length === 0}
        />
      )}
      {bcc && (
        <PeopleField
          label={t.mail.bcc}
          people={written.bcc}
          onChange={(people) => onChange({ bcc: people })}
          mailboxId={mailboxId}
          readOnly={readOnly}
          focused={written.bcc.length === 0}
        />
      )}
      <label className="compose-row">
        <span>{t.compose.subject}</span>
        <input
          value={written.subject}
          readOnly={readOnly}
          maxLength={900}
          onChange={(event) => onChange({ subject: event.currentTarget.value })}
        />
      </label>
    </div>
  );
}
