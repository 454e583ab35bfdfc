import { useTexts } from "../words/words-provider.tsx";

export function OpenedBones() {
  const t = useTexts();
  return (
    <div className="record-opened-bones" aria-busy="true">
      <span className="visually-hidden">{t.common.loading}</span>
      <span className="bone" style={{ width: "40%" }} />
      <span className="bone" style={{ width: "92%" }} />
      <span className="bone" style={{ width: "85%" }} />
      <span className="bone" style={{ width: "60%" }} />
    </div>
  );
}
