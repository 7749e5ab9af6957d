import { type ClusterTree, shortId } from "../api/cluster.ts";
import { countInWords, rateInShort } from "../shell/format.ts";
import { rowsOf } from "./layout.ts";
import { isHere } from "./TreePicture.tsx";

/** The tree as a table, for those who prefer to read. */
export const TreeTable = ({ tree, here }: { tree: ClusterTree; here: string }) => (
  <div class="table-scroll" role="region" aria-label="Endpoints of the tree" tabIndex={0}>
    <table class="tree-table">
      <caption class="sr-only">Endpoints of {tree.cluster}, each under its parent</caption>
      <thead>
        <tr>
          <th scope="col">Endpoint</th>
          <th scope="col" class="number">
            Sent/s
          </th>
          <th scope="col" class="number">
            Handled/s
          </th>
          <th scope="col" class="number">
            Lag
          </th>
          <th scope="col" class="number">
            Gaps
          </th>
          <th scope="col" class="number">
            Repairs
          </th>
          <th scope="col" class="number">
            Dropped
          </th>
          <th scope="col" class="number">
            Documents
          </th>
          <th scope="col" class="number">
            Browsers
          </th>
          <th scope="col">Address</th>
        </tr>
      </thead>
      <tbody>
        {rowsOf(tree.nodes).map(({ node, depth }) => (
          <tr key={node.id}>
            <th scope="row">
              <span class={`endpoint ${node.role}`} style={{ paddingLeft: `${depth * 18}px` }} title={node.id}>
                <span class="role-dot" aria-hidden="true" />
                {node.role} <code>{shortId(node.id)}</code>
                {isHere(node, here) && <span class="here-mark">you are here</span>}
              </span>
            </th>
            <td class="number">{rateInShort(node.sentPerSecond)}</td>
            <td class="number">{rateInShort(node.handledPerSecond)}</td>
            <td class={`number${node.lagMessages > 0 ? " troubled" : ""}`}>{countInWords(node.lagMessages)}</td>
            <td class={`number${node.gaps > 0 ? " troubled" : ""}`}>{countInWords(node.gaps)}</td>
            <td class="number">{countInWords(node.repairs)}</td>
            <td class={`number${node.droppedFrames > 0 ? " troubled" : ""}`}>{countInWords(node.droppedFrames)}</td>
            <td class="number">{countInWords(node.documents)}</td>
            <td class="number">{countInWords(node.browsers)}</td>
            <td>{node.gateway ? <a href={node.gateway}>{node.gateway}</a> : node.address || "–"}</td>
          </tr>
        ))}
      </tbody>
    </table>
  </div>
);
