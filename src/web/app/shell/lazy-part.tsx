// Parts of a page that are needed only after a press, each in a chunk of its own: loaded once the page has what it shows, so
// that a press finds them there, and at the latest when they are wanted. Unlike React.lazy they can be tried again, and
// what is there already is shown at once, without a frame in which it is not.
import { Button } from "@mantine/core";
import { type ComponentType, type ReactNode, useEffect, useState, useSyncExternalStore } from "react";
import { useTexts } from "../words/words-provider.tsx";
import { Icon } from "./icon.tsx";
import { prefetchWhenIdle } from "./idle-prefetch.ts";

interface Part<P> {
  readonly load: () => Promise<void>;
  /** Null until it is there. */
  readonly component: () => ComponentType<P> | null;
  readonly subscribe: (listener: () => void) => () => void;
}

/** How a part that is wanted and isn't there can be tried again; `again`: it was, in vain. */
interface Failure {
  readonly retry: () => void;
  readonly again: boolean;
}

function createPart<P>(importer: () => Promise<ComponentType<P>>): Part<P> {
  let component: ComponentType<P> | null = null;
  let loading: Promise<void> | null = null;
  const listeners = new Set<() => void>();
  async function load(): Promise<void> {
    try {
      component = await importer();
    } catch (error) {
      loading = null;
      throw error;
    }
    for (const each of listeners) each();
  }
  const part: Part<P> = {
    load: () => (loading ??= load()),
    component: () => component,
    subscribe: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
  prefetchWhenIdle(part.load);
  return part;
}

function usePart<P>(part: Part<P>, wanted: boolean) {
  const Component = useSyncExternalStore(part.subscribe, part.component);
  const [attempts, setAttempts] = useState(1);
  const [failed, setFailed] = useState(0);
  useEffect(() => {
    if (!wanted) return;
    let here = true;
    part.load().catch(() => here && setFailed(attempts));
    return () => {
      here = false;
      setFailed(0);
    };
  }, [part, wanted, attempts]);
  const failure: Failure | null =
    failed === 0 ? null : { retry: () => setAttempts(attempts + 1), again: attempts > 1 };
  return { Component, failure };
}

/** `Meanwhile` stands in its place until it is there. */
export function lazyPart<P extends object>(
  importer: () => Promise<ComponentType<P>>,
  Meanwhile: (props: { readonly failure: Failure | null }) => ReactNode = Missing,
): (props: P) => ReactNode {
  const part = createPart(importer);
  return function LazyPart(props: P) {
    const { Component, failure } = usePart(part, true);
    return Component === null ? <Meanwhile failure={failure} /> : <Component {...props} />;
  };
}

interface Overlay {
  readonly opened: boolean;
  readonly onClose: () => void;
}

/** Menus and dialogs, for which a button or a key is there before they are. */
export function lazyOverlay<P extends Overlay>(
  importer: () => Promise<ComponentType<P>>,
): (props: P) => ReactNode {
  const part = createPart(importer);
  return function LazyOverlay(props: P) {
    const { Component, failure } = usePart(part, props.opened);
    if (Component !== null) return <Opening Component={Component} overlay={props} />;
    return props.opened && <Missing failure={failure} />;
  };
}

/** Closed at first: what begins opened neither fades in nor gives the keyboard back where it was. */
function Opening<P extends Overlay>(props: { readonly Component: ComponentType<P>; readonly overlay: P }) {
  const { Component, overlay } = props;
  const [mounted, setMounted] = useState(false);
  useEffect(() => setMounted(true), []);
  return <Component {...overlay} opened={overlay.opened && mounted} />;
}

function Missing({ failure }: { readonly failure: Failure | null }) {
  const t = useTexts();
  if (failure === null) return null;
  return (
    <div className="notices" role="alert">
      <div className="notice">
        <Icon name="alert" />
        {t.common.partMissing}
        <button type="button" onClick={() => tryAgain(failure)}>
          {failure.again ? t.common.reload : t.common.tryAgain}
        </button>
      </div>
    </div>
  );
}

/** Where the part itself would stand. */
export function PartProblem({ failure }: { readonly failure: Failure }) {
  const t = useTexts();
  return (
    <div className="diagnosis" role="alert">
      <span className="diagnosis-icon">
        <Icon name="alert" size={20} />
      </span>
      <div className="diagnosis-body">
        <p className="flush">{t.common.partMissing}</p>
        <div className="actions">
          <Button variant="default" onClick={() => tryAgain(failure)}>
            {failure.again ? t.common.reload : t.common.tryAgain}
          </Button>
        </div>
      </div>
    </div>
  );
}

/** A newer version may have taken the place of the one whose parts are asked for: then only a reload helps. */
function tryAgain({ again, retry }: Failure): void {
  if (again) location.reload();
  else retry();
}
