import { useEffect, useState } from "preact/hooks";
import "./cluster.css";
import type { ClusterTree } from "../api/cluster.ts";
import { HttpError, wordsOf } from "../api/http.ts";
import { me } from "../api/me.ts";
import { countInWords, rateInShort } from "../shell/format.ts";
import { PlugOffIcon, TableIcon, TreeIcon } from "../shell/icons.tsx";
import { Loading } from "../shell/lazy.tsx";
import { keep, recall } from "../shell/storage.ts";
import { feedProblem, followTree, tree } from "./feed.ts";
import { TreePicture } from "./TreePicture.tsx";
import { TreeTable } from "./TreeTable.tsx";

type View = "picture" | "table";

const viewKey = "cluster.view";

export function ClusterPage() {
  const [view, setView] = useState<View>(recall(viewKey) === "table" ? "table" : "picture");
  useEffect(followTree, []);
  const choose = (chosen: View) => {
    setView(chosen);
    keep(viewKey, chosen);
  };
  const now = tree.value;
  const problem = feedProblem.value;
  if (!now) return problem ? <NoTree problem={problem} /> : <Loading what="Loading the cluster" />;
  const here = me.value?.gateway ?? "";
  return (
    <div class="page cluster-page">
      <div class="page-head">
        <h1>
          Cluster <span class="cluster-name">{now.cluster}</span>
        </h1>
        <div class="views" role="group" aria-label="View">
          <button
            type="button"
            class="button quiet"
            aria-pressed={view === "picture"}
            onClick={() => choose("picture")}
          >
            <TreeIcon size={18} />
            Picture
          </button>
          <button type="button" class="button quiet" aria-pressed={view === "table"} onClick={() => choose("table")}>
            <TableIcon size={18} />
            Table
          </button>
        </div>
      </div>
      {problem !== null && (
        <p class="notice" role="status">
          {wordsOf(problem)} This is how the cluster was before.
        </p>
      )}
      <Totals tree={now} />
      <div class={problem !== null ? "stale" : undefined}>
        {view === "picture" ? <TreePicture tree={now} here={here} /> : <TreeTable tree={now} here={here} />}
      </div>
      {now.omitted > 0 && (
        <p class="footnote">{countInWords(now.omitted)} more endpoints are not shown, to keep the page light.</p>
      )}
    </div>
  );
}

function Totals({ tree: { nodes } }: { tree: ClusterTree }) {
  const total = (of: "browsers" | "gaps" | "lagMessages" | "sentPerSecond") =>
    nodes.reduce((sum, node) => sum + node[of], 0);
  const lag = total("lagMessages");
  const gaps = total("gaps");
  return (
    <dl class="totals">
      <Total label="Endpoints" value={countInWords(nodes.length)} />
      <Total label="Browsers" value={countInWords(total("browsers"))} />
      <Total label="Messages" value={`${rateInShort(total("sentPerSecond"))}/s`} />
      <Total label="Lag" value={countInWords(lag)} troubled={lag > 0} />
      <Total label="Gaps" value={countInWords(gaps)} troubled={gaps > 0} />
    </dl>
  );
}

const Total = ({ label, value, troubled = false }: { label: string; value: string; troubled?: boolean }) => (
  <div class={troubled ? "troubled" : undefined}>
    <dt>{label}</dt>
    <dd>{value}</dd>
  </div>
);

const NoTree = ({ problem }: { problem: unknown }) => (
  <div class="blank" role="alert">
    <span class="mark bad">
      <PlugOffIcon size={28} />
    </span>
    <h1>
      {problem instanceof HttpError && problem.status === 403
        ? "You may not look at the cluster"
        : "There is no news of the cluster"}
    </h1>
    <p>{wordsOf(problem)}</p>
    <p>The page tries again by itself.</p>
  </div>
);
