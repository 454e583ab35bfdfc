import { Link } from "@tanstack/react-router";
import { useTexts } from "../words/words-provider.tsx";

export function SettingsNav() {
  const t = useTexts();
  return (
    <nav className="sub-nav" aria-label={t.shell.systemSettings}>
      <span className="dim">{t.shell.systemSettings}</span>
      <Link to="/settings/providers">{t.shell.providers}</Link>
      <Link to="/settings/users">{t.shell.users}</Link>
      <Link to="/settings/records">{t.shell.records}</Link>
    </nav>
  );
}
