import { useTitle } from "../shell/use-title.ts";
import { useAllTexts } from "../words/words-provider.tsx";
import { EmailSettingsPanel } from "./email-settings-panel.tsx";

export function AccountPage() {
  const t = useAllTexts();
  useTitle(t.panel.page);
  return (
    <div className="page">
      <h1>{t.panel.page}</h1>
      <EmailSettingsPanel />
    </div>
  );
}
