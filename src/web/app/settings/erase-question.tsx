// Says exactly what goes and what stays before anything is erased.
import { Button } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import type { AnswerOf } from "../../../api/operations.ts";
import { ProblemNotice } from "../shell/problem-notice.tsx";
import { useFormat } from "../words/use-format.ts";
import { useAllTexts } from "../words/words-provider.tsx";
import type { Receipt } from "./leaving-mailbox.tsx";

export function EraseQuestion(props: {
  readonly title: string;
  readonly texts: readonly string[];
  readonly confirm: string;
  readonly erase: () => Promise<AnswerOf<"eraseKept">>;
  readonly onDone: (receipt: Receipt) => Promise<void>;
  readonly onCancel: () => void;
}) {
  const t = useAllTexts();
  const format = useFormat();
  const erase = useMutation({
    mutationFn: props.erase,
    onSuccess: ({ address, messages, at }) =>
      props.onDone({
        title: t.leaving.erased(address),
        more: t.leaving.erasedMore(messages, format.exact(at)),
      }),
  });
  return (
    <>
      {erase.isError && <ProblemNotice error={erase.error} />}
      <p className="flush">
        <strong>{props.title}</strong>
      </p>
      {props.texts.map((text) => (
        <p className="flush" key={text}>
          {text}
        </p>
      ))}
      <div className="actions end">
        <Button variant="default" onClick={props.onCancel}>
          {t.common.cancel}
        </Button>
        <Button color="red" onClick={() => erase.mutate()} loading={erase.isPending}>
          {props.confirm}
        </Button>
      </div>
    </>
  );
}
