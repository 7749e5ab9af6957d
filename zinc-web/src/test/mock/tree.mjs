// A cluster that lives: rates go up and down, and one client comes and goes.
const wave = (atMs, seconds, phase) => 0.5 + 0.5 * Math.sin((atMs / 1000 / seconds) * 2 * Math.PI + phase);

export function treeAt(atMs) {
  const node = (id, parent, role, share, more = {}) => ({
    id,
    parent,
    role,
    address: role === "client" ? "" : "tcp://127.0.0.1:57" + String(id.charCodeAt(0) % 100).padStart(2, "0"),
    children: 0,
    sentPerSecond: 1200 * share * wave(atMs, 17, id.charCodeAt(1)),
    handledPerSecond: 4800 * share * wave(atMs, 23, id.charCodeAt(2)),
    lagMessages: 0,
    gaps: 0,
    repairs: 0,
    droppedFrames: 0,
    documents: 0,
    browsers: 0,
    gateway: "",
    ...more,
  });
  const host = "5b0c9a1e-0000-4000-8000-000000000001";
  const relays = ["1a2b3c4d-0000-4000-8000-000000000002", "77aa03f2-0000-4000-8000-000000000003"];
  const client = (number) => `c${number}d4e5f6-0000-4000-8000-0000000000${10 + number}`;
  const nodes = [
    node(host, host, "host", 1, { documents: 8 }),
    node(relays[0], host, "relay", 0.6, { documents: 5, browsers: 3, gateway: "http://localhost:8080/" }),
    node(relays[1], host, "relay", 0.3, { documents: 3, browsers: 1, gateway: "http://localhost:8081/" }),
    node(client(1), relays[0], "client", 0.1),
    node(client(2), relays[0], "client", 0.05, { lagMessages: Math.round(340 * wave(atMs, 11, 0)) }),
    node(client(3), relays[1], "client", 0.02, { gaps: 2, repairs: 5 }),
  ];
  if (Math.floor(atMs / 8000) % 2 === 0) nodes.push(node(client(4), relays[1], "client", 0.01));
  for (const each of nodes)
    each.children = nodes.filter(({ parent, id }) => parent === each.id && id !== each.id).length;
  return { cluster: "demo", nodes, omitted: 0 };
}
