import { useEffect, useRef, useState } from "preact/hooks";
import { readVersion } from "../api/documents.ts";
import { wordsOf } from "../api/http.ts";
import type { KindViews, OpenView } from "../kinds/kind.ts";
import type { DocumentSession } from "../session/DocumentSession.ts";
import { Problem } from "../shell/Problem.tsx";

interface Properties {
  session: DocumentSession;
  views: KindViews;
  version: string;
  onClose: () => void;
}

/** A kept version beside the document as it is now. */
export function Compare({ session, views, version, onClose }: Properties) {
  const parent = useRef<HTMLDivElement>(null);
  const [problem, setProblem] = useState<unknown>(null);
  useEffect(() => {
    const reading = new AbortController();
    let view: OpenView | null = null;
    setProblem(null);
    const show = async () => {
      const { document, awareness, info } = session;
      const content = await readVersion(info.name, version, views.versionType, reading.signal);
      if (reading.signal.aborted || !parent.current) return;
      const opening = { kind: info.kind, document, awareness, label: info.name, writable: false };
      const shown = await views.compare(parent.current, content, opening);
      if (reading.signal.aborted) shown.destroy();
      else view = shown;
    };
    show().catch((cause: unknown) => !reading.signal.aborted && setProblem(cause));
    return () => {
      reading.abort();
      view?.destroy();
    };
  }, [session, views, version]);
  return (
    <section class="compare" aria-label={`Compare ${version} with now`}>
      <header>
        <p>
          <span class="compare-then">{version}</span>
          <span aria-hidden="true"> → </span>
          <span class="sr-only">compared with </span>
          <span class="compare-now">now</span>
        </p>
        <button type="button" class="button" onClick={onClose}>
          Back to writing
        </button>
      </header>
      {problem !== null && <Problem>{wordsOf(problem)}</Problem>}
      <div class="compare-body" ref={parent} />
    </section>
  );
}
