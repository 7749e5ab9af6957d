import { useEffect, useState } from "preact/hooks";
import "./document.css";
import { type DocumentInfo, findDocument } from "../api/documents.ts";
import { HttpError, wordsOf } from "../api/http.ts";
import { askWhoWeAre, me } from "../api/me.ts";
import { DocumentSession } from "../session/DocumentSession.ts";
import { PlugOffIcon, SearchIcon } from "../shell/icons.tsx";
import { Loading } from "../shell/lazy.tsx";
import { documentsHref } from "../shell/router.ts";
import { OpenDocument } from "./OpenDocument.tsx";
import { recallInfo, rememberInfo } from "./known.ts";

type Found = { session: DocumentSession } | { problem: unknown } | "missing" | null;

/** Finds out what the document is, and opens it. */
export function DocumentPage({ name }: { name: string }) {
  const [found, setFound] = useState<Found>(null);
  const [attempt, setAttempt] = useState(0);
  useEffect(() => {
    const looking = new AbortController();
    let session: DocumentSession | null = null;
    const open = (info: DocumentInfo, cluster: string, fresh: boolean) => {
      session = new DocumentSession(info, cluster, fresh);
      void session.start();
      setFound({ session });
    };
    Promise.all([findDocument(name, looking.signal), me.value ?? askWhoWeAre()]).then(
      ([info, { cluster }]) => {
        if (looking.signal.aborted) return;
        if (!info) {
          setFound("missing");
          return;
        }
        rememberInfo(info, cluster);
        open(info, cluster, true);
      },
      (problem: unknown) => {
        if (looking.signal.aborted) return;
        const known = problem instanceof HttpError && problem.status === 0 ? recallInfo(name) : null;
        if (known) open(known.info, known.cluster, false);
        else setFound({ problem });
      },
    );
    return () => {
      looking.abort();
      void session?.close();
    };
  }, [name, attempt]);
  const again = () => {
    setFound(null);
    setAttempt(attempt + 1);
  };
  if (found === null) return <Loading what={`Opening ${name}`} />;
  if (found === "missing") return <Missing name={name} />;
  if ("problem" in found) return <NotOpened problem={found.problem} onRetry={again} />;
  return <OpenDocument key={found.session.document.clientID} session={found.session} onReopen={again} />;
}

const Missing = ({ name }: { name: string }) => (
  <div class="blank">
    <span class="mark">
      <SearchIcon size={28} />
    </span>
    <h1>There is no document “{name}”</h1>
    <p>It may have been renamed or deleted, or you may not read it.</p>
    <div class="actions">
      <a class="button primary" href={documentsHref}>
        All documents
      </a>
    </div>
  </div>
);

const NotOpened = ({ problem, onRetry }: { problem: unknown; onRetry: () => void }) => (
  <div class="blank" role="alert">
    <span class="mark bad">
      <PlugOffIcon size={28} />
    </span>
    <h1>The document cannot be opened</h1>
    <p>{wordsOf(problem)}</p>
    <div class="actions">
      <a class="button" href={documentsHref}>
        All documents
      </a>
      <button type="button" class="button primary" onClick={onRetry}>
        Try again
      </button>
    </div>
  </div>
);
