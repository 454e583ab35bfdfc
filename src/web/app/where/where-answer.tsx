import "./where.css";
import { Button } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import type { AnswerOf } from "../../../api/operations.ts";
import { Notice } from "../account/notice.tsx";
import { DiagnosisView } from "../shell/diagnosis-view.tsx";
import type { AllTexts } from "../words/load-texts.ts";
import { type Format, useFormat } from "../words/use-format.ts";
import { useAllTexts } from "../words/words-provider.tsx";

type Answer = AnswerOf<"whereIsMail">;
type Found = Answer["found"][number];
type Gap = Answer["gaps"][number];

interface Props {
  readonly answer: Answer;
  readonly providerName: string;
  /** A message of the answer is opened. */
  readonly onOpen: () => void;
  /** Null when the provider was asked, or can't be. */
  readonly onSearch: (() => void) | null;
  readonly searching: boolean;
}

export function WhereAnswerView(props: Props) {
  const t = useAllTexts();
  const format = useFormat();
  const { answer, providerName, onSearch } = props;
  const { outcome, found, more, problem, provider } = answer;
  const title =
    outcome === "found"
      ? t.where.outcomes.found(found.length, more)
      : outcome === "atProvider"
        ? t.where.outcomes.atProvider(providerName)
        : t.where.outcomes[outcome];
  const isHere = found.some(({ place }) => place.kind === "here" || place.kind === "waiting");
  return (
    <section className="where-answer">
      <h3>{title}</h3>
      {found.length > 0 && (
        <ul className="where-found">
          {found.map((each) => (
            <FoundItem key={each.messageId} found={each} onOpen={props.onOpen} />
          ))}
        </ul>
      )}
      {answer.erased !== null && (
        <p className="flush">
          {t.where.erased[answer.erased.byAge ? "byAge" : "byAdmin"](format.exact(answer.erased.at))}
        </p>
      )}
      {outcome === "stopped" && <p className="flush">{t.where.stopped}</p>}
      {outcome === "beforeImport" && <p className="flush">{t.where.beforeImport}</p>}
      {outcome === "nothing" && <p className="flush">{t.where.nothing(provider !== null)}</p>}
      {found.length === 0 && problem !== null && <DiagnosisView diagnosis={problem} />}
      {provider === null ? (
        found.length === 0 && outcome !== "beforeImport" && <Gaps gaps={answer.gaps} />
      ) : (
        <AtProvider provider={provider} providerName={providerName} lead={outcome !== "atProvider"} />
      )}
      {onSearch !== null && !isHere && (
        <Notice
          kind="info"
          action={
            <Button variant="default" onClick={onSearch} loading={props.searching}>
              {t.where.searchThere}
            </Button>
          }
        >
          {answer.unmapped.length === 0
            ? t.where.permissionMapped(providerName)
            : t.where.permission(answer.unmapped.length, providerName)}
        </Notice>
      )}
      <LookedAt answer={answer} providerName={providerName} />
    </section>
  );
}

function FoundItem({ found, onOpen }: { readonly found: Found; readonly onOpen: () => void }) {
  const t = useAllTexts();
  const format = useFormat();
  const { messageId, subject, from, date, place } = found;
  const folder = "folder" in place && place.kind !== "departed" ? place.folder : null;
  const sender = from[0]?.name || from[0]?.address || t.mail.nobody;
  const named = subject === "" ? t.mail.noSubject : subject;
  return (
    <li>
      <p className="flush where-subject">
        <strong>{named}</strong>
        {folder !== null && (
          <Link
            to="/mail/{-$folderId}/{-$messageId}"
            params={{ folderId: folder.id, messageId }}
            className="text-link"
            aria-label={t.where.openOf(named)}
            onClick={onOpen}
          >
            {t.where.open}
          </Link>
        )}
      </p>
      <p className="flush dim">
        <bdi>{sender}</bdi>
        {" – "}
        <time dateTime={date} title={format.full(date)}>
          {t.where.came(format.exact(date))}
        </time>
      </p>
      <p className="flush">{placeText(place, t, format)}</p>
    </li>
  );
}

function placeText(place: Found["place"], t: AllTexts, format: Format): string {
  const when = (iso: string) => format.when(iso, Date.now());
  switch (place.kind) {
    case "here":
      if (place.folder.role === "junk") return t.where.junk;
      if (place.folder.role === "deleted") return t.where.deleted;
      return t.where.here(labelOf(place.folder, t));
    case "hereOnly":
      return t.where.hereOnly(labelOf(place.folder, t));
    case "waiting":
      return place.folder === null
        ? t.where.waitingGone(when(place.since))
        : t.where.waiting(labelOf(place.folder, t), when(place.since));
    case "missed":
      return t.where.missed(labelOf(place.folder, t), when(place.since));
    case "departed":
      return place.folder === null
        ? t.where.departedUnknown(when(place.at))
        : t.where.departed(labelOf(place.folder, t), when(place.at));
    case "ended":
      return place.at === null ? t.where.erasedAtUnknown : t.where.ended[place.how](when(place.at));
  }
}

function labelOf(folder: Gap["folder"], t: AllTexts): string {
  return folder.role === null ? folder.name : t.mail.roles[folder.role];
}

function Gaps({ gaps }: { readonly gaps: readonly Gap[] }) {
  const t = useAllTexts();
  const format = useFormat();
  if (gaps.length === 0) return null;
  return (
    <>
      <p className="flush">{t.where.gapsLead}</p>
      <ul className="where-list">
        {gaps.map((gap) => (
          <li key={`${gap.folder.id} ${gap.kind}`}>{gapText(gap, t, format)}</li>
        ))}
      </ul>
    </>
  );
}

function gapText({ kind, folder, count, importFrom }: Gap, t: AllTexts, format: Format): string {
  const name = labelOf(folder, t);
  if (kind === "beforeImport" && importFrom !== null) {
    return t.where.gaps.beforeImportDate(name, count, format.date(importFrom));
  }
  return t.where.gaps[kind](name, count);
}

function AtProvider(props: {
  readonly provider: NonNullable<Answer["provider"]>;
  readonly providerName: string;
  /** False where the title says already whose folders these are. */
  readonly lead: boolean;
}) {
  const t = useAllTexts();
  const { hits, failed } = props.provider;
  return (
    <>
      {props.lead && (
        <p className="flush">
          {hits.length === 0 ? t.where.notThere(props.providerName) : t.where.thereToo(props.providerName)}
        </p>
      )}
      {hits.length > 0 && (
        <ul className="where-list">
          {hits.map(({ path, folder, kind, count }) => (
            <li key={`${path} ${kind}`}>
              {t.where.hits[kind](folder === null ? path : labelOf(folder, t), count)}
            </li>
          ))}
        </ul>
      )}
      {failed.length > 0 && <p className="flush">{t.where.failed(failed.join(", "))}</p>}
    </>
  );
}

function LookedAt({ answer, providerName }: Pick<Props, "answer" | "providerName">) {
  const t = useAllTexts();
  const format = useFormat();
  const { lookedAt, provider } = answer;
  const when = (iso: string) => format.when(iso, Date.now());
  return (
    <div className="dim where-evidence">
      <p className="flush">
        {t.where.lookedAt(lookedAt.folders, lookedAt.upTo === null ? null : when(lookedAt.upTo))}
      </p>
      {provider !== null && (
        <p className="flush">
          {t.where.searched(provider.folders, providerName, when(provider.at))}{" "}
          {provider.leftOut.length > 0 && t.where.leftOut(provider.leftOut.join(", "))}
        </p>
      )}
    </div>
  );
}
