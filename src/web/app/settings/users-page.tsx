import { Button, Modal, Select, Skeleton, TextInput } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { call } from "../call.ts";
import { keys } from "../keys.ts";
import { ProblemError } from "../problem-error.ts";
import { useSession } from "../session.ts";
import { DiagnosisView } from "../shell/diagnosis-view.tsx";
import { InviteLink } from "../shell/invite-link.tsx";
import { ProblemNotice } from "../shell/problem-notice.tsx";
import { useTitle } from "../shell/use-title.ts";
import { useAllTexts } from "../words/words-provider.tsx";
import { ErasePerson } from "./erase-person.tsx";
import { LeavingDialog } from "./leaving-dialog.tsx";
import type { WorkspaceUser } from "./leaving-mailbox.tsx";
import { SettingsNav } from "./settings-nav.tsx";

export function UsersPage() {
  const t = useAllTexts();
  useTitle(t.users.title);
  const [adding, add] = useDisclosure(false);
  const session = useSession();
  const [leaving, setLeaving] = useState<string | null>(null);
  const users = useQuery({ queryKey: keys.users, queryFn: ({ signal }) => call("listUsers", { signal }) });
  const all = users.data ?? [];
  const leaver = all.find(({ id }) => id === leaving);
  return (
    <div className="page">
      <SettingsNav />
      <div className="page-head">
        <div>
          <h1>{t.users.title}</h1>
          <p className="dim flush">{t.users.intro}</p>
        </div>
        <Button onClick={add.open}>{t.users.add}</Button>
      </div>
      {users.isPending && <Skeleton height={160} />}
      {users.isError && <ProblemNotice error={users.error} onRetry={() => void users.refetch()} />}
      {users.data !== undefined && (
        <div className="panel">
          <table className="table">
            <thead>
              <tr>
                <th scope="col">{t.users.name}</th>
                <th scope="col">{t.users.email}</th>
                <th scope="col">{t.users.role}</th>
                <th scope="col">{t.users.mailbox}</th>
              </tr>
            </thead>
            <tbody>
              {users.data.map((user) => (
                <UserRow key={user.id} user={user} onLeaving={() => setLeaving(user.id)} />
              ))}
            </tbody>
          </table>
        </div>
      )}
      {!users.isPending && <ErasePerson />}
      {leaver !== undefined && (
        <LeavingDialog
          user={leaver}
          colleagues={all.filter(({ id }) => id !== leaver.id && id !== session.id)}
          onClose={() => setLeaving(null)}
        />
      )}
      {adding && <AddUser onClose={add.close} />}
    </div>
  );
}

function UserRow({ user, onLeaving }: { readonly user: WorkspaceUser; readonly onLeaving: () => void }) {
  const t = useAllTexts();
  const [shown, show] = useDisclosure(false);
  const diagnosis = user.mailbox?.diagnosis ?? null;
  return (
    <>
      <tr>
        <th scope="row">{user.name}</th>
        <td data-label={t.users.email}>{user.email}</td>
        <td className="whole-words" data-label={t.users.role}>
          {t.users.roles[user.role]}
        </td>
        <td data-label={t.users.mailbox}>
          {user.mailbox === null ? (
            <KeptMailboxes user={user} />
          ) : (
            <span className="mailbox-cell">
              <span className="state-dot" data-state={user.mailbox.state} />
              <span>
                <bdi>{user.mailbox.address}</bdi>
                <span className="dim"> – {t.users.states[user.mailbox.state]}</span>
                {diagnosis !== null && (
                  <>
                    {" "}
                    <button
                      type="button"
                      className="text-button"
                      aria-expanded={shown}
                      aria-label={t.doctor.whyOf(user.mailbox.address)}
                      onClick={show.toggle}
                    >
                      {t.doctor.why}
                    </button>
                  </>
                )}
              </span>
            </span>
          )}
          {(user.mailbox !== null || user.kept.length > 0) && (
            <button
              type="button"
              className="text-button"
              aria-label={t.leaving.openOf(user.name)}
              onClick={onLeaving}
            >
              {t.leaving.open}
            </button>
          )}
        </td>
      </tr>
      {shown && diagnosis !== null && (
        <tr>
          <td colSpan={4}>
            <DiagnosisView diagnosis={diagnosis} />
          </td>
        </tr>
      )}
    </>
  );
}

function KeptMailboxes({ user }: { readonly user: WorkspaceUser }) {
  const t = useAllTexts();
  if (user.kept.length === 0) return <span className="dim">{t.users.noMailbox}</span>;
  return user.kept.map(({ id, address }) => (
    <span className="mailbox-cell" key={id}>
      <span className="state-dot" data-state="stopped" />
      <span>
        <bdi>{address}</bdi>
        <span className="dim"> – {t.users.states.stopped}</span>
      </span>
    </span>
  ));
}

function AddUser({ onClose }: { readonly onClose: () => void }) {
  const t = useAllTexts();
  const client = useQueryClient();
  const [name, setName] = useState("");
  const [email, setEmail] = useState("");
  const [role, setRole] = useState<"user" | "admin">("user");
  const create = useMutation({
    mutationFn: () => call("createUser", { body: { name: name.trim(), email: email.trim(), role } }),
    onSuccess: () => client.invalidateQueries({ queryKey: keys.users }),
  });
  const refused = create.error instanceof ProblemError ? create.error : null;
  function submit(event: FormEvent): void {
    event.preventDefault();
    create.mutate();
  }
  return (
    <Modal
      opened
      onClose={onClose}
      title={create.data === undefined ? t.users.add : t.users.linkTitle(create.data.user.name)}
      closeButtonProps={{ "aria-label": t.common.close }}
      closeOnClickOutside={create.data === undefined}
    >
      {create.data !== undefined ? (
        <InviteLink url={create.data.inviteUrl} lead={t.users.linkBody} onClose={onClose} />
      ) : (
        <form className="stack" onSubmit={submit}>
          {create.isError && refused?.problem.errors === undefined && <ProblemNotice error={create.error} />}
          <TextInput
            label={t.users.name}
            required
            withAsterisk={false}
            maxLength={200}
            value={name}
            error={refused?.field("name", t)}
            onChange={(event) => setName(event.currentTarget.value)}
          />
          <TextInput
            label={t.users.email}
            type="email"
            required
            withAsterisk={false}
            maxLength={320}
            value={email}
            error={refused?.field("email", t)}
            onChange={(event) => setEmail(event.currentTarget.value)}
          />
          <Select
            label={t.users.role}
            data={(["user", "admin"] as const).map((each) => ({ value: each, label: t.users.roles[each] }))}
            value={role}
            onChange={(value) => setRole(value === "admin" ? "admin" : "user")}
            allowDeselect={false}
          />
          <div className="actions end">
            <Button variant="default" onClick={onClose}>
              {t.common.cancel}
            </Button>
            <Button type="submit" loading={create.isPending}>
              {t.users.add}
            </Button>
          </div>
        </form>
      )}
    </Modal>
  );
}
