import { Progress } from "@mantine/core";
import { plainName } from "../mail/people.ts";
import { Icon } from "../shell/icon.tsx";
import { useFormat } from "../words/use-format.ts";
import { useTexts } from "../words/words-provider.tsx";
import type { Files, FileUnderWay } from "./use-files.ts";
import type { WrittenFile } from "./written.ts";

/** The files beside the text, and those that are on their way. */
export function FileList(props: {
  readonly written: readonly WrittenFile[];
  readonly files: Files;
  readonly onRemove: (file: WrittenFile) => void;
}) {
  const t = useTexts();
  const format = useFormat();
  const beside = props.written.filter(({ source }) => source.contentId === null);
  const { underWay, drop } = props.files;
  if (beside.length + underWay.length === 0) return null;
  return (
    <ul className="compose-files" aria-label={t.mail.attachments}>
      {beside.map((file) => {
        const name = plainName(file.fileName) || t.mail.unnamed;
        return (
          <li key={JSON.stringify(file.source)} className="compose-file">
            <Icon name="clip" size={16} />
            <bdi className="compose-file-name" title={name}>
              {name}
            </bdi>
            <span className="dim numbers">{format.size(file.size)}</span>
            <button
              type="button"
              aria-label={t.compose.removeFile(name)}
              onClick={() => props.onRemove(file)}
            >
              <Icon name="close" size={12} />
            </button>
          </li>
        );
      })}
      {underWay.map((file) => (
        <UnderWay key={file.key} file={file} onDrop={() => drop(file.key)} />
      ))}
    </ul>
  );
}

function UnderWay({ file, onDrop }: { readonly file: FileUnderWay; readonly onDrop: () => void }) {
  const t = useTexts();
  const format = useFormat();
  const name = plainName(file.name) || t.mail.unnamed;
  return (
    <li className="compose-file" data-failed={file.failed ?? undefined}>
      <Icon name={file.failed === null ? "clip" : "alert"} size={16} />
      <bdi className="compose-file-name" title={name}>
        {name}
      </bdi>
      {file.failed === null ? (
        <Progress
          className="compose-progress"
          value={file.sent * 100}
          aria-label={t.compose.sendingFile(name)}
        />
      ) : (
        <span role="status">{t.compose.fileFailed[file.failed](format.size(file.size))}</span>
      )}
      <button type="button" aria-label={t.compose.removeFile(name)} onClick={onDrop}>
        <Icon name="close" size={12} />
      </button>
    </li>
  );
}
