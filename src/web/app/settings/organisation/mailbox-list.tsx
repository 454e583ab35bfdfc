// A list from elsewhere, pasted or uploaded: read by the server, which tells of each line what is wrong with it.
import { Button, Switch, Textarea } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { useRef, useState } from "react";
import type { AnswerOf } from "../../../../api/operations.ts";
import { call } from "../../call.ts";
import { ProblemNotice } from "../../shell/problem-notice.tsx";
import { useAllTexts } from "../../words/words-provider.tsx";
import { type Chosen, NOTHING_CHOSEN } from "./chosen.ts";

const BYTES_MAX = 700_000;
const LINES_MAX = 5_000;
/** Whoever has more to mend than this mends these first. */
const PROBLEMS_SHOWN_MAX = 50;

type Judged = AnswerOf<"previewAppMailboxes">;

export function MailboxList(props: {
  readonly providerId: string;
  readonly onChoose: (chosen: Chosen) => void;
}) {
  const t = useAllTexts();
  const [list, setList] = useState("");
  const [createUsers, setCreateUsers] = useState(false);
  const [tooLarge, setTooLarge] = useState(false);
  const file = useRef<HTMLInputElement>(null);
  const read = useMutation({
    mutationFn: () =>
      call("previewAppMailboxes", {
        params: { providerId: props.providerId },
        body: { list, createUsers },
      }),
    onSuccess: ({ mailboxes }) => {
      const isRight = mailboxes.every(({ problem }) => problem === null);
      const wanted = mailboxes.map(({ email, address }) => ({ email, address }));
      props.onChoose(isRight ? { mailboxes: wanted, createUsers } : NOTHING_CHOSEN);
    },
  });

  /** What was read is another list now. */
  function changed(): void {
    read.reset();
    props.onChoose(NOTHING_CHOSEN);
  }

  async function upload(uploaded: File | undefined): Promise<void> {
    if (uploaded === undefined) return;
    setTooLarge(uploaded.size > BYTES_MAX);
    if (uploaded.size > BYTES_MAX) return;
    setList(await uploaded.text());
    changed();
  }

  return (
    <>
      <Textarea
        label={t.organisation.listLabel}
        description={t.organisation.listHint}
        rows={6}
        maxLength={BYTES_MAX}
        spellCheck={false}
        classNames={{ input: "mono" }}
        value={list}
        onChange={(event) => {
          setList(event.currentTarget.value);
          changed();
        }}
      />
      <Switch
        label={t.organisation.createUsers}
        description={t.organisation.createUsersHint}
        checked={createUsers}
        onChange={(event) => {
          setCreateUsers(event.currentTarget.checked);
          changed();
        }}
      />
      <div className="actions">
        <Button onClick={() => read.mutate()} loading={read.isPending} disabled={list.trim() === ""}>
          {t.organisation.read}
        </Button>
        <Button variant="default" onClick={() => file.current?.click()}>
          {t.organisation.upload}
        </Button>
        <input
          ref={file}
          type="file"
          hidden
          accept=".csv,.txt,text/csv,text/plain"
          aria-label={t.organisation.upload}
          onChange={(event) => {
            void upload(event.currentTarget.files?.[0]);
            event.currentTarget.value = "";
          }}
        />
      </div>
      <div role="status">
        {tooLarge && <p className="flush bad">{t.organisation.tooLarge}</p>}
        {read.isError && <ProblemNotice error={read.error} />}
        {read.data !== undefined && <WhatIsWrong judged={read.data} />}
      </div>
    </>
  );
}

function WhatIsWrong({ judged }: { readonly judged: Judged }) {
  const t = useAllTexts();
  if (judged.tooMany) return <p className="flush bad">{t.organisation.tooMany(LINES_MAX)}</p>;
  if (judged.mailboxes.length === 0) return <p className="flush">{t.organisation.emptyList}</p>;
  const wrong = judged.mailboxes.filter(({ problem }) => problem !== null);
  if (wrong.length === 0) return null;
  return (
    <div className="list-problems">
      <p className="flush strong">{t.organisation.wrong(wrong.length)}</p>
      <ul>
        {wrong.slice(0, PROBLEMS_SHOWN_MAX).map(({ line, email, address, problem }) => (
          <li key={line}>
            <strong>{t.organisation.line(line)}</strong>{" "}
            <bdi className="mono">{address === email ? email : `${email}, ${address}`}</bdi>{" "}
            {problem === null ? "" : t.organisation.problems[problem]}
          </li>
        ))}
      </ul>
    </div>
  );
}
