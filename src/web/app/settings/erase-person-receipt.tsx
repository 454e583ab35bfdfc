import type { AnswerOf } from "../../../api/operations.ts";
import { Notice } from "../account/notice.tsx";
import { useFormat } from "../words/use-format.ts";
import { useAllTexts } from "../words/words-provider.tsx";

export function ErasePersonReceipt({ receipt }: { readonly receipt: AnswerOf<"erasePerson"> }) {
  const t = useAllTexts();
  const format = useFormat();
  const { address, messages, mailboxes, held, waiting } = receipt;
  const isErased = messages > 0;
  const kind = isErased ? "good" : "info";
  return (
    <Notice
      kind={waiting > 0 ? "warning" : kind}
      title={isErased ? t.leaving.erased(address) : t.leaving.personNotErased(address)}
    >
      <p className="flush dim">
        <time dateTime={receipt.at} title={format.full(receipt.at)}>
          {format.exact(receipt.at)}
        </time>
      </p>
      {isErased && <p className="flush">{t.leaving.personErased(messages, mailboxes)}</p>}
      {held > 0 && <p className="flush">{t.leaving.personHeldStayed(held)}</p>}
      {waiting > 0 && <p className="flush">{t.leaving.personWaiting(waiting)}</p>}
    </Notice>
  );
}
