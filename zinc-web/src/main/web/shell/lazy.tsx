import type { ComponentType, JSX } from "preact";
import { useEffect, useState } from "preact/hooks";
import { wordsOf } from "../api/http.ts";
import { WarnIcon } from "./icons.tsx";

/** A component whose code is fetched when it is shown for the first time. */
export function lazy<P extends object>(load: () => Promise<ComponentType<P>>): (properties: P) => JSX.Element {
  let loaded: ComponentType<P> | null = null;
  return (properties) => {
    const [, shown] = useState(loaded !== null);
    const [problem, setProblem] = useState<unknown>(null);
    useEffect(() => {
      let current = true;
      if (loaded) return undefined;
      load().then(
        (component) => {
          loaded = component;
          if (current) shown(true);
        },
        (cause: unknown) => current && setProblem(cause),
      );
      return () => {
        current = false;
      };
    }, []);
    if (problem) return <NotLoaded cause={wordsOf(problem)} />;
    if (!loaded) return <Loading />;
    const Component = loaded;
    return <Component {...properties} />;
  };
}

export const Loading = ({ what = "Loading" }: { what?: string }) => (
  <div class="blank" role="status">
    <span class="spinner" />
    <span class="sr-only">{what}</span>
  </div>
);

const NotLoaded = ({ cause }: { cause: string }) => (
  <div class="blank" role="alert">
    <span class="mark bad">
      <WarnIcon size={28} />
    </span>
    <h1>This part of the workbench could not be loaded</h1>
    <p>{cause}</p>
    <div class="actions">
      <button type="button" class="button primary" onClick={() => location.reload()}>
        Reload
      </button>
    </div>
  </div>
);
