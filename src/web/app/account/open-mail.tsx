import { Link } from "@tanstack/react-router";
import { useAllTexts } from "../words/words-provider.tsx";

export function OpenMail() {
  const t = useAllTexts();
  return (
    <Link to="/mail/{-$folderId}/{-$messageId}" className="text-link open-mail">
      {t.panel.openMail}
    </Link>
  );
}
