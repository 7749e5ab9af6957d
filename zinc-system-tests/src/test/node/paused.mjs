// Clients that stand still for longer than a gateway waits for a sign of life, as in a machine that sleeps, come back by themselves.
import { hocuspocus, yWebsocket } from './clients.mjs';
import { ask, scenario, until } from './scenario.mjs';

await scenario(async (url, room) => {
  const clients = [yWebsocket('sleeper', url, room), hocuspocus('sleeper', url, room)];
  await until('all are synced', () => clients.every((client) => client.isSynced));

  await ask('let us sleep');

  const all = (text) => clients.every((client) => client.text.toString() === text);
  await until('they hear what they have missed', () => all('meanwhile'), () => clients.map(({ text }) => text.toString()));
  clients[0].text.insert(0, 'awake, ');
  await until('and are heard', () => all('awake, meanwhile'));
});
