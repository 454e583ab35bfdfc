import { Button, Modal, Stack } from "@mantine/core";
import { useTexts } from "../words/words-provider.tsx";
import type { Target } from "./acts.ts";
import { plainName } from "./people.ts";

/** Says exactly what goes, before it goes for good. */
export function EraseDialog(props: {
  readonly opened: boolean;
  readonly target: Target | null;
  readonly provider: string;
  readonly onErase: () => void;
  readonly onClose: () => void;
}) {
  const t = useTexts();
  const { target } = props;
  const count = target?.count ?? 0;
  const [row] = target?.rows ?? [];
  return (
    <Modal
      opened={props.opened}
      onClose={props.onClose}
      title={target?.ids === "all" ? t.act.emptyTitle : t.act.eraseTitle(count)}
      size="md"
      closeButtonProps={{ "aria-label": t.common.close }}
    >
      <Stack gap="sm">
        {count === 1 && row !== undefined && (
          <p className="flush strong">
            <bdi>{plainName(row.subject) || t.mail.noSubject}</bdi>
          </p>
        )}
        <p className="flush">{t.act.eraseBody(count, props.provider)}</p>
        <p className="flush dim">{t.act.eraseUndo}</p>
        <div className="actions end">
          <Button variant="default" onClick={props.onClose} data-autofocus>
            {t.common.cancel}
          </Button>
          <Button color="red" onClick={props.onErase}>
            {t.act.eraseConfirm(count)}
          </Button>
        </div>
      </Stack>
    </Modal>
  );
}
