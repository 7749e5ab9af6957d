import { describe, expect, test } from "vitest";
import type { ClusterNode, Role } from "../../main/web/api/cluster.ts";
import { card, dot, flowSeconds, type Layout, layOut, pill, rowsOf } from "../../main/web/cluster/layout.ts";
import { isHere } from "../../main/web/cluster/TreePicture.tsx";

const node = (id: string, parent: string, role: Role, more: Partial<ClusterNode> = {}): ClusterNode => ({
  id,
  parent,
  role,
  address: "",
  children: 0,
  sentPerSecond: 0,
  handledPerSecond: 0,
  lagMessages: 0,
  gaps: 0,
  repairs: 0,
  droppedFrames: 0,
  documents: 0,
  browsers: 0,
  gateway: "",
  ...more,
});

const clients = (parent: string, count: number) =>
  Array.from({ length: count }, (_, index) => node(`${parent}-c${index}`, parent, "client", { sentPerSecond: 1 }));

/** A random tree, the same for the same seed. */
function randomTree(seed: number): ClusterNode[] {
  let state = seed;
  const random = (below: number) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state % below;
  };
  const nodes = [node("h", "h", "host")];
  const inner = ["h"];
  for (let index = 0; index < random(60); index++) {
    const parent = inner[random(inner.length)] ?? "h";
    const relay = random(4) === 0;
    nodes.push(node(`n${index}`, parent, relay ? "relay" : "client"));
    if (relay) inner.push(`n${index}`);
  }
  return nodes;
}

interface Box {
  x: number;
  y: number;
  width: number;
  height: number;
}

const boxes = ({ cards, groups }: Layout): Box[] => [...cards.map((each) => ({ ...each, ...card })), ...groups];
const overlap = (a: Box, b: Box) =>
  a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height;

describe("the layout of the tree", () => {
  test("nothing overlaps, everything is drawn once and inside the picture, in any tree", () => {
    for (let seed = 1; seed <= 200; seed++) {
      const nodes = randomTree(seed);
      const layout = layOut(nodes);
      const drawn = [...layout.cards, ...layout.leaves].map((each) => each.node.id).sort();
      expect(drawn, `seed ${seed}`).toEqual(nodes.map(({ id }) => id).sort());
      const all = boxes(layout);
      for (const [index, box] of all.entries()) {
        expect(
          box.x >= -0.001 && box.x + box.width <= layout.width + 0.001 && box.y + box.height <= layout.height + 0.001,
          `seed ${seed}`,
        ).toBe(true);
        for (const other of all.slice(index + 1)) expect(overlap(box, other), `seed ${seed}`).toBe(false);
      }
    }
  });

  test("a parent stands over the middle of its children", () => {
    const { cards } = layOut([node("h", "h", "host"), node("a", "h", "relay"), node("b", "h", "relay")]);
    const x = (id: string) => cards.find((each) => each.node.id === id)?.x ?? Number.NaN;
    expect(x("h")).toBeCloseTo((x("a") + x("b")) / 2);
  });

  test("few clients have names, many are dots", () => {
    const few = layOut([node("h", "h", "host"), ...clients("h", 3)]);
    expect(few.groups[0]).toMatchObject({ dots: false });
    expect(few.groups[0]?.width).toBeGreaterThan(pill.width);
    const many = layOut([node("h", "h", "host"), ...clients("h", 300)]);
    expect(many.groups[0]).toMatchObject({ dots: true });
    expect(many.groups[0]?.width).toBeLessThan(12 * (dot.width + 10) + 20);
  });

  test("the line to a group of clients carries the sum of their rates", () => {
    const { edges } = layOut([node("h", "h", "host"), ...clients("h", 3)]);
    expect(edges).toHaveLength(1);
    expect(edges[0]?.upPerSecond).toBe(3);
  });

  test("places do not depend on the order in which endpoints are told", () => {
    const nodes = randomTree(7);
    const place = (layout: Layout) => layout.cards.map(({ node: { id }, x, y }) => `${id} ${x} ${y}`).sort();
    expect(place(layOut([...nodes].reverse()))).toEqual(place(layOut(nodes)));
  });

  test("an endpoint whose parent is not told stands beside the host", () => {
    const { cards } = layOut([node("h", "h", "host"), node("r", "elsewhere", "relay")]);
    expect(cards.map(({ y }) => y)).toEqual([0, 0]);
  });

  test("news that contradict each other are drawn without end or doubling", () => {
    const nodes = [node("h", "h", "host"), node("a", "b", "relay"), node("b", "a", "relay")];
    expect(layOut(nodes).cards.length).toBeLessThanOrEqual(3);
    expect(rowsOf(nodes).map(({ node: { id } }) => id)).toEqual(["h", "a", "b"]);
  });
});

test("the rows of the table follow the tree", () => {
  const rows = rowsOf([
    node("c", "b", "client"),
    node("b", "h", "relay"),
    node("h", "h", "host"),
    node("a", "h", "relay"),
  ]);
  expect(rows.map(({ node: { id }, depth }) => `${depth}${id}`)).toEqual(["0h", "1a", "1b", "2c"]);
});

test("lines at rest do not move, busier ones move faster", () => {
  expect(flowSeconds(0)).toBeNull();
  const seconds = [0.1, 5, 50, 500, 5_000, 50_000, 5_000_000].map(flowSeconds);
  expect(seconds).toEqual([...seconds].sort((a, b) => (b ?? 0) - (a ?? 0)));
});

test("the endpoint that serves the page is found by the name that its gateway gives itself", () => {
  expect(isHere(node("1a2b3c4d-5e6f", "h", "relay"), "relay 1a2b3c4d")).toBe(true);
  expect(isHere(node("1a2b3c4d-5e6f", "h", "relay"), "relay 77aa03f2")).toBe(false);
  expect(isHere(node("1a2b3c4d-5e6f", "h", "relay"), "")).toBe(false);
});
