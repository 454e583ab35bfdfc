import { type MantineColorScheme, Menu, useMantineColorScheme } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { call } from "../call.ts";
import { type Session, useBecome } from "../session.ts";
import type { Language } from "../words/chosen-language.ts";
import { useWords } from "../words/words-provider.tsx";
import { PopupTarget } from "./popup-target.tsx";
import type { Popup } from "./use-popup.ts";

const SCHEMES = ["auto", "light", "dark"] as const satisfies MantineColorScheme[];
const LANGUAGES: Readonly<Record<Language, string>> = { en: "English", nl: "Nederlands" };

export function UserMenuList(props: Popup & { readonly session: Session }) {
  const { t } = useWords();
  const { session } = props;
  const navigate = useNavigate();
  const become = useBecome();
  const signOut = useMutation({
    mutationFn: () => call("signOut"),
    onSettled: async () => {
      become(null);
      await navigate({ to: "/sign-in", search: {} });
    },
  });
  return (
    <Menu
      id={props.id}
      opened={props.opened}
      onChange={props.onClose}
      position="bottom-end"
      width={240}
      shadow="md"
      withInitialFocusPlaceholder={false}
    >
      <Menu.Target>
        <PopupTarget button={props.button} />
      </Menu.Target>
      <Menu.Dropdown>
        <div className="user-card">
          <span>{session.name}</span>
          <span>{session.email}</span>
          <span>{session.workspace?.name ?? t.shell.operator}</span>
        </div>
        <Menu.Divider />
        {session.kind === "user" && (
          <Menu.Item onClick={() => void navigate({ to: "/account/email-settings" })}>
            {t.shell.account}
          </Menu.Item>
        )}
        {session.role === "admin" && (
          <>
            <Menu.Label>{t.shell.systemSettings}</Menu.Label>
            <Menu.Item onClick={() => void navigate({ to: "/settings/providers" })}>
              {t.shell.providers}
            </Menu.Item>
            <Menu.Item onClick={() => void navigate({ to: "/settings/users" })}>{t.shell.users}</Menu.Item>
            <Menu.Item onClick={() => void navigate({ to: "/settings/records" })}>
              {t.shell.records}
            </Menu.Item>
          </>
        )}
        <Choices />
        <Menu.Divider />
        <Menu.Item onClick={() => signOut.mutate()}>{t.shell.signOut}</Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}

function Choices() {
  const { t, language, setLanguage } = useWords();
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  return (
    <>
      <Menu.Label>{t.shell.appearance}</Menu.Label>
      <Menu.RadioGroup
        value={colorScheme}
        onChange={(value) => setColorScheme(SCHEMES.find((each) => each === value) ?? "auto")}
      >
        {SCHEMES.map((scheme) => (
          <Menu.RadioItem key={scheme} value={scheme}>
            {t.shell[scheme]}
          </Menu.RadioItem>
        ))}
      </Menu.RadioGroup>
      <Menu.Label>{t.shell.languageLabel}</Menu.Label>
      <Menu.RadioGroup value={language} onChange={(value) => setLanguage(value === "nl" ? "nl" : "en", true)}>
        {(Object.keys(LANGUAGES) as Language[]).map((each) => (
          <Menu.RadioItem key={each} value={each}>
            <span lang={each}>{LANGUAGES[each]}</span>
          </Menu.RadioItem>
        ))}
      </Menu.RadioGroup>
    </>
  );
}
