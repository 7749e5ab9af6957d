// Who may do what: unknown visitors, readers, and rights that change while a document is open.
import { hocuspocus, hocuspocusSocket, yWebsocket } from './clients.mjs';
import { ask, assert, scenario, until } from './scenario.mjs';

await scenario(async (url, room) => {
  const stranger = yWebsocket('stranger', url, room, { token: 'wrong' });
  const strange = hocuspocus('strange', url, room, { token: 'wrong' });
  await until('an unknown y-websocket client is told to stay away', () => stranger.closed !== null);
  assert(stranger.closed.code === 4401, `the close code is ${stranger.closed.code}`);
  await until('an unknown Hocuspocus client is told why', () => strange.refusals.length > 0);

  const owner = hocuspocus('owner', url, room, { token: 'owner' });
  const ownersOther = yWebsocket('owner', url, room, { token: 'owner' });
  const guest = hocuspocus('guest', url, room, { token: 'guest' });
  await until('the owner may write', () => owner.isSynced && ownersOther.isSynced && owner.scope === 'read-write');
  await until('the guest may read', () => guest.isSynced && guest.scope === 'readonly');
  owner.text.insert(0, 'one');
  await until('the guest reads', () => guest.text.toString() === 'one');

  guest.text.insert(0, 'not ');
  owner.text.insert(3, ' two');
  await until('all see what the owner wrote', () => [ownersOther, guest].every((client) => client.text.toString().endsWith('one two')));
  assert(guest.unsaved > 0, 'what the guest wrote is never saved');
  assert(owner.text.toString() === 'one two', `the owner reads ${owner.text}`);

  await ask('let the guest write');
  const rights = (client) => client.notices.filter((notice) => notice.type === 'rights').map((notice) => notice.right);
  await until('the guest is told', () => rights(guest).at(-1) === 'write' && guest.scope === 'read-write');
  const again = hocuspocus('guest again', url, room, { token: 'guest' });
  await until('the guest opens it again', () => again.isSynced && again.text.toString() === 'one two');
  again.text.insert(7, ' three');
  await until('the guest writes', () => owner.text.toString().endsWith('one two three') && again.unsaved === 0);

  const other = yWebsocket('guest', url, room, { token: 'guest' });
  await until('with the other protocol, too', () => other.isSynced);
  await ask('take it back from the guest');
  await until('the guest is told', () => rights(again).at(-1) === 'read' && again.scope === 'readonly');
  const before = owner.text.toString();
  other.text.insert(0, 'never ');
  await until('a writer without right is closed', () => other.closed !== null);
  assert(other.closed.code === 4403, `the close code is ${other.closed.code}`);
  owner.text.insert(0, '> ');
  await until('the others go on', () => again.text.toString() === `> ${before}`);
  assert(owner.text.toString() === `> ${before}`, `the owner reads ${owner.text}`);

  await ask('shut the guest out');
  await until('the guest is refused', () => again.refusals.length > 0);

  const socket = hocuspocusSocket(url);
  const several = ['a', 'b', 'c'].map((name) => hocuspocus(name, url, `${room} ${name}`, { token: 'owner', socket }));
  await until('three documents are open on one socket', () => several.every((client) => client.isSynced));
  several.forEach((client) => client.text.insert(0, client.name));
  await until('and saved', () => several.every((client) => client.unsaved === 0));
});
