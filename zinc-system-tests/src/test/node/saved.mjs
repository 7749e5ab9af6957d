// "Saved" is true: while the host stands still nothing counts as saved, and what was saved outlives its end.
import { hocuspocus, yWebsocket } from './clients.mjs';
import { ask, assert, scenario, until } from './scenario.mjs';

await scenario(async (url) => {
  const room = 'saved';
  const writer = hocuspocus('writer', url, room);
  const reader = yWebsocket('reader', url, room);
  await until('both are synced', () => writer.isSynced && reader.isSynced && writer.unsaved === 0);
  writer.text.insert(0, 'one ');
  await until('it is saved', () => writer.unsaved === 0);

  await ask('halt the host');
  writer.text.insert(0, 'two ');
  await until('the other at the gateway sees it', () => reader.text.toString() === 'two one ');
  assert(writer.unsaved > 0, 'it is not saved, as the host stands still');
  const late = hocuspocus('late', url, room);
  await until('who comes late sees it', () => late.text.toString() === 'two one ');
  assert(writer.unsaved > 0 && late.unsaved > 0, 'what the gateway shows is not saved either');
  await ask('let the host go on');
  await until('it is saved', () => writer.unsaved === 0 && late.unsaved === 0);
  await ask('kill the host and look');
});
