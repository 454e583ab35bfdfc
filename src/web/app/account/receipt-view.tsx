import { useFormat } from "../words/use-format.ts";
import { useAllTexts } from "../words/words-provider.tsx";
import { Notice } from "./notice.tsx";
import { OpenMail } from "./open-mail.tsx";
import type { EmailSettings } from "./use-email-settings.ts";

export function ReceiptView({ receipt }: { readonly receipt: NonNullable<EmailSettings["receipt"]> }) {
  const t = useAllTexts();
  const format = useFormat();
  const list = new Intl.ListFormat(t.locale, { type: "conjunction" });
  const parts = t.panel.receiptParts;
  const name = (part: keyof typeof parts) =>
    part === "mail" ? t.panel.receiptMail(receipt.messages) : parts[part];
  return (
    <Notice kind="good" title={t.panel.receiptTitle(receipt.address)}>
      <p className="flush dim">
        <time dateTime={receipt.at} title={format.full(receipt.at)}>
          {format.exact(receipt.at)}
        </time>
      </p>
      <dl className="receipt">
        {receipt.removed.length > 0 && (
          <div>
            <dt>{t.panel.receiptRemoved}</dt>
            <dd>{list.format(receipt.removed.map(name))}</dd>
          </div>
        )}
        {receipt.kept.length > 0 && (
          <div>
            <dt>{t.panel.receiptKept}</dt>
            <dd>
              {list.format(receipt.kept.map(name))} {receipt.messages > 0 && <OpenMail />}
            </dd>
          </div>
        )}
      </dl>
      {receipt.permission === "takenBack" && <p className="flush">{t.panel.receiptTakenBack}</p>}
      {receipt.permission !== "takenBack" && receipt.providerList !== null && (
        <p className="flush">
          {t.panel.receiptLists[receipt.permission]}{" "}
          <a className="text-link" href={receipt.providerList.url} target="_blank" rel="noopener noreferrer">
            {receipt.providerList.name}
            <span className="visually-hidden"> ({t.panel.newTab})</span>
          </a>
        </p>
      )}
    </Notice>
  );
}
