import "./settings.css";
import { Link } from "@tanstack/react-router";
import { Icon } from "../shell/icon.tsx";
import { useAllTexts } from "../words/words-provider.tsx";
import type { AdminProvider } from "./providers-page.tsx";

/** For an admin, on every page. */
export function ExpiryLink({ providers }: { readonly providers: readonly AdminProvider[] }) {
  const { registration } = useAllTexts();
  const [first] = providers
    .filter(({ expiry }) => expiry !== null)
    .toSorted((a, b) => (a.expiry?.daysLeft ?? 0) - (b.expiry?.daysLeft ?? 0));
  if (first?.expiry == null || first.credential === null) return null;
  const text = `${first.name}: ${registration.ends[first.credential.kind](first.expiry.daysLeft)}`;
  return (
    <Link to="/settings/providers" className="expiry-link" title={text} data-urgent={first.expiry.urgent}>
      <Icon name="alert" />
      <span>{text}</span>
    </Link>
  );
}
