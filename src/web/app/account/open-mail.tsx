import { Link } from "@tanstack/react-router";
import { useTexts } from "../words/words-provider.tsx";

export function OpenMail() {
  const t = useTexts();
  return (
    <Link to="/mail/{-$folderId}/{-$messageId}" className="text-link open-mail">
      {t.panel.openMail}
    </Link>
  );
}
