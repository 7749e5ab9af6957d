// A document is deleted while people have it open, and while one of them is away.
import { bothKinds } from './clients.mjs';
import { ask, assert, scenario, until, untilSame } from './scenario.mjs';

await scenario(async (one, two, room) => {
  const here = bothKinds('here', one, room);
  const there = bothKinds('there', two, room);
  await untilSame([...here, ...there]);
  here[0].text.insert(0, 'to be forgotten');
  await untilSame([...here, ...there]);
  there.forEach((client) => client.goOffline());
  await ask('delete');
  await until('a y-websocket client is told to stay away', () => here[0].closed?.code === 4410);
  await until('a Hocuspocus client is told', () => here[1].notices.some((notice) => notice.type === 'deleted'));
  there.forEach((client) => client.goOnline());
  await until('who was away is told to stay away', () => there[0].closed !== null);
  await until('who was away is told, too', () => there[1].refusals.length > 0 || there[1].notices.length > 0);
  await ask('see that it is gone');
  assert(here[0].text.toString() === 'to be forgotten', 'each keeps what it has');
});
