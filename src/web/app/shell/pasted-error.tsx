// An error that somebody saw elsewhere: Microsoft's own pages show many, and never come back here.
import { Button, Textarea } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { type FormEvent, useId, useState } from "react";
import { call } from "../call.ts";
import { useAllTexts } from "../words/words-provider.tsx";
import type { DiagnosisShape } from "./diagnosis-view.tsx";
import { ProblemNotice } from "./problem-notice.tsx";

const LENGTH_MAX = 8000;

export function PastedError(props: {
  /** The attempt during which it was seen: it shows the answer too. */
  readonly attemptId?: string;
  readonly onExplained: (diagnosis: DiagnosisShape) => void;
}) {
  const t = useAllTexts();
  const id = useId();
  const [opened, setOpened] = useState(false);
  const [text, setText] = useState("");
  const explain = useMutation({
    mutationFn: () => {
      const { attemptId } = props;
      return call("explainError", {
        body: { text: text.slice(0, LENGTH_MAX), ...(attemptId === undefined ? {} : { attemptId }) },
      });
    },
    onSuccess: (diagnosis) => {
      setOpened(false);
      setText("");
      props.onExplained(diagnosis);
    },
  });
  function submit(event: FormEvent): void {
    event.preventDefault();
    if (text.trim() !== "") explain.mutate();
  }
  return (
    <div className="pasted-error">
      <button
        type="button"
        className="text-button"
        aria-expanded={opened}
        aria-controls={id}
        onClick={() => setOpened(!opened)}
      >
        {t.doctor.paste}
      </button>
      {opened && (
        <form id={id} className="stack" onSubmit={submit}>
          {explain.isError && <ProblemNotice error={explain.error} />}
          <Textarea
            label={t.doctor.pasteLabel}
            description={t.doctor.pasteHint}
            value={text}
            onChange={(event) => setText(event.currentTarget.value)}
            rows={4}
            data-autofocus
            autoFocus
            spellCheck={false}
          />
          <div className="actions">
            <Button type="submit" variant="default" disabled={text.trim() === ""} loading={explain.isPending}>
              {t.doctor.lookUp}
            </Button>
          </div>
        </form>
      )}
    </div>
  );
}
