import { Icon } from "./icon.tsx";

/** How far a step has come; what isn't done and hasn't failed is open. */
export function StepMark({ state }: { readonly state: string }) {
  return (
    <span className="test-mark">
      {state === "done" && <Icon name="check" size={16} />}
      {state === "failed" && <Icon name="alert" size={16} />}
      {state !== "done" && state !== "failed" && <span className="test-dot" />}
    </span>
  );
}
