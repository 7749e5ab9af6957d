import { effect } from "@preact/signals";
import { useEffect, useRef, useState } from "preact/hooks";
import { wordsOf } from "../api/http.ts";
import type { KindViews, OpenView } from "../kinds/kind.ts";
import { kindOf } from "../kinds/registry.ts";
import type { DocumentSession } from "../session/DocumentSession.ts";
import { BackIcon, HistoryIcon, LockIcon } from "../shell/icons.tsx";
import { Loading } from "../shell/lazy.tsx";
import { Problem } from "../shell/Problem.tsx";
import { documentsHref } from "../shell/router.ts";
import { Ended } from "./Ended.tsx";
import { People } from "./People.tsx";
import { Status } from "./Status.tsx";
import { Compare } from "./Compare.tsx";
import { Versions } from "./Versions.tsx";

/** One open document: its bar, its view by its kind, and beside it the versions. */
export function OpenDocument({ session, onReopen }: { session: DocumentSession; onReopen: () => void }) {
  const { info } = session;
  const kind = kindOf(info.kind);
  const [views, setViews] = useState<KindViews | null>(null);
  const [problem, setProblem] = useState<unknown>(null);
  const [versionsOpen, setVersionsOpen] = useState(false);
  const [compared, setCompared] = useState<string | null>(null);
  const view = useRef<OpenView | null>(null);
  useEffect(() => {
    kind.load().then(setViews, setProblem);
  }, [kind]);
  useEffect(() => {
    const leaving = (event: BeforeUnloadEvent) => {
      if (session.wouldLose) event.preventDefault();
    };
    addEventListener("beforeunload", leaving);
    return () => removeEventListener("beforeunload", leaving);
  }, [session]);
  const closeVersions = () => {
    setVersionsOpen(false);
    setCompared(null);
  };
  return (
    <div class="document">
      <div class="document-bar">
        <a class="button quiet icon" href={documentsHref} aria-label="All documents" title="All documents">
          <BackIcon />
        </a>
        <h1 title={info.name}>{info.name}</h1>
        {!session.writable.value && session.loaded.value && !session.end.value && (
          <span class="tag" title="You may read this document, not change it">
            <LockIcon size={14} />
            Read only
          </span>
        )}
        <Status session={session} />
        <span class="document-tools">
          <People people={session.people.value} />
          <button
            type="button"
            class="button quiet"
            aria-expanded={versionsOpen}
            aria-label="Versions"
            onClick={() => (versionsOpen ? closeVersions() : setVersionsOpen(true))}
          >
            <HistoryIcon size={18} />
            <span class="wide-only">Versions</span>
          </button>
        </span>
      </div>
      {session.end.value && (
        <Ended session={session} end={session.end.value} text={() => view.current?.text() ?? ""} onReopen={onReopen} />
      )}
      {problem !== null && <Problem>{wordsOf(problem)}</Problem>}
      <div class={`document-body${versionsOpen ? " with-versions" : ""}`}>
        <div class="paper-scroll" hidden={compared !== null}>
          {views && session.loaded.value ? (
            <View session={session} views={views} viewRef={view} />
          ) : (
            problem === null && !session.end.value && <Loading what={`Opening ${info.name}`} />
          )}
        </div>
        {compared !== null && views && (
          <Compare session={session} views={views} version={compared} onClose={() => setCompared(null)} />
        )}
        {versionsOpen && (
          <Versions session={session} compared={compared} onCompare={setCompared} onClose={closeVersions} />
        )}
      </div>
    </div>
  );
}

interface ViewProperties {
  session: DocumentSession;
  views: KindViews;
  viewRef: { current: OpenView | null };
}

function View({ session, views, viewRef }: ViewProperties) {
  const parent = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (!parent.current) return undefined;
    const { document, awareness, info } = session;
    const opened = views.open(parent.current, {
      kind: info.kind,
      document,
      awareness,
      label: `Text of ${info.name}`,
      writable: session.writable.peek(),
    });
    viewRef.current = opened;
    if (session.writable.peek() && matchMedia("(hover: hover)").matches) opened.focus(); // no keyboard jumps up on phones
    // at once: a key pressed between the withdrawal of a right and the next picture would be an edit that is refused
    const stopFollowing = effect(() => opened.setWritable(session.writable.value));
    return () => {
      stopFollowing();
      viewRef.current = null;
      opened.destroy();
    };
  }, [session, views]);
  return <div class="paper" ref={parent} />;
}
