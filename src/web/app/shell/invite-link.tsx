import { Button } from "@mantine/core";
import { useAllTexts } from "../words/words-provider.tsx";
import { CopyField } from "./copy-field.tsx";

/** A one-time link to hand over; it can't be shown again. */
export function InviteLink(props: {
  readonly url: string;
  readonly lead: string;
  readonly onClose: () => void;
}) {
  const t = useAllTexts();
  return (
    <div className="stack">
      <p className="flush">{props.lead}</p>
      <CopyField label={t.users.link} description={t.users.linkWarning} value={props.url} />
      <div className="actions end">
        <Button variant="default" onClick={props.onClose}>
          {t.common.close}
        </Button>
      </div>
    </div>
  );
}
