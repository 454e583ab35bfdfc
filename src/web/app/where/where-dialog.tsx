// "Where is my mail?": what somebody knows of a message, and one answer with its evidence. The provider is searched only
// after its user said so, once for each question.
import { Button, Modal, TextInput } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import type { BodyOf } from "../../../api/operations.ts";
import type { Mailbox } from "../account/use-email-settings.ts";
import { call } from "../call.ts";
import { ProblemError } from "../problem-error.ts";
import { ProblemNotice } from "../shell/problem-notice.tsx";
import { useAllTexts } from "../words/words-provider.tsx";
import { WhereAnswerView } from "./where-answer.tsx";

type Clues = Omit<BodyOf<"whereIsMail">, "askProvider">;

export function WhereDialog(props: {
  readonly mailbox: Pick<Mailbox, "id" | "providerName" | "state">;
  readonly words: string;
  readonly onClose: () => void;
}) {
  const t = useAllTexts();
  const { mailbox } = props;
  const [subject, setSubject] = useState(props.words);
  const [from, setFrom] = useState("");
  const [day, setDay] = useState("");
  const [messageId, setMessageId] = useState("");
  const ask = useMutation({
    mutationFn: ({ clues, askProvider }: { readonly clues: Clues; readonly askProvider: boolean }) =>
      call("whereIsMail", { params: { mailboxId: mailbox.id }, body: { ...clues, askProvider } }),
  });
  const refused = ask.error instanceof ProblemError ? ask.error : null;
  const isEmpty = [subject, from, messageId].every((text) => text.trim() === "");
  function submit(event: FormEvent): void {
    event.preventDefault();
    if (isEmpty) return;
    const clues = {
      ...(subject.trim() === "" ? {} : { subject }),
      ...(from.trim() === "" ? {} : { from }),
      ...(day === "" ? {} : { day }),
      ...(messageId.trim() === "" ? {} : { messageId: messageId.trim() }),
    };
    ask.mutate({ clues, askProvider: false });
  }
  const asked = ask.variables?.clues;
  return (
    <Modal
      opened
      onClose={props.onClose}
      title={t.where.title}
      size="xl"
      closeButtonProps={{ "aria-label": t.common.close }}
    >
      <form className="stack" onSubmit={submit}>
        <p className="flush dim">{t.where.intro}</p>
        <div className="where-clues">
          <TextInput
            label={t.where.subject}
            maxLength={200}
            value={subject}
            error={refused?.field("subject", t)}
            data-autofocus
            onChange={(event) => setSubject(event.currentTarget.value)}
          />
          <TextInput
            label={t.where.from}
            placeholder={t.where.fromHint}
            maxLength={200}
            value={from}
            error={refused?.field("from", t)}
            onChange={(event) => setFrom(event.currentTarget.value)}
          />
          <TextInput
            label={t.where.messageId}
            description={t.where.messageIdHint}
            inputWrapperOrder={["label", "input", "description", "error"]}
            maxLength={1000}
            value={messageId}
            error={refused?.field("messageId", t)}
            onChange={(event) => setMessageId(event.currentTarget.value)}
          />
          <TextInput
            label={t.where.day}
            type="date"
            value={day}
            error={refused?.field("day", t)}
            onChange={(event) => setDay(event.currentTarget.value)}
          />
        </div>
        <div className="actions end">
          <Button
            type="submit"
            disabled={isEmpty}
            loading={ask.isPending && ask.variables.askProvider === false}
          >
            {t.where.look}
          </Button>
        </div>
      </form>
      {ask.isError && refused?.problem.errors === undefined && <ProblemNotice error={ask.error} />}
      <div role="status" aria-live="polite" aria-busy={ask.isPending}>
        {ask.data !== undefined && asked !== undefined && (
          <WhereAnswerView
            answer={ask.data}
            providerName={mailbox.providerName}
            onOpen={props.onClose}
            searching={ask.isPending}
            onSearch={
              ask.data.provider === null && mailbox.state !== "stopped"
                ? () => ask.mutate({ clues: asked, askProvider: true })
                : null
            }
          />
        )}
      </div>
    </Modal>
  );
}
