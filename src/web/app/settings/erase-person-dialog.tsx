import { Button, Modal } from "@mantine/core";
import type { UseMutationResult } from "@tanstack/react-query";
import { useEffect, useRef } from "react";
import type { AnswerOf } from "../../../api/operations.ts";
import { ProblemNotice } from "../shell/problem-notice.tsx";
import { useAllTexts } from "../words/words-provider.tsx";

/** Says exactly what goes and what stays before a person's mail is erased. */
export function ErasePersonDialog(props: {
  readonly opened: boolean;
  readonly found: AnswerOf<"findPersonMail">;
  readonly erase: UseMutationResult<AnswerOf<"erasePerson">, Error, string>;
  readonly onCancel: () => void;
  /** It is closed, after the mail was erased. */
  readonly onErased: () => void;
}) {
  const t = useAllTexts();
  const { found, erase } = props;
  const confirm = useRef<HTMLButtonElement>(null);
  const goes = found.messages - found.held;
  const { isError } = erase;
  // While it was busy it could not keep the focus.
  useEffect(() => {
    if (isError) confirm.current?.focus();
  }, [isError]);
  return (
    <Modal
      opened={props.opened}
      onClose={() => {
        // What has begun can't be called off.
        if (!erase.isPending) props.onCancel();
      }}
      onExitTransitionEnd={() => {
        if (erase.isSuccess) props.onErased();
      }}
      title={t.leaving.eraseTitle(found.address)}
      closeButtonProps={{ "aria-label": t.common.close }}
    >
      <div className="stack erase-person-question">
        {isError && <ProblemNotice error={erase.error} />}
        <p className="flush">{t.leaving.personGoes(goes)}</p>
        {found.held > 0 && <p className="flush">{t.leaving.personOnHold(found.held)}</p>}
        <p className="flush">{t.leaving.personStays}</p>
        <div className="actions end">
          <Button variant="default" onClick={props.onCancel} disabled={erase.isPending} data-autofocus>
            {t.common.cancel}
          </Button>
          <Button
            ref={confirm}
            color="red"
            onClick={() => erase.mutate(found.address)}
            loading={erase.isPending}
          >
            {t.leaving.eraseConfirm(goes)}
          </Button>
        </div>
      </div>
    </Modal>
  );
}
