import "./folders.css";
// "Edit folders" (J2): which remote folder belongs to which folder here, and from when on.
import { Modal } from "@mantine/core";
import { useMediaQuery } from "@mantine/hooks";
import { useQuery } from "@tanstack/react-query";
import type { Mailbox } from "../account/use-email-settings.ts";
import { call } from "../call.ts";
import { keys } from "../keys.ts";
import { DiagnosisView } from "../shell/diagnosis-view.tsx";
import { ProblemNotice } from "../shell/problem-notice.tsx";
import { useAllTexts } from "../words/words-provider.tsx";
import { FolderForm } from "./folder-form.tsx";
import { FormSkeleton } from "./form-skeleton.tsx";

export function EditFolders({
  mailbox,
  onClose,
}: {
  readonly mailbox: Mailbox;
  readonly onClose: () => void;
}) {
  const t = useAllTexts();
  const small = useMediaQuery("(max-width: 48em)", undefined, { getInitialValueInEffect: false });
  const picker = useQuery({
    queryKey: keys.picker(mailbox.id),
    queryFn: ({ signal }) => call("readFolderPicker", { params: { mailboxId: mailbox.id }, signal }),
    // Opening it asks the provider anew; while it is open nothing may change under the hands.
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 0,
  });
  return (
    <Modal
      opened
      onClose={onClose}
      title={t.folders.title}
      size={880}
      fullScreen={small}
      classNames={{ header: "folders-title", body: "folders-body", content: "folders-content" }}
      closeButtonProps={{ "aria-label": t.common.close }}
      closeOnClickOutside={false}
    >
      {picker.data !== undefined && picker.data.diagnosis === null && (
        <FolderForm mailbox={mailbox} picker={picker.data} onClose={onClose} />
      )}
      {picker.data !== undefined && picker.data.diagnosis !== null && (
        <div className="folders-scroll">
          <DiagnosisView
            title={t.folders.unreachable}
            diagnosis={picker.data.diagnosis}
            onRetry={() => void picker.refetch()}
            retrying={picker.isFetching}
          />
        </div>
      )}
      {picker.data === undefined && picker.error !== null && (
        <div className="folders-scroll">
          <ProblemNotice
            error={picker.error}
            title={t.folders.unreachable}
            onRetry={() => void picker.refetch()}
          />
        </div>
      )}
      {picker.isPending && <FormSkeleton mailbox={mailbox} onClose={onClose} />}
    </Modal>
  );
}
