// Clients of both protocols at two gateways write at random, and lose their connections now and then.
import { readFileSync } from 'node:fs';
import * as Y from 'yjs';
import { bothKinds, hocuspocus, yWebsocket } from './clients.mjs';
import { ask, assert, assertSame, documentOf, random, scenario, turn, untilSame } from './scenario.mjs';

const edits = 1_500;

/** A place in a text, from 0 to its end, that is not inside of a pair of surrogates: no editor writes there, and Yjs loses the pair. */
function place(text, below) {
  const characters = [...text.toString()];
  return characters.slice(0, below(characters.length + 1)).join('').length;
}

function edit(doc, { below, oneOf, happens }, count) {
  const text = doc.getText('text');
  const map = doc.getMap('map');
  const array = doc.getArray('array');
  switch (below(8)) {
    case 0:
    case 1:
    case 2:
      text.insert(place(text, below), oneOf(['a', 'bc', 'déf', '🙂', `${count} `]));
      break;
    case 3:
    case 4: {
      const [from, to] = [place(text, below), place(text, below)].sort((one, other) => one - other);
      if (from === to) break;
      if (happens(0.5)) text.format(from, to - from, { bold: happens(0.5) ? true : null });
      else if (to - from < 20) text.delete(from, to - from);
      break;
    }
    case 5:
      map.set(`key ${below(10)}`, happens(0.3) ? new Y.Map([['count', count]]) : count);
      break;
    case 6:
      if (happens(0.5)) map.delete(`key ${below(10)}`);
      else if (array.length > 0) array.delete(below(array.length), 1);
      break;
    case 7:
      array.insert(below(array.length + 1), [happens(0.3) ? new Y.Array() : count, { count }]);
      break;
  }
}

await scenario(async (one, two, file, seed) => {
  console.log(`seed ${seed}`);
  const dice = random(Number(seed));
  const room = 'random edits/ü';
  const clients = [...bothKinds('anna', one, room), ...bothKinds('ben', two, room), ...bothKinds('carla', two, room)];
  const back = new Map(); // who is offline, and until which edit
  for (let count = 0; count < edits; count++) {
    const client = dice.oneOf(clients);
    if (dice.happens(0.3)) client.doc.transact(() => [1, 2, 3].forEach(() => edit(client.doc, dice, count)));
    else edit(client.doc, dice, count);
    if (dice.happens(0.01)) client.breakConnection();
    if (dice.happens(0.01) && !back.has(client)) {
      client.goOffline();
      back.set(client, count + dice.below(300));
    }
    for (const [away, at] of back) {
      if (at <= count) {
        away.goOnline();
        back.delete(away);
      }
    }
    if (dice.happens(0.5)) await turn();
  }
  back.forEach((_, away) => away.goOnline());
  const late = [yWebsocket('dora', one, room), hocuspocus('emil', one, room)];
  await untilSame([...clients, ...late]);
  const { doc } = clients[0];
  assert(vectorSize(doc) === clients.length, 'everybody has written');
  await ask('export');
  assertSame(doc, documentOf(readFileSync(file)), 'the export differs');
});

function vectorSize(doc) {
  return Y.decodeStateVector(Y.encodeStateVector(doc)).size;
}
