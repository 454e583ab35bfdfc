// Records from a CSV file: read by the server, which tells why it left a line out.
import { Button, Progress } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useEffect, useRef, useState } from "react";
import type { AnswerOf } from "../../../../api/operations.ts";
import { paths } from "../../../../api/paths.ts";
import { keys } from "../../keys.ts";
import { sendBytes } from "../../send-bytes.ts";
import { Icon } from "../../shell/icon.tsx";
import { ProblemNotice } from "../../shell/problem-notice.tsx";
import { useFormat } from "../../words/use-format.ts";
import { useAllTexts } from "../../words/words-provider.tsx";

type Result = AnswerOf<"importRecords">;

const COLUMNS = ["type", "id", "name", "addresses", "url", "shown"] as const;
const EXAMPLE = `type,id,name,addresses,url,shown
candidate,10482,Eva de Wit,eva.dewit@example.nl eva@dewit.example,https://recruit.example/candidates/10482,full
company,77,"Northwind Traders, Inc.",info@northwind.example,,subject
`;
const EXAMPLE_URL = `data:text/csv;charset=utf-8,${encodeURIComponent(EXAMPLE)}`;
/** Whoever has more to mend than this mends these first. */
const WRONG_SHOWN_MAX = 50;

export function RecordImport() {
  const t = useAllTexts();
  const format = useFormat();
  const client = useQueryClient();
  const input = useRef<HTMLInputElement>(null);
  const choose = useRef<HTMLButtonElement>(null);
  const [file, setFile] = useState<File | null>(null);
  const [part, setPart] = useState(0);
  const stop = useRef<AbortController | null>(null);
  // Whoever goes elsewhere doesn't wait for the upload.
  useEffect(() => () => stop.current?.abort(), []);
  const send = useMutation({
    mutationFn: (chosen: File) => {
      setPart(0);
      stop.current = new AbortController();
      const [method, url] = paths.importRecords;
      return sendBytes<Result>({
        method,
        url,
        file: chosen,
        onProgress: setPart,
        signal: stop.current.signal,
      });
    },
    onSuccess: () => {
      setFile(null);
      void client.invalidateQueries({ queryKey: keys.recordRules });
      void client.invalidateQueries({ queryKey: keys.allRecords });
    },
  });
  const { isSuccess } = send;
  // The button that was pressed goes.
  useEffect(() => {
    if (isSuccess) choose.current?.focus({ preventScroll: true });
  }, [isSuccess]);
  return (
    <section className="panel record-import" aria-labelledby="record-import">
      <div className="panel-head">
        <h2 id="record-import">{t.records.importTitle}</h2>
      </div>
      <div className="panel-body">
        <div className="stack record-columns">
          <p className="flush">{t.records.importIntro}</p>
          <dl>
            {COLUMNS.map((column) => (
              <div key={column}>
                <dt>
                  <code>{column}</code>
                </dt>
                <dd className="dim">{t.records.columns[column]}</dd>
              </div>
            ))}
          </dl>
          <p className="flush">
            {t.records.importKnown}{" "}
            <a className="text-link" href={EXAMPLE_URL} download="records.csv">
              {t.records.example}
            </a>
          </p>
        </div>
        <div className="actions">
          <Button
            ref={choose}
            variant="default"
            disabled={send.isPending}
            onClick={() => input.current?.click()}
          >
            {file === null ? t.records.choose : t.records.chooseOther}
          </Button>
          <input
            ref={input}
            type="file"
            hidden
            accept=".csv,.txt,text/csv,text/plain"
            aria-label={t.records.file}
            onChange={(event) => {
              const chosen = event.currentTarget.files?.[0];
              if (chosen !== undefined) {
                setFile(chosen);
                send.reset();
              }
              event.currentTarget.value = "";
            }}
          />
          {file !== null && (
            <>
              <span className="record-file">
                <bdi>{file.name}</bdi> <span className="dim numbers">{format.size(file.size)}</span>
              </span>
              <Button loading={send.isPending} onClick={() => send.mutate(file)}>
                {t.records.import}
              </Button>
            </>
          )}
        </div>
        {send.isPending && <Sending part={part} />}
        <div role="status">
          {send.isError && <ProblemNotice error={send.error} />}
          {send.data !== undefined && <Done result={send.data} />}
        </div>
      </div>
    </section>
  );
}

function Sending({ part }: { readonly part: number }) {
  const t = useAllTexts();
  const label = part < 1 ? t.records.uploading : t.records.reading;
  return (
    <div className="importing">
      <span className="dim small">{label}</span>
      <Progress value={part * 100} size="sm" animated={part >= 1} aria-label={label} />
    </div>
  );
}

function Done({ result }: { readonly result: Result }) {
  const t = useAllTexts();
  const format = useFormat();
  const { wrong } = result;
  const rest = wrong.length - WRONG_SHOWN_MAX;
  return (
    <>
      <div className="panel-notice" data-kind="good">
        <Icon name="check" />
        <div className="panel-notice-body">
          <p className="panel-notice-title">{t.records.done}</p>
          <dl className="receipt numbers">
            {(["made", "changed", "same"] as const).map((kind) => (
              <div key={kind}>
                <dt>{t.records[kind]}</dt>
                <dd>{format.number(result[kind])}</dd>
              </div>
            ))}
          </dl>
        </div>
      </div>
      {wrong.length > 0 && (
        <div className="panel-notice" data-kind="warning">
          <Icon name="alert" />
          <div className="panel-notice-body">
            <p className="panel-notice-title">{t.records.leftOut(wrong.length)}</p>
            <ul className="left-out">
              {wrong.slice(0, WRONG_SHOWN_MAX).map(({ at, code, column, value }) => (
                <li key={at}>{t.records.line(at, t.records.wrong[code](column, value))}</li>
              ))}
            </ul>
            {rest > 0 && <p className="flush dim">{t.records.moreLeftOut(rest)}</p>}
          </div>
        </div>
      )}
    </>
  );
}
