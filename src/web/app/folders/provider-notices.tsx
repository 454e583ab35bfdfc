// What the user's settings at the provider keep from us: it can only be changed there.
import { Notice } from "../account/notice.tsx";
import type { RemoteCounts } from "../live/apply-live-event.ts";
import { useTexts } from "../words/words-provider.tsx";
import { cutOffAt, type FolderPicker } from "./folder-draft.ts";

export function ProviderNotices(props: { readonly picker: FolderPicker; readonly counts: RemoteCounts }) {
  const t = useTexts();
  const { unlisted } = props.picker;
  const limit = cutOffAt(props.picker, props.counts);
  const { gmail } = t.folders;
  const names = new Intl.ListFormat(t.locale).format(unlisted.map((label) => gmail.labels[label]));
  return (
    <>
      {unlisted.length > 0 && (
        <Notice kind="warning" title={gmail.unlistedTitle(names)}>
          {gmail.unlisted}
        </Notice>
      )}
      {limit !== null && (
        <Notice kind="warning" title={gmail.limitTitle(limit)}>
          {gmail.limit}
        </Notice>
      )}
    </>
  );
}
