import type { ClusterNode } from "../api/cluster.ts";

/** Where a host or relay is drawn; x and y are its upper left corner. */
export interface Card {
  node: ClusterNode;
  x: number;
  y: number;
}

/** Where a client is drawn, inside the group of its parent's clients. */
export type Leaf = Card;

/** The frame around the clients of one parent. */
export interface Group {
  parent: string;
  x: number;
  y: number;
  width: number;
  height: number;
  /** Whether there are so many that each is a dot. */
  dots: boolean;
}

/** A line from a parent to a child or to its group of clients. */
export interface Edge {
  id: string;
  fromX: number;
  fromY: number;
  toX: number;
  toY: number;
  upPerSecond: number;
  downPerSecond: number;
}

export interface Layout {
  width: number;
  height: number;
  cards: Card[];
  leaves: Leaf[];
  groups: Group[];
  edges: Edge[];
}

export const card = { width: 186, height: 88 };
export const pill = { width: 168, height: 44 };
export const dot = { width: 16, height: 16 };
const gap = { between: 22, rows: 62, inGroup: 8, groupPadding: 10 };
const dotsFrom = 9;

/** A part of the tree: its width, and how to place it once its left edge and its top are known. */
interface Block {
  width: number;
  height: number;
  place(x: number, y: number): { anchorX: number };
}

/** Lays a tree out from the top down; each parent stands over the middle of what hangs on it. */
export function layOut(nodes: readonly ClusterNode[]): Layout {
  const layout: Layout = { width: 0, height: 0, cards: [], leaves: [], groups: [], edges: [] };
  const known = new Set(nodes.map(({ id }) => id));
  const childrenOf = new Map<string, ClusterNode[]>();
  const roots: ClusterNode[] = [];
  for (const node of nodes) {
    if (node.parent === node.id || !known.has(node.parent))
      roots.push(node); // the host, or one whose parent is omitted
    else childrenOf.set(node.parent, [...(childrenOf.get(node.parent) ?? []), node]);
  }
  const placed = new Set<string>();
  let x = 0;
  for (const root of inOrder(roots)) {
    const block = subtree(root, childrenOf, placed, layout);
    block.place(x, 0);
    x += block.width + gap.between;
    layout.height = Math.max(layout.height, block.height);
  }
  layout.width = Math.max(0, x - gap.between);
  return layout;
}

function subtree(
  node: ClusterNode,
  childrenOf: ReadonlyMap<string, ClusterNode[]>,
  placed: Set<string>,
  layout: Layout,
): Block {
  placed.add(node.id); // news from many endpoints may contradict each other: nobody is drawn twice
  const children = inOrder(childrenOf.get(node.id) ?? []).filter(({ id }) => !placed.has(id));
  const isLeaf = ({ role, id }: ClusterNode) => role === "client" && !childrenOf.has(id);
  const below = children
    .filter((child) => !isLeaf(child))
    .map((child) => ({
      block: subtree(child, childrenOf, placed, layout),
      edge: { id: child.id, upPerSecond: child.sentPerSecond, downPerSecond: child.handledPerSecond },
    }));
  const leaves = children.filter(isLeaf);
  if (leaves.length > 0) {
    below.push({
      block: clientGroup(node.id, leaves, layout),
      edge: {
        id: `clients of ${node.id}`,
        upPerSecond: sum(leaves, "sentPerSecond"),
        downPerSecond: sum(leaves, "handledPerSecond"),
      },
    });
  }
  const rowWidth =
    below.reduce((width, { block }) => width + block.width, 0) + gap.between * Math.max(0, below.length - 1);
  const rowHeight = Math.max(0, ...below.map(({ block }) => block.height));
  const width = Math.max(card.width, rowWidth);
  return {
    width,
    height: card.height + (below.length > 0 ? gap.rows + rowHeight : 0),
    place(x, y) {
      const top = y + card.height + gap.rows;
      let at = x + (width - rowWidth) / 2;
      const anchors = below.map(({ block }) => {
        const { anchorX } = block.place(at, top);
        at += block.width + gap.between;
        return anchorX;
      });
      const first = anchors[0];
      const last = anchors.at(-1);
      const anchorX = first === undefined || last === undefined ? x + width / 2 : middle((first + last) / 2, x, width);
      layout.cards.push({ node, x: anchorX - card.width / 2, y });
      below.forEach(({ edge }, index) => {
        layout.edges.push({
          ...edge,
          fromX: anchorX,
          fromY: y + card.height,
          toX: anchors[index] ?? anchorX,
          toY: top,
        });
      });
      return { anchorX };
    },
  };
}

/** Keeps a card inside the width of its part of the tree. */
const middle = (wanted: number, x: number, width: number) =>
  Math.min(Math.max(wanted, x + card.width / 2), x + width - card.width / 2);

function clientGroup(parent: string, clients: readonly ClusterNode[], layout: Layout): Block {
  const dots = clients.length >= dotsFrom;
  const cell = dots ? dot : pill;
  const columns = dots ? Math.min(12, Math.ceil(Math.sqrt(clients.length * 1.6))) : clients.length > 4 ? 2 : 1;
  const rows = Math.ceil(clients.length / columns);
  const width = columns * cell.width + (columns - 1) * gap.inGroup + 2 * gap.groupPadding;
  const height = rows * cell.height + (rows - 1) * gap.inGroup + 2 * gap.groupPadding;
  return {
    width,
    height,
    place(x, y) {
      layout.groups.push({ parent, x, y, width, height, dots });
      clients.forEach((node, index) => {
        const column = index % columns;
        const row = Math.floor(index / columns);
        layout.leaves.push({
          node,
          x: x + gap.groupPadding + column * (cell.width + gap.inGroup),
          y: y + gap.groupPadding + row * (cell.height + gap.inGroup),
        });
      });
      return { anchorX: x + width / 2 };
    },
  };
}

const rank = { host: 0, relay: 1, client: 2 };

/** An order that stays when rates change and others come and go. */
const inOrder = (nodes: readonly ClusterNode[]) =>
  [...nodes].sort((a, b) => rank[a.role] - rank[b.role] || (a.id < b.id ? -1 : 1));

const sum = (nodes: readonly ClusterNode[], rate: "sentPerSecond" | "handledPerSecond") =>
  nodes.reduce((total, node) => total + node[rate], 0);

/** How long a mark on a line takes for one step, by the power of ten of the rate; null for a line at rest. */
export function flowSeconds(perSecond: number): number | null {
  if (perSecond < 0.05) return null;
  const seconds = [5, 3.4, 2.4, 1.6, 1.1, 0.8];
  const power = Math.min(seconds.length - 1, Math.max(0, Math.floor(Math.log10(perSecond)) + 1));
  return seconds[power] ?? null;
}

/** The tree as rows: each endpoint under its parent, with its depth. */
export function rowsOf(nodes: readonly ClusterNode[]): { node: ClusterNode; depth: number }[] {
  const known = new Set(nodes.map(({ id }) => id));
  const rows: { node: ClusterNode; depth: number }[] = [];
  const seen = new Set<string>();
  const add = (node: ClusterNode, depth: number) => {
    if (seen.has(node.id)) return;
    seen.add(node.id);
    rows.push({ node, depth });
    for (const child of inOrder(nodes.filter(({ parent, id }) => parent === node.id && id !== node.id)))
      add(child, depth + 1);
  };
  for (const node of inOrder(nodes)) if (node.parent === node.id || !known.has(node.parent)) add(node, 0);
  for (const node of nodes) add(node, 0); // those that point at each other
  return rows;
}
