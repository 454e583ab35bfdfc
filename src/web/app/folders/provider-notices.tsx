// What the user's settings at the provider keep from us: it can only be changed there.
import { Notice } from "../account/notice.tsx";
import type { RemoteCounts } from "../live/apply-live-event.ts";
import { useAllTexts } from "../words/words-provider.tsx";
import { cutOffAt, type FolderPicker } from "./folder-draft.ts";

export function UnlistedNotice({ unlisted }: Pick<FolderPicker, "unlisted">) {
  const t = useAllTexts();
  if (unlisted.length === 0) return null;
  const { gmail } = t.folders;
  const names = new Intl.ListFormat(t.locale).format(unlisted.map((label) => gmail.labels[label]));
  return (
    <Notice kind="warning" title={gmail.unlistedTitle(names)}>
      {gmail.unlisted}
    </Notice>
  );
}

/** Known only once all is counted: where it stands nothing below is pushed away. */
export function LimitNotice(props: { readonly picker: FolderPicker; readonly counts: RemoteCounts }) {
  const t = useAllTexts();
  const limit = cutOffAt(props.picker, props.counts);
  if (limit === null) return null;
  return (
    <Notice kind="warning" title={t.folders.gmail.limitTitle(limit)}>
      {t.folders.gmail.limit}
    </Notice>
  );
}
