// Who is present comes and goes, across gateways and protocols.
import { bothKinds } from './clients.mjs';
import { ask, scenario, until } from './scenario.mjs';

await scenario(async (one, two) => {
  const room = 'presence';
  const here = bothKinds('here', one, room);
  const there = bothKinds('there', two, room);
  const all = [...here, ...there];
  const seen = (clients, names) =>
    until(
      `${names} are seen by ${clients.map((client) => client.name)}`,
      () => clients.every((client) => String(client.present) === String([...names].sort())),
      () => clients.map((client) => `\n${client.name} sees ${client.present}`).join(''),
    );
  const [anna, ben] = here;
  const [carla, dora] = there;
  anna.appear('anna');
  ben.appear('ben');
  carla.appear('carla');
  dora.appear('dora');
  await seen(all, ['anna', 'ben', 'carla', 'dora']);

  anna.appear('anna the second');
  dora.appear('dora the second');
  await seen(all, ['anna the second', 'ben', 'carla', 'dora the second']);

  carla.goOffline();
  ben.goOffline();
  await seen([anna, dora], ['anna the second', 'dora the second']);
  carla.goOnline();
  ben.goOnline();
  await until('they are back', () => carla.isSynced && ben.isSynced);
  all.forEach(move);
  await seen(all, ['anna the second', 'ben', 'carla', 'dora the second']);

  dora.leave();
  await seen([anna, ben, carla], ['anna the second', 'ben', 'carla']);
  await ask('kill the first gateway');
  await seen([carla], ['carla']);
});

/** To y-protocols, who was taken for gone is back when their clock has advanced; a client that is idle does that every 15 s. */
function move(client) {
  client.awareness.setLocalStateField('cursor', 1);
}
