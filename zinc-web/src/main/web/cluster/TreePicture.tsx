import { useMemo } from "preact/hooks";
import type { ClusterNode, ClusterTree } from "../api/cluster.ts";
import { shortId } from "../api/cluster.ts";
import { countInWords, rateInShort } from "../shell/format.ts";
import { type Card, card, dot, type Edge, flowSeconds, type Group, layOut, type Leaf, pill } from "./layout.ts";

const margin = 8;
const smallestScale = 0.62;
const largestScale = 1.15;

/** The tree as a picture that moves: endpoints glide to their places, marks run along the lines as messages do. */
export function TreePicture({ tree, here }: { tree: ClusterTree; here: string }) {
  const layout = useMemo(() => layOut(tree.nodes), [tree]);
  const dots = new Set(layout.groups.filter((group) => group.dots).map(({ parent }) => parent));
  const width = layout.width + 2 * margin;
  const height = layout.height + 2 * margin;
  return (
    <div class="tree-scroll" role="region" aria-label="Picture of the tree" tabIndex={0}>
      <svg
        class="tree"
        viewBox={`${-margin} ${-margin} ${width} ${height}`}
        style={{
          maxWidth: `${Math.round(width * largestScale)}px`,
          minWidth: `${Math.round(width * smallestScale)}px`,
        }}
        role="img"
        aria-label={inWords(tree)}
      >
        {layout.edges.map((edge) => (
          <Line key={edge.id} edge={edge} />
        ))}
        {layout.groups.map((group) => (
          <Frame key={group.parent} group={group} />
        ))}
        {layout.cards.map((each) => (
          <CardPicture key={each.node.id} {...each} here={isHere(each.node, here)} />
        ))}
        {layout.leaves.map((leaf) =>
          dots.has(leaf.node.parent) ? (
            <DotPicture key={leaf.node.id} {...leaf} />
          ) : (
            <PillPicture key={leaf.node.id} {...leaf} />
          ),
        )}
      </svg>
    </div>
  );
}

const at = (x: number, y: number) => ({ transform: `translate(${x}px, ${y}px)` });

function Line({ edge }: { edge: Edge }) {
  const bend = (edge.toY - edge.fromY) / 2;
  const path = `M${edge.fromX} ${edge.fromY} C${edge.fromX} ${edge.fromY + bend} ${edge.toX} ${edge.toY - bend} ${edge.toX} ${edge.toY}`;
  const moving = { d: `path("${path}")` };
  const down = flowSeconds(edge.downPerSecond);
  const up = flowSeconds(edge.upPerSecond);
  return (
    <g class="line">
      <path d={path} style={moving} />
      {down !== null && <path class="flow down" d={path} style={{ ...moving, animationDuration: `${down}s` }} />}
      {up !== null && <path class="flow up" d={path} style={{ ...moving, animationDuration: `${up}s` }} />}
    </g>
  );
}

const Frame = ({ group }: { group: Group }) => (
  <g class="glide" style={at(group.x, group.y)}>
    <rect class="frame" width={group.width} height={group.height} rx="12" />
  </g>
);

function CardPicture({ node, x, y, here }: Card & { here: boolean }) {
  return (
    <g class="glide" style={at(x, y)}>
      <g class={`card ${node.role}${here ? " here" : ""}`}>
        <title>{nodeInWords(node)}</title>
        <rect width={card.width} height={card.height} rx="12" />
        <circle class="role" cx="20" cy="22" r="6" />
        <text class="name" x="34" y="27">
          {node.role === "host" ? "Host" : node.role === "relay" ? "Relay" : "Client"}
        </text>
        <text class="id" x={card.width - 14} y="26" text-anchor="end">
          {here ? "you are here" : shortId(node.id)}
        </text>
        <Rates node={node} x={14} y={50} />
        <Facts node={node} x={14} y={72} />
      </g>
    </g>
  );
}

const PillPicture = ({ node, x, y }: Leaf) => (
  <g class="glide" style={at(x, y)}>
    <g class="card client">
      <title>{nodeInWords(node)}</title>
      <rect width={pill.width} height={pill.height} rx="10" />
      <circle class="role" cx="14" cy="15" r="4" />
      <text class="id" x="24" y="19">
        {shortId(node.id)}
      </text>
      <text class="trouble" x={pill.width - 10} y="19" text-anchor="end">
        {troubleOf(node)[0]}
      </text>
      <Rates node={node} x={10} y={36} />
    </g>
  </g>
);

const DotPicture = ({ node, x, y }: Leaf) => (
  <g class="glide" style={at(x, y)}>
    <g class={`card client${troubleOf(node).length > 0 ? " troubled" : ""}`}>
      <title>{nodeInWords(node)}</title>
      <circle class="role" cx={dot.width / 2} cy={dot.height / 2} r="6" />
    </g>
  </g>
);

const Rates = ({ node, x, y }: { node: ClusterNode; x: number; y: number }) => (
  <text class="rates" x={x} y={y}>
    <tspan class="arrow">↑</tspan> {rateInShort(node.sentPerSecond)}/s <tspan class="arrow">↓</tspan>{" "}
    {rateInShort(node.handledPerSecond)}/s
  </text>
);

function Facts({ node, x, y }: { node: ClusterNode; x: number; y: number }) {
  const trouble = troubleOf(node);
  if (trouble.length > 0) {
    return (
      <text class="trouble" x={x} y={y}>
        {trouble.slice(0, 2).join(" · ")}
      </text>
    );
  }
  const facts = [
    node.documents > 0 && some(node.documents, "doc"),
    node.browsers > 0 && some(node.browsers, "browser"),
    node.children > 0 &&
      node.documents + node.browsers === 0 &&
      some(node.children, node.children === 1 ? "child" : "children", ""),
  ].filter(Boolean);
  return (
    <text class="facts" x={x} y={y}>
      {facts.join(" · ") || "at rest"}
    </text>
  );
}

export const troubleOf = (node: ClusterNode): string[] =>
  [
    node.lagMessages > 0 ? `lag ${rateInShort(node.lagMessages)}` : "",
    node.gaps > 0 ? some(node.gaps, "gap") : "",
    node.droppedFrames > 0 ? `${rateInShort(node.droppedFrames)} dropped` : "",
  ].filter(Boolean);

const some = (count: number, noun: string, plural = "s") =>
  `${countInWords(count)} ${noun}${count === 1 ? "" : plural}`;

/** Whether a node is the one whose gateway serves this page, which names itself like "relay 1a2b3c4d". */
export const isHere = (node: ClusterNode, here: string) => here !== "" && here === `${node.role} ${shortId(node.id)}`;

const nodeInWords = (node: ClusterNode) =>
  [
    `${node.role} ${node.id}`,
    node.address,
    `sends ${rateInShort(node.sentPerSecond)} a second, handles ${rateInShort(node.handledPerSecond)}`,
    ...troubleOf(node),
  ]
    .filter(Boolean)
    .join("\n");

function inWords({ cluster, nodes }: ClusterTree): string {
  const count = (role: ClusterNode["role"]) => nodes.filter((node) => node.role === role).length;
  return `The tree of ${cluster}: ${some(count("host"), "host")}, ${some(count("relay"), "relay")}, ${some(count("client"), "client")}. The table says the same in words.`;
}
