// Step 2: whose mailboxes. Users that have none, or a list from elsewhere.
import { Checkbox, Radio, TextInput } from "@mantine/core";
import { useState } from "react";
import { useAllTexts } from "../../words/words-provider.tsx";
import { type Chosen, NOTHING_CHOSEN } from "./chosen.ts";
import { MailboxList } from "./mailbox-list.tsx";
import { Step } from "./step.tsx";
import type { AppAccess } from "./use-app-access.ts";

const SHOWN_MAX = 100;

interface Props {
  readonly providerId: string;
  readonly access: AppAccess;
  readonly chosen: Chosen;
  readonly onChoose: (chosen: Chosen) => void;
}

export function ChooseMailboxes(props: Props) {
  const t = useAllTexts();
  const [source, setSource] = useState<"users" | "list">("users");
  return (
    <Step title={t.organisation.chooseTitle}>
      <Radio.Group
        label={t.organisation.source}
        value={source}
        onChange={(value) => {
          setSource(value === "list" ? "list" : "users");
          props.onChoose(NOTHING_CHOSEN);
        }}
      >
        <div className="sources">
          <Radio value="users" label={t.organisation.fromUsers} />
          <Radio value="list" label={t.organisation.fromList} />
        </div>
      </Radio.Group>
      {source === "users" ? <Users {...props} /> : <MailboxList {...props} />}
      <p className="flush strong" role="status">
        {t.organisation.chosen(props.chosen.mailboxes.length)}
      </p>
    </Step>
  );
}

function Users({ access, chosen, onChoose }: Props) {
  const t = useAllTexts();
  const [wanted, search] = useState("");
  const words = wanted.toLowerCase().split(/\s+/);
  const found = access.candidates.filter(({ name, email }) => {
    const text = `${name} ${email}`.toLowerCase();
    return words.every((word) => text.includes(word));
  });
  const shown = found.slice(0, SHOWN_MAX);
  const emails = new Set(chosen.mailboxes.map(({ email }) => email));
  const picked = shown.filter(({ email }) => emails.has(email)).length;

  function pick(some: readonly string[], on: boolean): void {
    const rest = chosen.mailboxes.filter(({ email }) => !some.includes(email));
    const added = on ? some.map((email) => ({ email, address: email.toLowerCase() })) : [];
    onChoose({ mailboxes: [...rest, ...added], createUsers: false });
  }

  if (access.candidates.length === 0) return <p className="flush dim">{t.organisation.nobody}</p>;
  return (
    <>
      <TextInput
        label={t.organisation.search}
        type="search"
        value={wanted}
        onChange={(event) => search(event.currentTarget.value)}
      />
      {shown.length === 0 ? (
        <p className="flush dim">{t.organisation.nobodyFound}</p>
      ) : (
        <div className="candidates">
          <Checkbox
            label={t.organisation.selectAll(shown.length)}
            checked={picked === shown.length}
            indeterminate={picked > 0 && picked < shown.length}
            onChange={(event) =>
              pick(
                shown.map(({ email }) => email),
                event.currentTarget.checked,
              )
            }
          />
          <ul className="candidate-list">
            {shown.map(({ id, name, email }) => (
              <li key={id}>
                <Checkbox
                  label={name}
                  description={<bdi>{email}</bdi>}
                  aria-label={t.organisation.selectUser(name, email)}
                  checked={emails.has(email)}
                  onChange={(event) => pick([email], event.currentTarget.checked)}
                />
              </li>
            ))}
          </ul>
          {found.length > shown.length && (
            <p className="flush dim small">{t.organisation.more(found.length - shown.length)}</p>
          )}
        </div>
      )}
    </>
  );
}
