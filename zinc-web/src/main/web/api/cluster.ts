export type Role = "host" | "relay" | "client";

/** One endpoint of the tree as it told about itself last. */
export interface ClusterNode {
  id: string;
  /** The host's is its own. */
  parent: string;
  role: Role;
  address: string;
  children: number;
  sentPerSecond: number;
  handledPerSecond: number;
  lagMessages: number;
  gaps: number;
  repairs: number;
  droppedFrames: number;
  documents: number;
  browsers: number;
  /** Where its gateway is, or empty. */
  gateway: string;
}

export interface ClusterTree {
  cluster: string;
  nodes: ClusterNode[];
  /** How many more endpoints there are than are told. */
  omitted: number;
}

export const shortId = (id: string) => id.slice(0, 8);
